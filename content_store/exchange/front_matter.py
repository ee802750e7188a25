"""The fields at the top of a Markdown file: YAML between ``---`` lines, or TOML between ``+++`` lines."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import yaml

from content_store.exchange.raw import Unreadable
from content_store.rules.wording import DEEPEST, is_keepable

try:
    from yaml import CSafeDumper as SafeDumper
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml: the same, slowly
    from yaml import SafeDumper, SafeLoader  # type: ignore[assignment]

MOST_VALUES = 100_000  # in one front matter; aliases of aliases could otherwise grow without end
_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n")
_FIELD = re.compile(r"[\w\"'][^\n]*:")
_NUMERAL = re.compile(r"[-+]?[0-9]+(\.[0-9]*(?:[eE][-+][0-9]+)?)?")
_TEXT_TAG = "tag:yaml.org,2002:str"
_TOO_DEEP = f"it is nested more than {DEEPEST} levels deep"
_LONGEST_INT = 20  # characters; nothing longer fits 64 bits, and Python reads no more than 4,300 digits
# Each level of YAML takes a bracket or a column at the beginning of a line.
_BRACKET, _INDENT = re.compile(r"[\[{]"), re.compile(rf"[ \t?:-]{{{DEEPEST}}}")


class Numeral(str):
    """A number as it was written, so that ``11.40`` stays so where a text is wanted."""

    __slots__ = ()

    @property
    def value(self) -> int | float | str:
        """The number, or its digits where it is larger than 64 bits hold."""
        is_whole = self.lstrip("+-").isdigit()
        if is_whole and len(self) > _LONGEST_INT:
            return str(self)
        number = int(self) if is_whole else float(self)
        return number if is_keepable(number) else str(self)


class _Loader(SafeLoader):
    """YAML with fewer surprises: ``no`` is a word, ``12:30`` a time of day and a date a text that we read ourselves."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - declared so by the library

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> Any:
        """The tag of a node; text that begins like nothing else needs no search."""
        if kind is yaml.ScalarNode and implicit[0] and value[:1] not in self.yaml_implicit_resolvers:
            return _TEXT_TAG
        return super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of a node; most are plain text, and the library would look up for each how that is made."""
        if type(node) is yaml.ScalarNode and node.tag == _TEXT_TAG:
            return node.value
        return super().construct_object(node, deep)


for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?", "-+0123456789"),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), list(_first))


def _text(loader: SafeLoader, node: yaml.ScalarNode) -> str:
    """What is tagged as a date or as bytes stays as it was written, like a date without a tag."""
    return str(loader.construct_scalar(node))


def _numeral(loader: SafeLoader, node: yaml.ScalarNode) -> str:
    text = _text(loader, node)
    return Numeral(text) if _NUMERAL.fullmatch(text) else text


def _truth(loader: SafeLoader, node: yaml.ScalarNode) -> bool | str:
    text = _text(loader, node)
    return {"true": True, "false": False}.get(text.lower(), text)


def _members(loader: SafeLoader, node: yaml.MappingNode) -> list[Any]:
    """A set has no order of its own; what is read twice must be the same twice."""
    return list(loader.construct_mapping(node, deep=True))


for _tag, _constructor in (
    ("int", _numeral),
    ("float", _numeral),
    ("bool", _truth),
    ("timestamp", _text),
    ("binary", _text),
    ("set", _members),
):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _constructor)


def split(text: str) -> tuple[dict[str, Any], str]:
    """The fields at the top of ``text`` and the body below them. Raises Unreadable with the line."""
    opening = _FENCE.match(text)
    if opening is None:
        return {}, text
    fence = opening[1]
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*$" if fence == "---" else r"^\+\+\+[ \t]*$", re.MULTILINE)
    end = closing.search(text, opening.end())
    if end is None:
        if _FIELD.match(text, opening.end()):
            message = f"the front matter that begins here has no closing {fence}"
            raise Unreadable(message, 1)
        return {}, text
    head, body = text[opening.end() : end.start()], text[end.end() + 1 :]
    fields = parse_yaml(head, first_line=2) if fence == "---" else _parse_toml(head)
    if fields is None:
        return {}, body
    # What stands between two horizontal rules is text, not front matter.
    return (fields, body) if isinstance(fields, dict) else ({}, text)


def parse_yaml(text: str, first_line: int = 1) -> Any:
    """The value of ``text``. Raises Unreadable with the line; ``first_line`` is the number of the first one."""
    try:
        _check_depth(text, first_line)
        loaded = yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        message = f"the YAML cannot be read: {error.problem or error.context}"
        raise Unreadable(message, line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"the YAML cannot be read: {str(error).splitlines()[0]}"
        raise Unreadable(message, first_line) from error
    check_size(loaded, first_line)
    return loaded


def _check_depth(text: str, first_line: int) -> None:
    """Raise before the parser, which calls itself for each level in C, runs out of stack and takes us along."""
    if _INDENT.search(text) is None and len(_BRACKET.findall(text)) <= DEEPEST:
        return
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable(_TOO_DEEP, first_line + (event.start_mark.line if event.start_mark else 0))


def check_size(value: Any, line: int | None = None) -> None:
    """Raise Unreadable when ``value`` holds more, or is nested deeper, than anybody writes by hand."""
    waiting, seen = [(value, 0)], 0
    while waiting:
        seen += 1
        entry, depth = waiting.pop()
        if seen > MOST_VALUES:
            message = f"there are more than {MOST_VALUES:,} values in it"
            raise Unreadable(message, line)
        if depth > DEEPEST:
            raise Unreadable(_TOO_DEEP, line)
        if isinstance(entry, dict):
            waiting.extend((each, depth + 1) for each in entry.values())
        elif isinstance(entry, list | tuple):
            waiting.extend((each, depth + 1) for each in entry)


def _parse_toml(text: str) -> dict[str, Any]:
    try:
        loaded = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"the TOML cannot be read: {error}"
        raise Unreadable(message, 1) from error
    check_size(loaded, 1)
    return {key: _plain(value) for key, value in loaded.items()}


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case dict():
            return {key: _plain(entry) for key, entry in value.items()}
        case list():
            return [_plain(entry) for entry in value]
        case _:
            return value


def typed(value: Any) -> Any:
    """``value`` as JSON has it: numerals as numbers, keys as texts; what JSON cannot hold as text."""
    match value:
        case Numeral():
            return value.value
        case Mapping():
            return {str(key): typed(entry) for key, entry in value.items()}
        case list() | tuple() | set():
            return [typed(entry) for entry in value]
        case None | bool() | str():
            return value
        case int() | float() if is_keepable(value):
            return value
        case _:
            return str(value)


class _Dumper(SafeDumper):
    """Never an alias: the same list twice is written twice."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Every value is written out."""
        return True


def dump_yaml(fields: Any) -> str:
    """``fields`` as YAML in their own order, one line per short list; read back they are the same."""
    return yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False)


def join(fields: Mapping[str, Any], body: str) -> str:
    """A Markdown file with ``fields`` at its top."""
    return f"---\n{dump_yaml(fields)}---\n{body}"
