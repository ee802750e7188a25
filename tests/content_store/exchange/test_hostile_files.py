"""Files that nobody writes by accident: each is skipped or taken with a reason, and the rest goes in."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from content_store.database import Database
from content_store.exchange.files import LARGEST_FILE
from content_store.exchange.importing import CannotStart
from tests.content_store.exchange.folders import NOW, asset, change_number, imported, told, write


def front(fields: str) -> str:
    return f"---\ntitle: It came\n{fields}\n---\nText."


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("x: !!timestamp soon", "soon"),
        ("x: !!timestamp 2026-01-02", "2026-01-02"),
        ("x: !!bool maybe", "maybe"),
        ("x: !!int some", "some"),
        ("x: !!float some", "some"),
        ("x: !!binary aGk=", "aGk="),
        ("x: !!set {b, a}", ["b", "a"]),
        (f"x: {'1' * 5_000}", "1" * 5_000),
        ("x: 1.0e+999", "1.0e+999"),
        (f"x: {2**63}", str(2**63)),
        (f"x: {-(2**63)}", -(2**63)),
    ],
)
def test_odd_values_are_kept_as_they_were_written(
    sqlite_database: Database, tmp_path: Path, fields: str, kept: object
) -> None:
    folder = write(tmp_path, {"a.md": front(fields)})
    imported(sqlite_database, folder)
    assert asset(sqlite_database, "a").extra == {"x": kept}
    before = change_number(sqlite_database)
    imported(sqlite_database, folder)
    assert change_number(sqlite_database) == before


@pytest.mark.parametrize(
    "text",
    [
        front(f"x: {'[' * 100_000}{']' * 100_000}"),
        front(f"x: {'{a: ' * 2_000}b{'}' * 2_000}"),
        front(f"x:\n  {'- ' * 50_000}y"),
        front("\n".join(f"{' ' * depth}a:" for depth in range(1_000))),
        f"+++\nx = {'[' * 5_000}{']' * 5_000}\n+++\nText.",
        f"+++\nx = {'[' * 300}{']' * 300}\n+++\nText.",
        f"+++\n{'.'.join('a' * 3_000)} = 1\n+++\nText.",
    ],
)
def test_what_is_nested_too_deeply_is_skipped(sqlite_database: Database, tmp_path: Path, text: str) -> None:
    report = imported(sqlite_database, write(tmp_path, {"a.md": text, "b.md": "Fine."}))
    assert report.created == 1
    assert len(report.skipped) == 1
    assert "nested" in report.skipped[0].text or "recursion" in report.skipped[0].text


def test_what_is_nested_as_people_nest_goes_in(sqlite_database: Database, tmp_path: Path) -> None:
    rows = "\n".join(f"  - {{metric: m{number}, before: [1], after: [2]}}" for number in range(200))
    report = imported(sqlite_database, write(tmp_path, {"a.md": front(f"figures:\n{rows}\nrule: {'-' * 200}")}))
    assert report.skipped == []
    assert len(asset(sqlite_database, "a").extra["figures"]) == 200


def test_numbers_that_no_database_keeps_become_text(database: Database, tmp_path: Path) -> None:
    toml = f"+++\nx = nan\ny = inf\nz = {'9' * 30}\n+++\nText."
    rows = f'{{"title": "Deep", "x": {"[" * 300}{"]" * 300}}}\n{{"title": "Large", "x": 18446744073709551615}}\n'
    report = imported(database, write(tmp_path, {"a.md": toml, "b.jsonl": rows}))
    assert asset(database, "a").extra == {"x": "nan", "y": "inf", "z": "9" * 30}
    assert asset(database, "large").extra == {"x": "18446744073709551615"}
    assert [(str(message.place), message.text) for message in report.skipped] == [
        ("b.jsonl line 1", "it is nested more than 100 levels deep")
    ]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "9999-12-31", "1e300"])
def test_moments_beyond_the_calendar_are_no_dates(sqlite_database: Database, tmp_path: Path, moment: str) -> None:
    report = imported(sqlite_database, write(tmp_path, {"a.md": front(f"verified_at: {moment}"), "b.md": "Fine."}))
    assert report.created == 1
    assert "is no date" in report.skipped[0].text


def test_code_in_yaml_is_never_run(sqlite_database: Database, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    folder = write(tmp_path / "in", {"a.md": front(f"x: !!python/object/apply:os.system ['touch {trap}']")})
    report = imported(sqlite_database, folder)
    assert len(report.skipped) == 1
    assert not trap.exists()


def test_aliases_of_aliases_are_skipped_and_soon(sqlite_database: Database, tmp_path: Path) -> None:
    names = "abcdefghi"
    lines = [f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]" for below, name in pairwise(names)]
    report = imported(sqlite_database, write(tmp_path, {"a.md": front("\n".join(["a: &a [x, x]", *lines]))}))
    assert "more than 100,000 values" in told(report)[0]
    report = imported(sqlite_database, write(tmp_path, {"a.md": front("x: &x [*x]")}), NOW)
    assert "nested" in told(report)[0]


def test_a_name_that_is_no_text_is_read_as_far_as_it_is(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"m\xe4rz")
    folder.mkdir()
    (folder / os.fsdecode(b"gr\xfc\xdfe.md")).write_text("Text.")
    (folder / os.fsdecode(b"\xff.csv")).write_text("title,type\nFrom a row,white paper\n")
    report = imported(database, folder)
    assert (report.created, report.skipped) == (2, [])
    before = change_number(database)
    assert imported(database, folder).unchanged == 2
    assert change_number(database) == before


def test_a_pipe_is_no_file(sqlite_database: Database, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(CannotStart, match="no file and no folder"):
        imported(sqlite_database, tmp_path / "a.md")
    assert imported(sqlite_database, write(tmp_path, {"b.md": "Text."})).created == 1


def test_a_link_that_leads_nowhere_or_to_itself_keeps_nothing_else_out(
    sqlite_database: Database, tmp_path: Path
) -> None:
    folder = write(tmp_path, {"b.md": "Text."})
    for name, target in (("loop", "."), ("itself.md", "itself.md"), ("nowhere.md", "nothing")):
        (folder / name).symlink_to(target)
    report = imported(sqlite_database, folder)
    assert report.created == 1
    assert [str(message.place) for message in report.skipped] == ["itself.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_that_may_not_be_opened_is_told(sqlite_database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"b.md": "Text.", "closed/a.md": "Text."})
    (folder / "closed").chmod(0)
    report = imported(sqlite_database, folder)
    (folder / "closed").chmod(0o700)
    assert (report.created, told(report)[0]) == (1, "closed: it cannot be read: Permission denied")


def test_a_file_far_larger_than_any_body_is_not_even_read(sqlite_database: Database, tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert told(imported(sqlite_database, tmp_path)) == ["a.md: it has more than 20 MB"]
