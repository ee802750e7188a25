"""What holds for the whole schema: everything is described, permitted, exported."""

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType

from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import Role, Scope
from schema.definition import SCHEMA, sdl
from schema.mutation import MUTATIONS
from tests.schema.asking import Api

OWN_TYPES = {name: type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")}


def test_everything_is_described() -> None:
    missing = [name for name, type_ in OWN_TYPES.items() if not type_.description]
    for name, type_ in OWN_TYPES.items():
        if isinstance(type_, GraphQLEnumType):
            missing += [f"{name}.{value}" for value, each in type_.values.items() if not each.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            missing += [f"{name}.{field}" for field, each in type_.fields.items() if not each.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in type_.fields.items():
                missing += [f"{name}.{field}({arg})" for arg, found in each.args.items() if not found.description]
    assert missing == []


def test_descriptions_are_sentences() -> None:
    wrong = [
        f"{name}.{field}"
        for name, type_ in OWN_TYPES.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
        for field, each in type_.fields.items()
        if not (each.description or "").endswith((".", "…", "?"))
    ]
    assert wrong == []


def test_the_exported_schema_is_current() -> None:
    exported = Path(__file__).parents[2] / "schema" / "schema.graphql"
    assert exported.read_text() == sdl(), "run: kindling schema > schema/schema.graphql"


def test_every_mutation_answers_errors_as_data() -> None:
    root = SCHEMA.mutation_type
    assert root is not None
    for name, field in root.fields.items():
        result: Any = field.type
        union = result.of_type
        assert isinstance(union, GraphQLUnionType), name
        title = name[0].upper() + name[1:]
        assert {each.name for each in union.types} == {f"{title}Payload", "MutationErrors"}
        assert list(field.args) == ["input"]


# Input that is well formed, for whatever a mutation requires.
_SOME = {"ID": '"YXNzZXQ6MQ"', "String": '"x"', "Int": "1", "DateTime": '"2030-01-01T00:00:00Z"', "Boolean": "true"}


def _literal(type_: Any) -> str:
    """A value of an input type."""
    named = getattr(type_, "of_type", None)
    if named is not None:
        return _literal(named) if type(type_).__name__ != "GraphQLList" else f"[{_literal(named)}]"
    if isinstance(type_, GraphQLEnumType):
        return str(next(iter(type_.values)))
    if isinstance(type_, GraphQLInputObjectType):
        if type_.is_one_of:
            name, field = next(iter(type_.fields.items()))
            return f"{{{name}: {_literal(field.type)}}}"
        required = {name: f for name, f in type_.fields.items() if type(f.type).__name__ == "GraphQLNonNull"}
        return "{" + ", ".join(f"{name}: {_literal(field.type)}" for name, field in required.items()) + "}"
    return _SOME[type_.name]


WHO = [
    (Role.REP, ()),
    (Role.REP, (Scope.WRITE,)),
    (Role.SERVICE, ()),
    (Role.SERVICE, (Scope.WRITE,)),
    (Role.MARKETING, (Scope.READ,)),
    (Role.MARKETING, (Scope.READ_CUSTOMER_FACING,)),
    (Role.MARKETING, ()),
    (Role.ADMIN, (Scope.WRITE,)),
]


@pytest.mark.parametrize(("role", "scopes"), WHO)
def test_every_mutation_asks_for_permission(sqlite_api: Api, role: Role, scopes: tuple[Scope, ...]) -> None:
    root = SCHEMA.mutation_type
    assert root is not None
    actions: dict[str, Action] = {_camel(each.name): each.action for each in MUTATIONS}
    actions["recordSearchOpened"] = Action.READ
    actions["recordUsage"] = Action.RECORD_USAGE
    # A batch is refused event by event: see test_usage.
    fields = {name: field for name, field in root.fields.items() if name != "recordUsageBatch"}
    assert set(actions) == set(fields)
    for name, field in fields.items():
        given = _literal(field.args["input"].type)
        document = f"mutation {{ {name}(input: {given}) {{ ... on MutationErrors {{ errors {{ code }} }} }} }}"
        result = sqlite_api.data(document, role, *scopes)[name]
        codes = {error["code"] for error in result.get("errors", ())}
        assert (codes == {"FORBIDDEN"}) is not may(role, frozenset(scopes), actions[name]), (name, codes)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
