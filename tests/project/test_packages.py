import sys
from importlib.metadata import packages_distributions

from tests.project.files import ROOT, files, pyproject

OURS = {"api", "schema", "search", "renderers", "content_store"}


def test_no_library_bears_the_name_of_one_of_our_packages() -> None:
    """The package index has a library called ``schema``: installed, it would hide ours or be hidden by it."""
    installed = packages_distributions()
    strangers = {name: installed[name] for name in OURS & installed.keys() if set(installed[name]) != {"kindling"}}
    assert strangers == {}


def test_no_package_bears_the_name_of_a_standard_module() -> None:
    assert not OURS & set(sys.stdlib_module_names)


def test_the_migrations_do_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_every_folder_of_code_is_known() -> None:
    """A new package needs its place in the layers of imports before anything else."""
    folders = {path.partition("/")[0] for path in files() if path.endswith(".py") and "/" in path}
    assert folders <= OURS | {"alembic", "bench", "tests"}


def test_every_package_is_built_checked_and_measured() -> None:
    tools = pyproject()["tool"]
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == OURS
    assert set(tools["importlinter"]["root_packages"]) == OURS
    assert set(tools["coverage"]["run"]["source_pkgs"]) == OURS
    assert set(tools["mypy"]["files"]) == OURS | {"tests", "bench"}
