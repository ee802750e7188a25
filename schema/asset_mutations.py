"""Writing assets, and moving them through their life."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import strawberry
from strawberry import UNSET

from content_store import authoring, publishing, reviewing, verifying
from content_store.errors import Invalid, NotFound
from content_store.publishing import Times
from content_store.queries.assets import ids_of
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import RetireReason
from content_store.views import AssetView
from content_store.work import Work
from schema.asset_inputs import CreateAssetInput, UpdateAssetInput, given_of, note_of, said_of, type_of
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional
from schema.mutating import ASSET_PAYLOAD, Mutation, asset_pays
from schema.review_mutations import REVIEW_TERMS, terms_of

_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The asset's global id."))
_NOTE: tuple[Any, Any] = (str | None, optional("What to write down about it, plain text."))
_EXPECTED: tuple[Any, Any] = (
    int | None,
    optional("The latestRevision that was read; if another is newer, CONFLICT is answered."),
)


def _create(work: Work, given: Any) -> AssetView:
    type_ = type_of(given.content)
    return said_of(type_, lambda: authoring.create(work, type_, given_of(given, type_), note_of(given)))


def _update(work: Work, given: Any) -> AssetView:
    asset_id = _number(given.id)
    type_ = authoring.locked(work.session, asset_id, given.expected_revision).type
    if given.content and type_of(given.content) is not type_:
        key = type_of(given.content).value
        raise Invalid.of(("content", key), "OTHER_TYPE", f"the asset is a {type_.value.replace('_', ' ')}")

    def change() -> AssetView:
        return authoring.update(work, asset_id, given_of(given, type_), given.expected_revision, note_of(given))

    return said_of(type_, change)


def _submit(work: Work, given: Any) -> AssetView:
    asset_id, expected = _number(given.id), _or_none(given.expected_revision)
    if given.reviewers:
        reviewing.request(work, asset_id, terms_of(given), expected)
        return authoring.view(work, asset_id)
    return publishing.submit(work, asset_id, expected, note_of(given))


def _publish(work: Work, given: Any) -> AssetView:
    times = Times(None, _or_none(given.unpublish_at))
    return _shown(work, given, times)


def _schedule(work: Work, given: Any) -> AssetView:
    times = Times(given.publish_at, _or_none(given.unpublish_at))
    return _shown(work, given, times)


def _shown(work: Work, given: Any, times: Times) -> AssetView:
    expected, override = _or_none(given.expected_revision), given.override_review or ""
    return publishing.publish(work, _number(given.id), times, expected, note_of(given), override)


def _expire(work: Work, given: Any) -> AssetView:
    if given.unpublish_at is UNSET:
        raise Invalid.of("unpublish_at", "REQUIRED", "say until when, or null for good")
    return publishing.set_expiry(work, _number(given.id), given.unpublish_at)


def _retire(work: Work, given: Any) -> AssetView:
    replacement = _replacement(work, given.replacement) if given.replacement else None
    return publishing.retire(work, _number(given.id), given.reason, replacement, note_of(given))


def _restore_revision(work: Work, given: Any) -> AssetView:
    return authoring.restore_revision(work, _number(given.id), given.revision, given.expected_revision)


def _verify(work: Work, given: Any) -> AssetView:
    return verifying.verify(work, _number(given.id), _or_none(given.note) or "", _or_none(given.expected_revision))


def _step(step: Callable[[Work, int, str], AssetView]) -> Callable[[Work, Any], AssetView]:
    return lambda work, given: step(work, _number(given.id), note_of(given))


def _or_none(value: Any) -> Any:
    return None if value is UNSET else value


def _number(id_: str) -> int:
    number = number_of(Kind.ASSET, id_)
    if number is None:
        message = "there is no such asset"
        raise NotFound(message)
    return number


def _replacement(work: Work, text: str) -> int:
    """The asset that a global id or a slug names."""
    number = number_of(Kind.ASSET, text) or ids_of(work.session, [text[:200]]).get(text)
    if number is None:
        raise Invalid.of("replacement", "UNKNOWN_ASSET", "there is no such asset")
    return number


def _mutation(
    name: str, action: Action, description: str, change: Callable[[Work, Any], AssetView], **declared: Any
) -> Mutation:
    """A mutation of one asset, whose input has an id, a note and what was declared."""
    title = "".join(part.capitalize() for part in name.split("_"))
    given = input_type(f"{title}Input", description, {"id": _ID, **declared, "note": _NOTE})
    return Mutation(name, action, description, given, change, ASSET_PAYLOAD, asset_pays)


_OVERRIDE = (
    str | None,
    optional("For admins: why it is published without the approval that is demanded; it is written down."),
)
_UNTIL = (datetime | None, optional("Until when it shows; for good without it."))

ASSET_MUTATIONS = [
    Mutation(
        "create_asset",
        Action.EDIT,
        "Create a draft of any type.",
        CreateAssetInput,
        _create,
        ASSET_PAYLOAD,
        asset_pays,
    ),
    Mutation(
        "update_asset",
        Action.EDIT,
        "Save a new revision; what readers see stays as it is until that is published.",
        UpdateAssetInput,
        _update,
        ASSET_PAYLOAD,
        asset_pays,
    ),
    _mutation(
        "submit_asset",
        Action.EDIT,
        "Ask for review; with reviewers as requestReview does.",
        _submit,
        expected_revision=_EXPECTED,
        reviewers=(list[str] | None, optional("The e-mail addresses of who is asked; nobody without it.")),
        **REVIEW_TERMS,
    ),
    _mutation("withdraw_asset", Action.EDIT, "Take back from review to draft.", _step(publishing.withdraw)),
    _mutation(
        "publish_asset",
        Action.PUBLISH,
        "Show the newest revision to readers, at once.",
        _publish,
        expected_revision=_EXPECTED,
        unpublish_at=_UNTIL,
        override_review=_OVERRIDE,
    ),
    _mutation(
        "schedule_asset",
        Action.PUBLISH,
        "Show the newest revision to readers from a moment on.",
        _schedule,
        publish_at=(datetime, strawberry.field(description="From when on it shows; in the future.")),
        expected_revision=_EXPECTED,
        unpublish_at=_UNTIL,
        override_review=_OVERRIDE,
    ),
    _mutation(
        "unschedule_asset",
        Action.PUBLISH,
        "Call off a publication whose time has not come.",
        _step(publishing.unschedule),
    ),
    _mutation(
        "expire_asset",
        Action.PUBLISH,
        "Say until when a published asset shows.",
        _expire,
        unpublish_at=(datetime | None, optional("Until when it shows; null for good.")),
    ),
    _mutation(
        "retire_asset",
        Action.PUBLISH,
        "Take a published asset away from readers, and lead them to its replacement.",
        _retire,
        reason=(RetireReason, strawberry.field(description="Why; with REPLACED a replacement is required.")),
        replacement=(strawberry.ID | None, optional("What to use instead: its global id or its slug.")),
    ),
    _mutation(
        "archive_asset",
        Action.PUBLISH,
        "Put away what should no longer show even to editors.",
        _step(publishing.archive),
    ),
    _mutation(
        "restore_asset", Action.PUBLISH, "Bring a retired or archived asset back as a draft.", _step(publishing.restore)
    ),
    _mutation(
        "restore_revision",
        Action.EDIT,
        "Save an old revision again as the newest draft.",
        _restore_revision,
        revision=(int, strawberry.field(description="The number of the old revision.")),
        expected_revision=(
            int,
            strawberry.field(
                description="The latestRevision that was read; if another is newer, CONFLICT is answered."
            ),
        ),
    ),
    _mutation(
        "verify_asset",
        Action.EDIT,
        "Vouch that an asset is still right.",
        _verify,
        expected_revision=(int | None, optional("The revision that was read; if readers see another, CONFLICT.")),
    ),
    Mutation(
        "take_back_verification",
        Action.EDIT,
        "Take one's own verification back, while nobody has verified or published the asset since.",
        input_type("TakeBackVerificationInput", "Which asset was verified by mistake.", {"id": _ID}),
        lambda work, given: verifying.take_back(work, _number(given.id)),
        ASSET_PAYLOAD,
        asset_pays,
    ),
]
