"""What a package of a kit holds, and its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from renderers.environment import environment


class PackageKind(StrEnum):
    """What a package is for; its value is how its file's name ends."""

    FOLDER = "zip"
    SCORM = "scorm.zip"
    CMI5 = "cmi5.zip"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of an asset, under a name that no other has."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PackedStep:
    """A step: its content as safe HTML, and the files that go with it."""

    key: str
    title: str
    minutes: int
    required: bool
    html: str
    files: tuple[PackedFile, ...] = ()

    @property
    def page(self) -> str:
        """Where its page stands in the package."""
        return f"steps/{self.key}.html"


@dataclass(frozen=True, slots=True)
class Packed:
    """A kit to be packed. ``identifier`` names this version of it; ``left_out`` are files that were too large."""

    slug: str
    identifier: str
    address: str
    title: str
    summary: str
    sections: tuple[tuple[str, tuple[PackedStep, ...]], ...]
    markdown: str
    left_out: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[PackedStep, ...]:
        """All of them, in order."""
        return tuple(step for _, steps in self.sections for step in steps)


def pages(packed: Packed, script: str = "") -> Iterator[tuple[str, bytes]]:
    """Name and content of each page and file; ``script`` is what each step's page loads, beside the pages."""
    yield "index.html", _index(packed).encode()
    yield "style.css", (Path(__file__).parent / "style.css").read_bytes()
    steps = packed.steps
    for place, step in enumerate(steps):
        before, after = steps[place - 1] if place else None, steps[place + 1] if place + 1 < len(steps) else None
        yield step.page, _page(packed, step, before, after, script).encode()
        for file in step.files:
            yield f"files/{file.name}", file.data


def _index(packed: Packed) -> str:
    return environment().get_template("kit_package_index.html").render(packed=packed)


def _page(packed: Packed, step: PackedStep, before: PackedStep | None, after: PackedStep | None, script: str) -> str:
    return (
        environment()
        .get_template("kit_package_step.html")
        .render(packed=packed, step=step, before=before, after=after, script=script)
    )
