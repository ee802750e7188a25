"""Reading assets from tables: CSV with a header, and JSONL with one object a line."""

import csv
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from slugify import slugify

from content_store.exchange.files import Source, Sources, encoding_of
from content_store.exchange.front_matter import check_size
from content_store.exchange.names import normal
from content_store.exchange.raw import Found, Place, Raw, RawKit, RawTag, Skipped, Unreadable

LARGEST_CELL = 10_000_000  # characters
_DELIMITERS = ",;\t"


class Reader:
    """The rows of one file. ``position`` says how many of its bytes have been read."""

    def __init__(self, sources: Sources, source: Source) -> None:
        self._sources = sources
        self._source = source
        self._folders = (*reversed(source.shown.split("/")[:-1]), sources.name)
        self._names: Counter[str] = Counter()
        self.position = 0

    def read(self) -> Iterator[Found]:
        """Every row, one after the other."""
        try:
            encoding, note = encoding_of(self._source.file)
            rows = self._csv(encoding) if self._source.file.suffix.lower() == ".csv" else self._jsonl(encoding)
            if note:
                yield from self._noted(rows, note)
            else:
                yield from rows
        except (OSError, csv.Error, UnicodeError) as error:
            yield Skipped(self._sources.place(self._source), f"it cannot be read: {error}")

    def _noted(self, rows: Iterator[Found], note: str) -> Iterator[Found]:
        """The same rows; the first asset among them says how the file had to be read."""
        for found in rows:
            if note and isinstance(found, Raw):
                yield Raw(found.place, found.fields, folders=found.folders, fallback=found.fallback, notes=(note,))
                note = ""
            else:
                yield found

    def _csv(self, encoding: str) -> Iterator[Found]:
        csv.field_size_limit(LARGEST_CELL)
        with self._source.file.open(encoding=encoding, errors="replace", newline="") as stream:
            header_line = stream.readline()
            stream.seek(0)
            rows = csv.reader(stream, delimiter=_delimiter(header_line))
            header = [name.strip().removeprefix("\ufeff") for name in next(rows, [])]
            if not any(header):
                yield Skipped(self._sources.place(self._source), "it is empty")
                return
            line = rows.line_num + 1
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    yield self._csv_row(header, cells, line)
                self.position += sum(map(len, cells)) + len(cells)
                line = rows.line_num + 1

    def _csv_row(self, header: list[str], cells: list[str], line: int) -> Found:
        if len(cells) > len(header):
            reason = f"it has {len(cells)} cells, and the header names {len(header)}"
            return Skipped(self._sources.place(self._source, line), reason)
        fields = {name: _cell(cell) for name, cell in zip(header, cells, strict=False) if name and cell.strip()}
        return self._raw(fields, line)

    def _jsonl(self, encoding: str) -> Iterator[Found]:
        with self._source.file.open(encoding=encoding, errors="replace") as stream:
            for line, text in enumerate(stream, start=1):
                self.position += len(text)
                if text.strip():
                    yield self._jsonl_row(text, line)

    def _jsonl_row(self, text: str, line: int) -> Found:
        place = self._sources.place(self._source, line)
        try:
            fields = orjson.loads(text)
            check_size(fields)
        except orjson.JSONDecodeError as error:
            return Skipped(place, f"it is no JSON: {error}")
        except Unreadable as error:
            return Skipped(place, str(error))
        if not isinstance(fields, dict):
            return Skipped(place, "it is no JSON object")
        if fields.get("kind") == "tag":
            return RawTag(place, fields)
        if fields.get("kind") == "kit":
            return RawKit(place, fields)
        return self._raw(fields, line)

    def _raw(self, fields: dict[str, Any], line: int) -> Raw:
        place = self._sources.place(self._source, line)
        return Raw(Place(place.path, self._row_source(place, fields), line), fields, folders=self._folders)

    def _row_source(self, place: Place, fields: dict[str, Any]) -> str:
        """Named by slug or title, not by number: a row that is put in above must not make another of those below."""
        named = {normal(name): value for name, value in fields.items()}
        name = slugify(str(named.get("slug") or named.get("title") or ""), max_length=200) or "untitled"
        self._names[name] += 1
        count = self._names[name]
        suffix = f"#{name}" if count == 1 else f"#{name}-{count}"
        return f"{place.source[: 1000 - len(suffix)]}{suffix}"


def _delimiter(header: str) -> str:
    """The delimiter that stands most often in the header, outside of quotes."""
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _cell(cell: str) -> Any:
    """A nested list stands in its cell as JSON; everything else is text."""
    text = cell.strip()
    if text[0] in "[{" and text[-1] in "]}":
        try:
            value = orjson.loads(text)
            check_size(value)
        except (orjson.JSONDecodeError, Unreadable):
            return cell
        return value
    return cell
