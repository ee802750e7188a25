import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.commands import app
from tests.content_store.exchange.folders import write
from tests.serving import unmeasured

COMMANDS = [
    "serve",
    "demo",
    "migrate",
    "import",
    "export",
    "reindex",
    "digest",
    "user add",
    "user list",
    "user role",
    "user disable",
    "user enable",
    "user password",
    "user export",
    "user forget",
    "token create",
    "token list",
    "token revoke",
    "schema",
    "doctor",
    "recount",
    "prune",
    "version",
]


def run(data: Path, *words: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """A command as a shell would run it, in this process: starting one takes longer than what most commands do."""
    strange = {name: None for name in os.environ if name.startswith("KINDLING_")}
    env = {**strange, "KINDLING_DATA_DIR": str(data), "COLUMNS": "200", **settings}
    done = CliRunner().invoke(app, words, input=given, env=env)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of an installation that is ready."""
    assert run(tmp_path / "var", "migrate").returncode == 0
    return tmp_path / "var"


def test_every_command_has_help_with_an_example() -> None:
    for command in COMMANDS:
        shown = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"})
        assert shown.exit_code == 0, command
        assert f"kindling {command}" in shown.output, command
        assert "Example: " in shown.output, command


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; import api.cli; print([m for m in ('sqlalchemy', 'pydantic', 'strawberry') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["user", "list"], ["import", "."], ["serve"], ["token", "list"], ["reindex"]])
def test_without_a_database_a_command_says_what_to_run(tmp_path: Path, words: list[str]) -> None:
    done = run(tmp_path / "var", *words)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"kindling: there is no database in {tmp_path / 'var' / 'kindling.sqlite'} yet: run “kindling migrate”"
    ]
    assert not (tmp_path / "var").exists()


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", KINDLING_PORT="many")
    assert done.returncode == 2
    assert done.stderr.startswith("kindling: KINDLING_PORT: ")
    assert done.stderr.count("\n") == 1


def test_people_and_tokens(data: Path) -> None:
    assert run(data, "migrate").stdout == "The database is up to date.\n"
    add = ("user", "add", "Ruth@example.com", "--password-stdin")
    added = run(data, *add, "--role", "marketing", given="long enough\n")
    assert added.stdout == "Added ruth@example.com as marketing.\n"
    assert run(data, *add, given="long enough\n").returncode == 2
    assert run(data, "user", "role", "ruth@example.com", "boss").stderr.startswith("kindling: there is no role “boss”")
    assert run(data, "user", "role", "ruth@example.com", "admin").returncode == 0
    assert run(data, "user", "password", "ruth@example.com", "--password-stdin", given="short\n").returncode == 2
    token = run(data, "token", "create", "--user", "ruth@example.com", "--name", "x", "--scope", "read", "--quiet")
    assert token.stdout.startswith("kdl_")
    assert token.stdout.count("\n") == 1
    assert run(data, "token", "revoke", "1").returncode == 0
    assert run(data, "token", "revoke", "2").stderr == "kindling: there is no token 2\n"
    assert "revoked" in run(data, "token", "list").stdout
    assert run(data, "user", "disable", "ruth@example.com").returncode == 0
    assert "disabled" in run(data, "user", "list").stdout
    assert run(data, "user", "enable", "ruth@example.com").returncode == 0


def test_import_says_by_its_status_whether_all_went_in(data: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.md": "---\nimage: x\n---\nText.", "b.md": ""})
    dry = run(data, "import", str(folder), "--dry-run")
    assert dry.stdout.endswith("It would be: 1 new, 0 changed, 0 unchanged, 1 skipped\n")
    done = run(data, "import", str(folder))
    assert done.returncode == 1
    assert "skipped b.md: it is empty\n" in done.stdout
    assert "unknown keys kept: image (1 file)\n" in done.stdout
    (folder / "b.md").unlink()
    again = run(data, "import", str(folder))
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "0 new, 0 changed, 1 unchanged, 0 skipped")
    assert run(data, "import", str(tmp_path / "nowhere")).returncode == 2
    assert run(data, "import", str(folder), "--type", "poem").returncode == 2


def test_export_replaces_only_what_an_export_wrote(data: Path, tmp_path: Path) -> None:
    run(data, "import", str(write(tmp_path / "in", {"a.md": "Text."})))
    out = tmp_path / "out"
    assert run(data, "export", str(out)).returncode == 0
    assert (out / "white-papers" / "a.md").is_file()
    first = run(data, "export", str(tmp_path / "x.jsonl"))
    assert first.stdout == f"1 assets in {tmp_path / 'x.jsonl'}\n"
    assert json.loads((tmp_path / "x.jsonl").read_text())["slug"] == "a"
    write(out, {"mine.txt": "Keep me."})
    assert run(data, "export", str(out)).returncode == 0
    assert (out / "mine.txt").is_file()
    strange = write(tmp_path / "strange", {"mine.txt": "Keep me.", "white-papers/a.md": "Mine."})
    assert "--force" in run(data, "export", str(strange)).stderr
    assert "would be overwritten" in run(data, "export", str(strange), "--force").stderr
    assert (strange / "white-papers" / "a.md").read_text() == "Mine."
    (strange / "white-papers" / "a.md").unlink()
    assert run(data, "export", str(strange), "--force").returncode == 0


def test_doctor_tells_what_to_do(tmp_path: Path, data: Path) -> None:
    well = run(data, "doctor")
    assert well.returncode == 0
    assert "problem" not in well.stdout
    bad = run(tmp_path / "other", "doctor")
    assert bad.returncode == 1
    assert "run “kindling migrate”" in bad.stdout
    gone = run(data, "doctor", KINDLING_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert gone.returncode == 1
    assert "KINDLING_DATABASE_URL" in gone.stdout
    assert gone.stderr == ""


def test_schema_and_version(tmp_path: Path) -> None:
    assert "type Query" in run(tmp_path, "schema").stdout
    assert run(tmp_path, "version").stdout.startswith("kindling ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_told_in_one_line(data: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(data, command, "--port", port)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port} (Address already in use)" in done.stderr
    assert "Loading" not in done.stdout


def test_a_disk_that_takes_nothing_is_told_in_one_line(data: Path) -> None:
    import_one = write(data.parent / "in", {"a.md": "Text."})
    assert run(data, "import", str(import_one)).returncode == 0
    program = [sys.executable, "-c", "from api.cli import main; main()", "reindex"]
    limited = ["bash", "-c", 'ulimit -f 0; exec "$@"', "-", *program]
    env = {**unmeasured(), "KINDLING_DATA_DIR": str(data)}
    ended = subprocess.run(limited, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("kindling: ")


def test_a_file_cannot_speak_to_the_terminal(data: Path, tmp_path: Path) -> None:
    told = run(data, "import", str(write(tmp_path / "in", {"\x1b[31mred\n0 skipped.md": ""}))).stdout
    assert "\x1b" not in told
    assert "skipped \ufffd[31mred\ufffd0 skipped.md: it is empty" in told


def test_a_person_is_given_out_and_forgotten(data: Path) -> None:
    run(data, "user", "add", "ruth@example.com", "--password-stdin", given="correct horse\n")
    file = data / "ruth.json"
    assert run(data, "user", "export", "ruth@example.com", "--output", str(file)).returncode == 0
    assert json.loads(file.read_text())["profile"]["email"] == "ruth@example.com"
    assert file.stat().st_mode & 0o077 == 0
    asked = run(data, "user", "forget", "ruth@example.com")
    assert (asked.returncode, "--yes" in asked.stderr) == (2, True)
    assert run(data, "user", "forget", "ruth@example.com", "--yes").returncode == 0
    for command in (["export"], ["forget", "--yes"]):
        gone = run(data, "user", *command, "ruth@example.com")
        assert (gone.returncode, gone.stderr) == (2, "kindling: nobody has the address ruth@example.com\n")


def test_recount_and_prune_say_what_they_did(data: Path) -> None:
    assert "All sums were right." in run(data, "recount").stdout
    assert "It would be: 0 events and 0 searches" in run(data, "prune", "--dry-run").stdout
    assert run(data, "prune", "--quiet").stdout == ""
