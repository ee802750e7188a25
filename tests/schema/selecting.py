"""Documents that select whatever the schema offers, made by walking it."""

from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.definition import SCHEMA

ASSET = SCHEMA.get_type("Asset")
NODE = SCHEMA.get_type("Node")


def is_asset(type_: GraphQLNamedType | None) -> bool:
    """Whether a field of this type answers an asset."""
    return type_ is ASSET or (isinstance(type_, GraphQLObjectType) and ASSET in type_.interfaces)


def documents(field: str, type_: GraphQLNamedType, hops: int) -> Iterator[str]:
    """What asks for all there is below ``field``: of a connection, its edges and its nodes apart.

    Together they would name the same fields more often than one document may.
    """
    if not isinstance(type_, GraphQLObjectType) or not {"edges", "nodes"} <= type_.fields.keys():
        yield document(field, type_, hops)
        return
    for apart in ("edges", "nodes"):
        kept = {name: each for name, each in type_.fields.items() if name not in {"edges", "nodes"} - {apart}}
        yield document(field, GraphQLObjectType(type_.name, kept), hops)


def document(field: str, type_: GraphQLNamedType, hops: int) -> str:
    """A document that asks for ``field`` and selects all there is, through at most ``hops`` assets."""
    found = f"{{ {field} {selection(type_, hops)} }}"
    for left in range(hops, 0, -1):
        if f"...Through{left}" in found:
            found += f" fragment Through{left} on Asset {_asset(left)}"
    return found


def selection(type_: GraphQLNamedType, hops: int, seen: tuple[str, ...] = ()) -> str:
    """All fields of a type and of what lies below, with assets as fragments."""
    if is_leaf_type(type_):
        return ""
    if type_ is NODE or is_asset(type_):
        return f"{{ __typename ...Through{hops} }}"
    return f"{{ __typename {_fields(type_, hops, seen)} }}"


def _asset(hops: int) -> str:
    type_ = _named("Asset")
    fields = _fields(type_, hops - 1, ())
    if isinstance(type_, GraphQLInterfaceType):
        for own in SCHEMA.get_possible_types(type_):
            new = {name: field for name, field in own.fields.items() if name not in type_.fields}
            # Two types may have fields of one name and different types: each gets a name of its own.
            inner = " ".join(filter(None, (_field(n, f, hops - 1, (), f"{own.name}_{n}: ") for n, f in new.items())))
            fields += f" ... on {own.name} {{ __typename {inner} }}"
    return f"{{ __typename {fields} }}"


def _named(name: str) -> GraphQLNamedType:
    found = SCHEMA.get_type(name)
    assert found is not None
    return found


def _fields(type_: GraphQLNamedType, hops: int, seen: tuple[str, ...]) -> str:
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType), type_
    return " ".join(filter(None, (_field(name, field, hops, seen) for name, field in type_.fields.items())))


def _field(name: str, field: GraphQLField, hops: int, seen: tuple[str, ...], alias: str = "") -> str:
    target = get_named_type(field.type)
    assert not any(is_required_argument(argument) for argument in field.args.values()), name
    if is_asset(target):
        return f"{alias}{name} {selection(target, hops)}" if hops else ""
    if target.name in seen:
        return ""
    return f"{alias}{name} {selection(target, hops, (*seen, target.name))}"
