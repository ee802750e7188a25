import pytest

from api.settings import SettingsError, read, unknown


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("KINDLING_PORT", "many", "a whole number from 0 to 65,535"),
        ("KINDLING_PORT", "65536", "a whole number from 0 to 65,535"),
        ("KINDLING_THREADS", "0", "a whole number from 1 to 64"),
        ("KINDLING_THREADS", "1.5", "a whole number from 1 to 64"),
        ("KINDLING_MAX_BODY_BYTES", "1", "a whole number from 1,024 upwards"),
        ("KINDLING_MAX_QUERY_COST", "", "a whole number from 1 upwards"),
        ("KINDLING_SECURE_COOKIES", "perhaps", "true or false"),
        ("KINDLING_SEARCH_ENGINE", "grep", "tantivy or whoosh"),
        ("KINDLING_LOG_LEVEL", "loud", "debug or info or warning or error"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_what_could(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        read()
    assert str(told.value) == f"{name}: it must be {wanted}, and is {value!r}; see docs/settings.md"


def test_a_database_of_another_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDLING_DATABASE_URL", "mysql://localhost/kindling")
    with pytest.raises(SettingsError, match=r"^KINDLING_DATABASE_URL: it must begin with "):
        read()


def test_what_is_misspelt_is_noticed() -> None:
    assert unknown(["KINDLING_PROT", "KINDLING_PORT", "KINDLING_TEST_POSTGRES_URL", "PATH"]) == ["KINDLING_PROT"]
