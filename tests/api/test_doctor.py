from pathlib import Path

import pytest

from api.doctor import Finding, State, examine
from api.settings import Settings


def settings_finding(folder: Path) -> Finding:
    return next(found for found in examine(Settings(data_dir=folder)) if found.what == "settings")


def test_a_misspelt_setting_is_pointed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDLING_THREADS", "3")
    assert settings_finding(tmp_path).state is State.OK
    monkeypatch.setenv("KINDLING_PROT", "8080")
    found = settings_finding(tmp_path)
    assert found.state is State.WARNING
    assert found.text.startswith("KINDLING_PROT: no such setting")
