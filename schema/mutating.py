"""What all mutations share: one transaction, one payload, and errors as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Union

import strawberry

from content_store.errors import Conflict, Forbidden, Invalid, KindlingError, NotFound, Problem
from content_store.rules.permissions import Action
from content_store.views import AssetView
from content_store.work import Work
from schema.assets import Asset
from schema.declared import make_type
from schema.enums import Perspective
from schema.errors import problem_path
from schema.fields import read
from schema.inputs import input_type
from schema.operation import Info, Operation
from schema.pages import Page


@strawberry.type(description="One thing wrong with the input of a mutation.")
class MutationError:
    """Made from the store's problems."""

    path: list[str] = strawberry.field(description="Where in the input: the names of its fields, and places in lists.")
    code: str = strawberry.field(
        description="What is wrong, for programs: REQUIRED, TOO_LONG, UNKNOWN_TAG, FORBIDDEN …"
    )
    message: str = strawberry.field(description="What is wrong and what to do, for people.")


@strawberry.type(description="A mutation was refused, and nothing was changed.")
class MutationErrors:
    """Every problem that was found."""

    errors: list[MutationError] = strawberry.field(description="Every problem found.")
    current_revision: int | None = strawberry.field(
        default=None, description="With the code CONFLICT: the newest revision, to be read before trying again."
    )


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mutation: ``change`` runs inside its transaction, ``pays`` makes the payload's fields of what it returned."""

    name: str
    action: Action
    description: str
    input: Any
    change: Callable[[Work, Any], Any]
    payload: dict[str, tuple[Any, Any]]
    pays: Callable[[Operation, Any], dict[str, Any]]

    def field(self) -> tuple[Any, Any]:
        """Annotation and field of the schema's mutation type."""
        title = self.name[0].upper() + "".join(part.capitalize() for part in self.name.split("_"))[1:]
        entries = ((name, annotation, made) for name, (annotation, made) in self.payload.items())
        payload: Any = make_type(f"{title}Payload", (), f"What {self.name.split('_')[0]} gives back.", entries)
        outcome = Annotated[
            Union[payload, MutationErrors],  # noqa: UP007 - made while running
            strawberry.union(f"{title}Result", description="What was done, or why nothing was."),
        ]
        return outcome, strawberry.field(resolver=self._resolver(payload), description=self.description)

    def _resolver(self, payload: Any) -> Callable[..., Any]:
        def resolve(info: Info, input: Any) -> Any:  # noqa: A002 - the API's name for it
            # What follows reads what is written now.
            info.context.snapshot.close()
            try:
                made = self._changed(info.context, input)
            except (Invalid, Conflict, NotFound, Forbidden) as error:
                return refused(error)
            return payload(**self.pays(info.context, made))

        described = strawberry.argument(description="What to do, and to what.")
        resolve.__annotations__["input"] = Annotated[self.input, described]
        return resolve

    def _changed(self, operation: Operation, given: Any) -> Any:
        if self.action is Action.GIVE_FEEDBACK:
            # Whatever anybody may say is limited, as it is on the pages.
            operation.services.changes.take(operation.viewer.person.id)
        with operation.services.database.writing() as session:
            work = Work(session, operation.viewer, operation.now)
            work.require(self.action)
            return self.change(work, given)


def refused(error: KindlingError) -> MutationErrors:
    """The store's refusal as data."""
    if isinstance(error, Invalid):
        return MutationErrors(errors=[_told(problem) for problem in error.problems])
    paths = {NotFound: ["id"], Conflict: ["expectedRevision"]}
    told = MutationError(path=paths.get(type(error), []), code=error.code, message=str(error))
    return MutationErrors(
        errors=[told], current_revision=error.current_revision if isinstance(error, Conflict) else None
    )


def _told(problem: Problem) -> MutationError:
    return MutationError(path=problem_path(problem), code=problem.code, message=problem.message)


def mutations_of(
    payload: dict[str, tuple[Any, Any]], pays: Callable[[Operation, Any], dict[str, Any]]
) -> Callable[..., Mutation]:
    """What makes the mutations of one noun, which all pay the same; ``declared`` are the fields of the input."""

    def made(
        name: str, action: Action, description: str, change: Callable[[Work, Any], Any], **declared: Any
    ) -> Mutation:
        title = "".join(part.capitalize() for part in name.split("_"))
        given = input_type(f"{title}Input", description, declared)
        return Mutation(name, action, description, given, change, payload, pays)

    return made


ASSET_PAYLOAD: dict[str, tuple[Any, Any]] = {"asset": (Asset, read("The asset, as its editors see it."))}


def asset_pays(operation: Operation, view: AssetView) -> dict[str, Any]:
    """The asset, with relations as they are now."""
    return {"asset": Page(operation, operation.window(Perspective.DRAFT), [view]).nodes[0]}
