"""What each template is given, read from the code that renders it, so that no list of it can be wrong."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from inspect import cleandoc, isfunction, signature
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a template: its name, the view it holds, and what that is."""

    name: str
    type_name: str
    about: str
    fields: tuple[tuple[str, str], ...]


@cache
def templates() -> Mapping[str, tuple[Variable, ...]]:
    """The variables of every template that is rendered by itself, by its name."""
    found = {}
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        module = ".".join((here.name, *path.relative_to(here).with_suffix("").parts))
        tree = ast.parse(path.read_text("utf-8"))
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            for name, given in _rendered(function):
                found[name] = tuple(_variable(module, function.name, *each) for each in given)
    return dict(sorted(found.items()))


def variables_of(template: str) -> Mapping[str, Variable] | None:
    """The variables of ``template`` by name; None for a part, which sees what surrounds it."""
    found = templates().get(template)
    return None if found is None else {each.name: each for each in found}


def _rendered(function: ast.FunctionDef) -> Iterator[tuple[str, list[tuple[str, ast.expr]]]]:
    """The templates that a function renders, each with the names and expressions that it is given."""
    for node in ast.walk(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "render"):
            continue
        match node.func.value:
            case ast.Call(func=ast.Attribute(attr="get_template"), args=[ast.Constant(value=str(name))]):
                yield name, [(each.arg, each.value) for each in node.keywords if each.arg]
            case _:
                pass


def _variable(module: str, function: str, name: str, given: ast.expr) -> Variable:
    """One variable, its type found by following ``view.frame`` from the function's parameter."""
    held = import_module(module)
    made = getattr(held, function)
    names = [part.id if isinstance(part, ast.Name) else part.attr for part in _parts(given)]
    if names[0] not in signature(made).parameters:
        return _of_module(held, name, names[0])
    kind: Any = get_type_hints(made).get(names[0])
    for attribute in names[1:]:
        kind = get_type_hints(kind).get(attribute) if kind is not None else None
    return Variable(name, _name(kind), _about(kind), _fields(kind))


def _of_module(held: ModuleType, name: str, its_name: str) -> Variable:
    """What is given whoever reads: a function, or words by what they are for."""
    value = getattr(held, its_name)
    if isfunction(value):
        return Variable(name, "function", cleandoc(value.__doc__ or ""), ())
    return Variable(name, _name(get_type_hints(held).get(its_name, type(value))), "", ())


def _parts(given: ast.expr) -> list[ast.Name | ast.Attribute]:
    """``view.frame`` as its names, from left to right."""
    parts: list[ast.Name | ast.Attribute] = []
    while isinstance(given, ast.Attribute):
        parts.insert(0, given)
        given = given.value
    return [given, *parts] if isinstance(given, ast.Name) else [ast.Name("")]


def _fields(kind: Any) -> tuple[tuple[str, str], ...]:
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    return tuple((field.name, _name(hints[field.name])) for field in fields(kind))


def _about(kind: Any) -> str:
    return cleandoc(kind.__doc__ or "").split("\n\n", 1)[0] if is_dataclass(kind) else ""


def _name(kind: Any) -> str:
    """``tuple[Choice, ...]``: a type without the modules it is from."""
    return kind.__name__ if isinstance(kind, type) else re.sub(r"\w+\.(?=\w)", "", str(kind)).replace(" | ", " or ")
