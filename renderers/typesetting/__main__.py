"""The process that sets documents: ``python -m renderers.typesetting``.

It reads jobs from its input and writes what came of each to its output: four bytes of length, then JSON, or the PDF.
It can read no file but its fonts: a template comes as text, its root is an empty folder, and packages are nowhere.
"""

import io
import json
import os
import re
import resource
import struct
import sys
import tempfile
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import typst
from pypdf import PdfReader

MEMORY = 3_000_000_000  # bytes of addresses, of which little is ever touched
LARGEST = 40_000_000  # bytes of one job
MOST_UNKNOWN = 12  # characters without a glyph that are named in brackets; of more the document could not be read
_FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


def main() -> None:
    """Work until there is nothing to read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        compiler = _compiler(empty)
        while (job := _read(sys.stdin.buffer)) is not None:
            status, body = _set(compiler, json.loads(job))
            sys.stdout.buffer.write(status + struct.pack(">I", len(body)) + body)
            sys.stdout.buffer.flush()


def _compiler(empty: str) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=_font_folders())
    return typst.Compiler(b"", root=empty, font_paths=fonts, package_path=empty, package_cache_path=empty)


def _font_folders() -> list[str]:
    specs = (find_spec(name) for name in _FONTS)
    return [str(Path(spec.origin).parent) for spec in specs if spec is not None and spec.origin]


def _set(compiler: typst.Compiler, job: dict[str, Any]) -> tuple[bytes, bytes]:
    """What came of one job: a letter for what it is, and the PDF, or what was wrong."""
    template, data = job["template"].encode(), job["data"]
    for _ in range(3):
        try:
            return b"P", _fitted(compiler, template, data, job)
        except typst.TypstError as error:
            missing = _missing(error)
            if not missing:
                return b"E", json.dumps({"message": error.message, "diagnostic": error.diagnostic}).encode()
            if len(missing) > MOST_UNKNOWN:
                return b"G", json.dumps({"missing": "".join(missing)[:200]}).encode()
            data = _named(data, missing)
    return b"G", json.dumps({"missing": ""}).encode()


def _fitted(compiler: typst.Compiler, template: bytes, data: dict[str, Any], job: dict[str, Any]) -> bytes:
    """The PDF in the largest size in which it is one page, or in the smallest."""
    pdf = b""
    for size in job["sizes"]:
        inputs = {"data": json.dumps({**data, "size": size}, ensure_ascii=False)}
        found = compiler.compile(
            input=template, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=job["made"]
        )
        pdf = found if isinstance(found, bytes) else b"".join(found or [])
        if len(job["sizes"]) == 1 or len(PdfReader(io.BytesIO(pdf)).pages) == 1:
            break
    return pdf


def _missing(error: typst.TypstError) -> list[str]:
    """The characters that no font can show, each once."""
    texts = _MISSING.findall(f"{error.message}\n{error.diagnostic}")
    return list(dict.fromkeys(character for text in texts for character in _unescaped(text)))


def _unescaped(text: str) -> str:
    escaped = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", escaped)


def _named(data: dict[str, Any], missing: list[str]) -> dict[str, Any]:
    """The data with these characters told by name, and a note that says so."""
    names = {ord(each): f"[{unicodedata.name(each, f'U+{ord(each):04X}').lower()}]" for each in missing}
    changed: dict[str, Any] = _translated(data, names)
    told = ", ".join(f"U+{ord(each):04X}" for each in missing)
    note = data["words"]["unshown"].replace("{}", told)
    document = changed["document"]
    return {**changed, "document": {**document, "notes": [*document["notes"], note]}}


def _translated(value: Any, names: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(names)
    if isinstance(value, list):
        return [_translated(each, names) for each in value]
    return {key: _translated(each, names) for key, each in value.items()} if isinstance(value, dict) else value


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    return source.read(length) if length <= LARGEST else None


if __name__ == "__main__":
    main()
