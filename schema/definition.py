"""The schema as a whole."""

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    lexicographic_sort_schema,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.assets import ASSET_TYPES
from schema.fields import install_readers
from schema.mutation import MutationRoot
from schema.query import Query
from schema.scalars import SCALARS


def _built() -> GraphQLSchema:
    config = StrawberryConfig(scalar_map=SCALARS)
    declared = strawberry.Schema(query=Query, mutation=MutationRoot, types=ASSET_TYPES, config=config)
    made = declared._schema  # noqa: SLF001 - the schema that graphql-core runs has no other name
    install_readers(made)
    _drop_null_defaults(made)
    for type_ in made.type_map.values():
        if isinstance(type_, GraphQLObjectType) and type_.interfaces:
            # The interface names the type of its source; asking each type as well would only take time.
            type_.is_type_of = None
        if isinstance(type_, GraphQLInputObjectType):
            # strawberry checks this while running; graphql-core can refuse it before, and tells it to clients.
            type_.is_one_of = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of
    return made


def _drop_null_defaults(schema: GraphQLSchema) -> None:
    """What may be left out has Python's default; the schema need not say “= null” everywhere."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                for argument in field.args.values():
                    _drop_null_default(argument)
        elif isinstance(type_, GraphQLInputObjectType):
            for given in type_.fields.values():
                _drop_null_default(given)


def _drop_null_default(place: GraphQLArgument | GraphQLInputField) -> None:
    if place.default_value is None:
        place.default_value = Undefined


SCHEMA = _built()


def sdl() -> str:
    """The schema in the schema definition language, sorted."""
    return print_schema(lexicographic_sort_schema(SCHEMA)) + "\n"
