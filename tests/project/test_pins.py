import re
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.files import pyproject, read

PINS = pytest.mark.parametrize("path", ["requirements/run.txt", "requirements/dev.txt"])
PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)(\[(?P<extras>[a-z0-9,-]+)\])?==(?P<version>[0-9][0-9a-z.+!]*)( ; (?P<marker>.+?))?"
    r"( --hash=sha256:[0-9a-f]{64})+"
)


def pins(path: str) -> dict[str, str]:
    """The version of each pinned package by its name; fails on any line that is not a pin with hashes."""
    return {match["name"]: match["version"] for match in matches(path)}


def extras_of(path: str) -> dict[str, set[str]]:
    """The extras that each pin names."""
    return {match["name"]: set((match["extras"] or "").split(",")) for match in matches(path)}


def matches(path: str) -> list[re.Match[str]]:
    lines = [" ".join(line.split()) for line in read(path).replace("\\\n", " ").splitlines()]
    found = [PIN.fullmatch(line) for line in lines]
    wrong = [line[:80] for line, match in zip(lines, found, strict=True) if match is None]
    assert not wrong, f"not pins with hashes: {wrong}"
    return [match for match in found if match is not None]


def installed_requirements(name: str) -> list[str]:
    """What a package asks for; nothing where it is not installed here, as on another platform."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def named(requirements: list[str]) -> set[str]:
    """The names in a list of requirements, as the pins spell them."""
    return {
        re.split(r"[^A-Za-z0-9._-]", entry)[0].lower().replace("_", "-").replace(".", "-") for entry in requirements
    }


@PINS
def test_every_line_is_a_pin_with_hashes_and_none_says_where_from(path: str) -> None:
    assert pins(path)
    assert "://" not in read(path)


def test_what_the_program_needs_is_pinned() -> None:
    project = pyproject()["project"]
    extras = [entry for group in project["optional-dependencies"].values() for entry in group]
    build = pyproject()["dependency-groups"]["build"]
    assert named([*project["dependencies"], *extras, *build]) <= pins("requirements/run.txt").keys()


def test_what_the_tests_need_is_pinned() -> None:
    assert named(pyproject()["dependency-groups"]["dev"]) <= pins("requirements/dev.txt").keys()


def test_both_files_pin_the_same_versions() -> None:
    run, dev = pins("requirements/run.txt"), pins("requirements/dev.txt")
    assert run.items() <= dev.items()


@PINS
def test_extras_that_a_pinned_package_asks_for_are_named(path: str) -> None:
    """pip takes `coverage[toml]` for another thing than `coverage`, and picks the newest where only that is pinned."""
    extras, wanted = extras_of(path), dict[str, set[str]]()
    for name in pins(path):
        for requirement in map(Requirement, installed_requirements(name)):
            if requirement.extras and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                wanted.setdefault(canonicalize_name(requirement.name), set()).update(requirement.extras)
    assert {name: asked for name, asked in wanted.items() if not asked <= extras.get(name, set())} == {}
