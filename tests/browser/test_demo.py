"""The demo as a newcomer starts it. Here because it takes long to start, and runs here anyway."""

import subprocess
from pathlib import Path

import httpx2

from tests.serving import KINDLING, Server, environment, serving


def test_the_demo_loads_once_however_often_it_is_started(demo: Server, tmp_path: Path) -> None:
    assert "Loading the demo" in demo.log
    assert "kindling-demo" in demo.log
    with serving(demo.data, "demo", measured=False) as again:
        for server in (demo, again):
            assert httpx2.get(f"{server.url}/healthz", trust_env=False).is_success
    assert again.process.returncode == 0
    assert demo.log.count("Loading the demo") == 1
    # Other commands work beside it.
    subprocess.run([KINDLING, "import", tmp_path, "--quiet"], env=environment(demo.data), check=True)
