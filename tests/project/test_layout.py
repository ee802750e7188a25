import ast

import pytest

from tests.project.files import ROOT, files, read

PACKAGES = ("api/", "schema/", "search/", "renderers/", "content_store/")
SOURCES = [path for path in files() if path.endswith(".py")]
MODULE_LINES = 330  # about 300
FUNCTION_LINES = 40  # about 30
VAGUE = ("base2", "helper", "helpers", "manager", "managers", "util", "utils")


@pytest.mark.parametrize("path", [path for path in SOURCES if path.startswith(PACKAGES)])
def test_modules_and_functions_can_be_read_in_one_go(path: str) -> None:
    text = read(path)
    assert text.count("\n") <= MODULE_LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: length for node in functions if (length := _lines(node)) > FUNCTION_LINES}
    assert long == {}


def test_a_files_name_is_its_noun() -> None:
    vague = [path for path in SOURCES if any(part in VAGUE for part in path.removesuffix(".py").split("/"))]
    assert vague == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {(ROOT / path).parent for path in SOURCES if path.startswith("tests/")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return node.end_lineno - body[0].lineno + 1 if body and node.end_lineno else 0
