"""What a document may ask for: depth, aliases, directives and cost, weighed before anything runs.

Every fragment is weighed once, however often it is spread, so that the work is linear in the document's size.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLList, GraphQLNonNull, GraphQLSchema, get_named_type
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)
from graphql.type import GraphQLNamedType, is_composite_type

from schema.bounds import DEFAULT_PAGE, LARGEST_PAGE

LIST_LENGTH = 5  # what a list without a page size is taken to hold
_DEAR = {
    "search": 20,
    "recommend": 20,
    "facets": 20,
    "html": 5,
    "findings": 20,
    "insights": 500,
    "digest": 200,
    "sections": 100,
    "assembleKit": 200,
    "kitOverview": 500,
    "kitMoves": 500,
}  # in values, which cost 1 each
_ITEMS = frozenset({"edges", "nodes"})
_CEILING = 10**12  # sums stop here, so that no number grows with the square of a document


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one operation may ask for. Tokens and repeats (see ``Scale.repeats``) are of the whole document."""

    depth: int = 15
    aliases: int = 30
    cost: int = 20_000
    directives: int = 30
    tokens: int = 4_000
    repeats: int = 100_000


@dataclass(frozen=True, slots=True)
class Weight:
    """What a selection asks for. Cost is in values answered: ``cost`` once and ``each`` for every item of its page."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0
    each: int = 0

    def beside(self, other: "Weight") -> "Weight":
        """Both selections in one set."""
        return Weight(
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, _CEILING),
            min(self.directives + other.directives, _CEILING),
            min(self.cost + other.cost, _CEILING),
            min(self.each + other.each, _CEILING),
        )


class Scale:
    """Weighs the operations of one document with the values of its variables.

    A variable without a value counts as the smallest, for weighing a document before its values are known.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._weighed: dict[str, Weight] = {}
        self._named: Counter[str] = Counter()

    def weigh(self, operation: OperationDefinitionNode) -> Weight:
        """What one operation asks for. A document that is not valid is weighed as far as it makes sense."""
        root = self._schema.get_root_type(operation.operation)
        weight = self._selections(operation.selection_set, root)
        return weight.beside(Weight(directives=len(operation.directives or ())))

    def repeats(self) -> int:
        """The sum of the squares of how often each field is named, once all operations are weighed.

        Validation compares fields of one name with each other, each with all others: about 3 µs for each unit.
        """
        for name in self._fragments:
            self._fragment(name)
        return sum(count * count for count in self._named.values())

    def _selections(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Weight:
        weight = Weight()
        for selection in selections.selections if selections else ():
            own = Weight(directives=len(selection.directives or ()))
            weight = weight.beside(own).beside(self._selection(selection, parent))
        return weight

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> Weight:
        if isinstance(selection, FieldNode):
            return self._field(selection, parent)
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value)
        condition = getattr(selection, "type_condition", None)
        narrowed = self._schema.get_type(condition.name.value) if condition else parent
        return self._selections(getattr(selection, "selection_set", None), narrowed)

    def _fragment(self, name: str) -> Weight:
        if name not in self._weighed:
            # A fragment inside itself is refused by validation; here it must only come to an end.
            self._weighed[name] = Weight()
            fragment = self._fragments.get(name)
            if fragment is not None:
                on = self._schema.get_type(fragment.type_condition.name.value)
                self._weighed[name] = self._selections(fragment.selection_set, on)
        return self._weighed[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        name = node.name.value
        self._named[node.alias.value if node.alias else name] += 1
        field = self._schema.get_field(parent, name) if parent and is_composite_type(parent) else None
        inner = self._selections(node.selection_set, get_named_type(field.type) if field else None)
        cost, each = self._cost(node, field, inner)
        return Weight(
            inner.depth + 1,
            inner.aliases + (node.alias is not None),
            inner.directives,
            min(cost, _CEILING),
            min(each, _CEILING),
        )

    def _cost(self, node: FieldNode, field: GraphQLField | None, inner: Weight) -> tuple[int, int]:
        name = node.name.value
        if field is None or name.startswith("__"):
            return 1, 0
        own = 1 + _DEAR.get(name, 0)
        size = self._size(node, field)
        if inner.each:
            return own + inner.cost + inner.each * size, 0
        if not _is_list(field) or node.selection_set is None:
            return own + inner.cost, 0
        if name in _ITEMS and not field.args:
            return own, 1 + inner.cost
        return own + size * (1 + inner.cost), 0

    def _size(self, node: FieldNode, field: GraphQLField) -> int:
        """How many items the field is asked for."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name in ("first", "last", "ids", "limit"):
            if name in given:
                size = self._number(given[name])
                if size is not None:
                    return max(1, min(size, LARGEST_PAGE))
        return DEFAULT_PAGE if {"first", "limit"} & field.args.keys() else LIST_LENGTH

    def _number(self, value: ValueNode) -> int | None:
        """The number that a value stands for, the length of a list; None for null."""
        match value:
            case IntValueNode():
                # What does not fit an Int is refused later, whatever it weighs.
                return int(value.value) if len(value.value) < 10 else LARGEST_PAGE
            case ListValueNode():
                return len(value.values)
            case VariableNode():
                known = self._variables.get(value.name.value, 1)
                return len(known) if isinstance(known, list) else known if isinstance(known, int) else None
            case _:
                return None


def _is_list(field: GraphQLField) -> bool:
    type_ = field.type
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)
