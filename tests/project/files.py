"""The project's own files, as the tests about the project read them."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
MADE = {"__pycache__", "build", "dist", "htmlcov", "var"}


@cache
def pyproject() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads(read("pyproject.toml"))


def read(path: str) -> str:
    """The text of a file, named by its path in the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def files() -> tuple[str, ...]:
    """The paths of all files of the project, without what is only made from them."""
    found = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(name for name in inside if name not in MADE and (name == ".ci" or not name.startswith(".")))
        found += [(Path(folder) / name).relative_to(ROOT).as_posix() for name in sorted(names)]
    return tuple(found)
