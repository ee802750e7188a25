import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from tests.project.files import ROOT, files

PLACES = {"alembic/": "content_store/_alembic/", "demo/": "api/_demo/"}
PACKAGES = ("api/", "schema/", "search/", "renderers/", "content_store/")


def test_a_wheel_holds_everything_an_installed_kindling_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates, styles, migrations and the demo's content, not only modules."""
    monkeypatch.chdir(ROOT)
    name = build_wheel(str(tmp_path))
    with zipfile.ZipFile(tmp_path / name) as wheel:
        held = set(wheel.namelist())
    expected = {path for path in files() if path.startswith(PACKAGES)}
    for home, place in PLACES.items():
        expected |= {place + path.removeprefix(home) for path in files() if path.startswith(home)}
    assert expected <= held
    strangers = {path for path in held - expected if not path.startswith("kindling-")}
    assert strangers == set()
