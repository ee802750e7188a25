import re

import pytest

from tests.project.files import pyproject, read

PINS = pytest.mark.parametrize("path", ["requirements/run.txt", "requirements/dev.txt"])
PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.+!]*)( ; (?P<marker>.+?))?( --hash=sha256:[0-9a-f]{64})+"
)


def pins(path: str) -> dict[str, str]:
    """The version of each pinned package by its name; fails on any line that is not a pin with hashes."""
    found = {}
    for line in read(path).replace("\\\n", " ").splitlines():
        match = PIN.fullmatch(" ".join(line.split()))
        assert match, f"not a pin with hashes: {line[:80]}"
        found[match["name"]] = match["version"]
    return found


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
