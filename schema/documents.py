"""Documents: parsed, weighed and validated once, however often they are sent."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from graphql import GraphQLError, GraphQLSchema, parse, validate
from graphql.language import (
    DocumentNode,
    FieldNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)

from schema.errors import MOST_LISTED
from schema.limits import Limits, Scale, Weight

_KEPT = 256  # documents
_LONGEST_KEPT = 8_000  # characters; longer ones are prepared anew each time
_WEIGHTS_KEPT = 64  # per document: one for each combination of page sizes

_INTROSPECTION = frozenset({"__schema", "__type", "__typename"})


class Refused(Exception):
    """A request that is not run: what is wrong with it, as errors of graphql-core."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class Document:
    """A valid document of acceptable size."""

    def __init__(self, schema: GraphQLSchema, ast: DocumentNode, limits: Limits) -> None:
        self.ast = ast
        self._schema = schema
        self._limits = limits
        self._operations = [each for each in ast.definitions if isinstance(each, OperationDefinitionNode)]
        self._defaults = _number_defaults(self._operations)
        self._weights: dict[tuple[str | None, tuple[Any, ...]], Weight] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of this name, or the only one. Raises Refused."""
        if name is None and len(self._operations) == 1:
            return self._operations[0]
        for operation in self._operations:
            if name is not None and operation.name is not None and operation.name.value == name:
                return operation
        message = f"there is no operation named “{name[:100]}”" if name else "name one of the document's operations"
        raise Refused([GraphQLError(message)])

    def is_query(self, name: str | None) -> bool:
        """Whether the operation of this name only reads. Raises Refused."""
        return self.operation(name).operation is OperationType.QUERY

    def is_introspection(self, name: str | None) -> bool:
        """Whether the operation asks about the schema only. Raises Refused."""
        selections = self.operation(name).selection_set.selections
        return all(isinstance(each, FieldNode) and each.name.value in _INTROSPECTION for each in selections)

    def cost(self, name: str | None, variables: Mapping[str, Any]) -> int:
        """What the operation costs with these values, in values answered. Raises Refused where that is too much."""
        sizes = {
            variable: len(value) if isinstance(value, list) else value
            for variable, default in self._defaults.items()
            if isinstance(value := variables.get(variable, default), int | list)
        }
        key = (name, tuple(sizes.items()))
        weight = self._weights.get(key)
        if weight is None:
            weight = Scale(self._schema, self.ast, dict.fromkeys(self._defaults) | sizes).weigh(self.operation(name))
            if len(self._weights) < _WEIGHTS_KEPT:
                self._weights[key] = weight
        if weight.cost > self._limits.cost:
            raise Refused([_too_much(weight.cost, self._limits)])
        return weight.cost


class Documents:
    """All documents lately sent, prepared. Any thread may ask."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[str, Document | Refused] = OrderedDict()
        self._lock = Lock()

    def prepared(self, text: str) -> Document:
        """The document of this text. Raises Refused with what is wrong with it."""
        with self._lock:
            found = self._kept.get(text)
            if found is not None:
                self._kept.move_to_end(text)
        if found is None:
            found = self._prepare(text)
            self._keep(text, found)
        if isinstance(found, Refused):
            raise Refused(found.errors)
        return found

    def _prepare(self, text: str) -> Document | Refused:
        try:
            ast = parse(text, max_tokens=self._limits.tokens)
            errors = self._weighed(ast) or validate(self._schema, ast, max_errors=MOST_LISTED)
        except GraphQLError as error:
            return Refused([error])
        except RecursionError:
            return Refused([GraphQLError("the document is nested too deeply")])
        return Refused(errors) if errors else Document(self._schema, ast, self._limits)

    def _weighed(self, ast: DocumentNode) -> list[GraphQLError]:
        """What is too much. Before validation, whose time grows with the square of some documents."""
        scale = Scale(self._schema, ast, {})
        for operation in ast.definitions:
            if isinstance(operation, OperationDefinitionNode):
                weight = scale.weigh(operation)
                for name in ("depth", "aliases", "directives"):
                    found, most = getattr(weight, name), getattr(self._limits, name)
                    if found > most:
                        message = f"{name}: {found} asked for, {most} allowed"
                        return [GraphQLError(message, extensions={"code": "COST_EXCEEDED"})]
                if weight.cost > self._limits.cost:
                    return [_too_much(weight.cost, self._limits)]
        if scale.repeats() > self._limits.repeats:
            message = "the same fields are named too often; name each once"
            return [GraphQLError(message, extensions={"code": "COST_EXCEEDED"})]
        return []

    def _keep(self, text: str, document: Document | Refused) -> None:
        if len(text) <= _LONGEST_KEPT:
            with self._lock:
                self._kept[text] = document
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)


def _too_much(cost: int, limits: Limits) -> GraphQLError:
    message = f"this costs {cost}, {limits.cost} is allowed; ask for smaller pages or fewer fields"
    return GraphQLError(message, extensions={"code": "COST_EXCEEDED", "cost": cost})


def _number_defaults(operations: list[OperationDefinitionNode]) -> dict[str, int | None]:
    """The variables that may be page sizes or lists of ids, with their defaults."""
    found: dict[str, int | None] = {}
    for operation in operations:
        for definition in operation.variable_definitions or ():
            variable: VariableNode = definition.variable
            default = definition.default_value
            found[variable.name.value] = (
                int(default.value) if isinstance(default, IntValueNode) and len(default.value) < 10 else None
            )
    return found
