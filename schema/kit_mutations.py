"""Writing, publishing and retiring kits."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry import UNSET

from content_store import kits
from content_store.access import window
from content_store.errors import Invalid, NotFound
from content_store.kit_views import KitView
from content_store.queries.kits import kit_by_slug
from content_store.rules.kit_rules import PARAMETERS, KitRule
from content_store.rules.kits import LONGEST, MOST_MINUTES
from content_store.rules.permissions import Action
from content_store.work import Work
from schema.enums import Perspective
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional, plain_of
from schema.kit_steps import PARAMETER_TYPES
from schema.kits import Kit, KitPage
from schema.mutating import Mutation
from schema.operation import Operation

_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The kit's global id."))
_EXPECTED: tuple[Any, Any] = (
    int | None,
    optional("The revision that was read; if another is newer, CONFLICT is answered and nothing is changed."),
)
_NOTE: tuple[Any, Any] = (str | None, optional("What to write down about it, plain text, at most 2,000 characters."))
_KIT: dict[str, tuple[Any, Any]] = {"kit": (Kit, read("The kit, as its editors see it."))}

KitRuleInput: Any = input_type(
    "KitRuleInput",
    "A rule by which a step finds its assets; kitRuleKinds says what each kind takes.",
    {
        "kind": (KitRule, strawberry.field(description="What it looks for.")),
        **{name: (PARAMETER_TYPES.get(name, str) | None, optional(told)) for name, told in PARAMETERS.items()},
    },
)
KitStepInput: Any = input_type(
    "KitStepInput",
    "A step: an asset or a rule.",
    {
        "key": (str | None, optional("The key of a step that was there before; a new one gets its own without it.")),
        "asset": (str | None, optional("The slug of an asset.")),
        "rule": (KitRuleInput | None, optional("A rule.")),
        "minutes": (int | None, optional(f"How long it takes, 1 to {MOST_MINUTES}; what is usual without it.")),
        "why": (str | None, optional(f"Why it matters, plain text, at most {LONGEST['why']:,} characters.")),
        "required": (bool | None, optional("Whether the kit is complete only with it; true without it.")),
        "question": (str | None, optional(f"What to ask about it, at most {LONGEST['question']} characters.")),
    },
)
KitSectionInput: Any = input_type(
    "KitSectionInput",
    "Steps that belong together.",
    {
        "title": (str | None, optional(f"Its heading, plain text, at most {LONGEST['section']} characters.")),
        "steps": (list[KitStepInput], strawberry.field(description="Its steps, in order.")),
    },
)
_WRITTEN: dict[str, tuple[Any, Any]] = {
    "summary": (str | None, optional(f"What it is for, plain text, at most {LONGEST['summary']:,} characters.")),
    "role": (str | None, optional(f"Which newcomers it is for, in words, at most {LONGEST['role']} characters.")),
    "region": (str | None, optional("The slug of a region; empty for all.")),
    "owner": (str | None, optional("The e-mail address of who looks after it.")),
    "sections": (list[KitSectionInput] | None, optional("All its sections with their steps, in order.")),
}


def _create(work: Work, given: Any) -> KitView:
    return kits.create(work, plain_of(given))


def _update(work: Work, given: Any) -> KitView:
    fields = plain_of(given)
    # What is null is emptied, what is left out stays.
    fields |= {name: "" for name in ("summary", "role", "region", "owner") if getattr(given, name) is None}
    return kits.update(work, _number(given.id), fields, given.expected_revision)


def _publish(work: Work, given: Any) -> KitView:
    return kits.publish(work, _number(given.id), given.expected_revision or None, given.note or "")


def _freeze(work: Work, given: Any) -> KitView:
    expected = given.expected_revision or None
    return kits.freeze(work, _number(given.id), given.step, expected, frozen=given.frozen is not False)


def _retire(work: Work, given: Any) -> KitView:
    successor = None if given.successor in {None, UNSET} else _successor(work, given.successor)
    return kits.retire(work, _number(given.id), successor, given.note or "")


def _restore(work: Work, given: Any) -> KitView:
    return kits.restore(work, _number(given.id), given.note or "")


def _discard(work: Work, given: Any) -> str:
    kits.discard(work, _number(given.id), given.expected_revision or None)
    return str(given.id)


def _successor(work: Work, text: str) -> int:
    number = number_of(Kind.KIT, text)
    if number is None:
        found = kit_by_slug(work.session, text[:200], window(work.actor, work.now))
        number = found.id if found else None
    if number is None:
        raise Invalid.of("successor", "UNKNOWN_KIT", "there is no such kit")
    return number


def _number(id_: str) -> int:
    number = number_of(Kind.KIT, id_)
    if number is None:
        message = "there is no such kit"
        raise NotFound(message)
    return number


def _pays(operation: Operation, view: KitView) -> dict[str, Any]:
    return {"kit": KitPage(operation, operation.window(Perspective.DRAFT), [view]).nodes[0]}


def _mutation(
    name: str, action: Action, description: str, change: Callable[[Work, Any], Any], **declared: Any
) -> Mutation:
    title = "".join(part.capitalize() for part in name.split("_"))
    return Mutation(name, action, description, input_type(f"{title}Input", description, declared), change, _KIT, _pays)


KIT_MUTATIONS = [
    _mutation(
        "create_kit",
        Action.EDIT,
        "Begin a kit; readers see nothing of it until it is published.",
        _create,
        title=(str, strawberry.field(description=f"Plain text, at most {LONGEST['title']} characters.")),
        slug=(str | None, optional("Its name in addresses; made from the title without it.")),
        **_WRITTEN,
    ),
    _mutation(
        "update_kit",
        Action.EDIT,
        "Save a kit; readers see nothing of it until it is published.",
        _update,
        id=_ID,
        expected_revision=(
            int,
            strawberry.field(description="The revision that was read; if another is newer, CONFLICT is answered."),
        ),
        title=(str | None, optional(f"Plain text, at most {LONGEST['title']} characters.")),
        **_WRITTEN,
    ),
    _mutation(
        "freeze_kit_step",
        Action.EDIT,
        "Keep what the rule of a step finds now, or let it look anew whenever it is read.",
        _freeze,
        id=_ID,
        step=(str, strawberry.field(description="The key of the step.")),
        frozen=(bool | None, optional("False to let it look anew; true without it.")),
        expected_revision=_EXPECTED,
    ),
    _mutation(
        "publish_kit",
        Action.PUBLISH,
        "Make the newest draft a version that readers see. Those who are enrolled stay on theirs.",
        _publish,
        id=_ID,
        expected_revision=_EXPECTED,
        note=_NOTE,
    ),
    _mutation(
        "retire_kit",
        Action.PUBLISH,
        "Give a kit to nobody any more, and lead those who ask for it to its successor.",
        _retire,
        id=_ID,
        successor=(strawberry.ID | None, optional("What to use instead: its global id or its slug.")),
        note=_NOTE,
    ),
    _mutation(
        "undo_kit",
        Action.EDIT,
        "Take back the last save of a kit; once more, to have it again.",
        lambda work, given: kits.undo(work, _number(given.id), given.expected_revision or None),
        id=_ID,
        expected_revision=_EXPECTED,
    ),
    _mutation("restore_kit", Action.PUBLISH, "Bring a retired kit back.", _restore, id=_ID, note=_NOTE),
    Mutation(
        "discard_kit",
        Action.EDIT,
        "Delete a draft that was never published.",
        input_type("DiscardKitInput", "Which draft to delete.", {"id": _ID, "expected_revision": _EXPECTED}),
        _discard,
        {"id": (strawberry.ID, read("The id of what is no longer there."))},
        lambda _, id_: {"id": id_},
    ),
]
