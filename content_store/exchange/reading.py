"""From the files of an import to what they describe, one after the other."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from content_store.errors import Invalid
from content_store.exchange.entries import Entry, read_entry
from content_store.exchange.files import MARKDOWN, ROWS, Source, Sources, read_markdown
from content_store.exchange.raw import Found, Raw, RawKit, RawTag, Skipped
from content_store.exchange.rows import Reader
from content_store.rules.vocabulary import ContentType

Understood = Entry | RawTag | RawKit | Skipped


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be read. ``default_type`` is for files that name none; ``before`` are the bytes already read."""

    sources: Sources
    default_type: ContentType | None = None
    before: int = 0

    def split(self, count: int) -> tuple["Reading", "Reading"]:
        """The first ``count`` files, and the others."""
        root, files = self.sources.root, self.sources.files
        first = replace(self, sources=Sources(root, files[:count]))
        before = self.before + first.sources.size
        return first, replace(self, sources=Sources(root, files[count:]), before=before)

    def understood(self) -> Iterator[tuple[Understood, int]]:
        """Everything in the files, and how many bytes of them have been read."""
        for found, done in self._found():
            yield self._entry(found) if isinstance(found, Raw) else found, done

    def _entry(self, raw: Raw) -> Entry | Skipped:
        try:
            return read_entry(raw, self.default_type)
        except Invalid as error:
            return Skipped(self.sources.line_of(raw.place, error.problems[0].path), reasons(error))

    def _found(self) -> Iterator[tuple[Found, int]]:
        done = self.before
        for source in self.sources.files:
            suffix = source.file.suffix.lower()
            if source.problem:
                yield Skipped(self.sources.place(source), f"it cannot be read: {source.problem}"), done
            elif suffix in MARKDOWN:
                yield read_markdown(self.sources, source), done
            elif suffix in ROWS:
                yield from self._rows(source, done)
            else:
                yield Skipped(self.sources.place(source), "only .md, .mdx, .markdown, .csv and .jsonl can be read"), 0
            done += source.size

    def _rows(self, source: Source, before: int) -> Iterator[tuple[Found, int]]:
        reader = Reader(self.sources, source)
        for found in reader.read():
            yield found, before + min(reader.position, source.size)


def reasons(error: Invalid, called: Mapping[str, str] = {}) -> str:
    """All that is wrong, in one line; ``called`` are the file's own names for our fields."""
    return "; ".join(f"{_named(problem.path, called)}: {problem.message}" for problem in error.problems)


def _named(path: tuple[str, ...], called: Mapping[str, str]) -> str:
    first, *rest = path[1:] if path[0] == "content" and len(path) > 1 else path
    return ".".join((called.get(first, first), *rest))


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage less often: reading files makes many objects and hardly a cycle. Saves a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
