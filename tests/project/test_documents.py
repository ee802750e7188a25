import re
import subprocess

from tests.project.files import ROOT, files, pyproject, read

# A home folder or a work folder on somebody's machine: nobody else has it.
# The workspace's own addresses begin with /work, too.
MACHINE_PATHS = re.compile(
    r"(?<![\w.:/-])/(?:home|Users|root|work)/(?!(?:assets|inbox|succession|verify|reviews|audit|bulk)\b)\w+"
)
TEXTS = {
    ".cfg",
    ".css",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".mako",
    ".md",
    ".py",
    ".sh",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}


def test_the_readme_names_the_two_commands_on_its_first_screen() -> None:
    first_screen = "\n".join(read("README.md").splitlines()[:40])
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_ci_runs_the_readmes_test_command() -> None:
    commands = [line.strip() for line in read(".ci/run").splitlines()]
    assert "make check" in commands
    assert commands[-1] == "make test"
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = {
        target
        for path in ("README.md", "CONTRIBUTING.md")
        for target in re.findall(r"(?:^|`)make ([a-z]+)", read(path), re.MULTILINE)
    }
    assert named <= targets


def test_every_target_is_explained() -> None:
    # Under another make it would also tell the folders it enters.
    command = ["make", "--no-print-directory", "help"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert targets
    assert [line.split()[1] for line in listed.splitlines()] == targets[1].split()


def test_the_changelog_knows_the_current_version() -> None:
    version = pyproject()["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", read("CHANGELOG.md"), re.MULTILINE)


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    found = {
        f"{path}: {match[0]}"
        for path in files()
        if (ROOT / path).suffix in TEXTS or path in {"Makefile", ".ci/run"}
        for match in MACHINE_PATHS.finditer(read(path))
    }
    assert found == set()


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = {
        f"{path}: {link}"
        for path in files()
        if path.endswith(".md") and (path.startswith("docs/") or "/" not in path)
        for link in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", read(path))
        if not (ROOT / path).parent.joinpath(link).exists()
    }
    assert broken == set()
