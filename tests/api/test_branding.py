from pathlib import Path

import pytest

from api.doctor import State, examine
from api.settings import Settings, SettingsError, read
from content_store.database import Database
from renderers.environment import Dressing, dress
from tests.api.site import opened

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>x</script><path d="M0 0h8v8z"/></svg>'


def test_pages_wear_the_brand_from_a_sheet_of_their_own(database: Database, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text(LOGO)
    try:
        with opened(database, tmp_path, brand_name="Acme", brand_accent="#1a3f8b", brand_logo=logo) as site:
            html = site.page("/sign-in")
            assert "<title>Sign in · Acme</title>" in html
            sheet = html.partition('href="/brand/')[2].partition('"')[0]
            found = [each.partition('"')[0] for each in html.split('"/brand/')[1:]]
            assert sheet
            for address in found:
                answer = site.get(f"/brand/{address}")
                assert answer.status_code == 200
                assert "immutable" in answer.headers["cache-control"]
                assert ("#1a3f8b" in answer.text) is address.endswith(".css")
                assert "script" not in answer.text
            assert site.get("/brand/x/logo.png").status_code == 404
    finally:
        dress(Dressing())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BRAND_ACCENT", "#ffff00", "is read badly"),
        ("BRAND_ACCENT_DARK", "blue", "a colour like"),
        ("BRAND_LOGO", "nowhere.svg", "No such file"),
        ("TEMPLATES_DIR", "nowhere", "is no folder"),
    ],
)
def test_what_cannot_be_stops_the_start_with_one_line(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"KINDLING_{name}", value)
    with pytest.raises(SettingsError, match=words) as error:
        read()
    assert str(error.value).startswith(f"KINDLING_{name}: ")


def test_the_doctor_names_what_is_wrong_with_templates(tmp_path: Path) -> None:
    (tmp_path / "find.html").write_text("\n{% if %}")
    try:
        settings = Settings(data_dir=tmp_path / "var", templates_dir=tmp_path)
        (found,) = (each for each in examine(settings) if each.what == "templates")
        assert found.state is State.WARNING
        assert "find.html:2: " in found.text
    finally:
        dress(Dressing())
