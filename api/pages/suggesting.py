"""Suggesting how an asset should read: a form with its texts."""

from secrets import token_hex
from typing import Any

from pydantic.fields import FieldInfo
from starlette.responses import HTMLResponse, Response

from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, working
from api.pages.visits import Visit
from content_store import feedback
from content_store.content_types import DECLARATIONS
from content_store.content_types.common import CommonFields
from content_store.content_types.fields import marked, unwrapped
from content_store.errors import NotFound
from content_store.feedback import FeedbackInput
from content_store.queries.assets import by_slug
from content_store.rules.vocabulary import FeedbackKind, Status
from content_store.views import AssetView
from renderers.feedback_pages import suggest_page
from renderers.feedback_views import Problems, SuggestPage, TextField

_COMMON = ("title", "summary")
_LONGEST_BODY = 20_000  # characters; who would change a book suggests in words


def suggest(visit: Visit) -> Response:
    """The form, with the texts as they are."""
    asset = _asset(visit)
    return HTMLResponse(suggest_page(_view(visit, asset, text_values(asset), token_hex(16))))


def send(visit: Visit, form: Form) -> Response:
    """Suggest what was changed of the texts; leads to where its status can be seen."""
    asset = _asset(visit)
    before = text_values(asset)
    typed = {name: form.get(name, text).replace("\r\n", "\n") for name, text in before.items()}
    proposal = proposal_of(asset, {name: text for name, text in typed.items() if text.strip() != before[name].strip()})
    text, key = form.get("text", ""), form.get("key", "")
    given = FeedbackInput(asset.id, FeedbackKind.SUGGESTION, None, text, proposal, key)
    try:
        with working(visit) as work:
            made = feedback.give(work, given)
    except REFUSED as error:
        view = _view(visit, asset, typed, key, text, problems_of(error))
        return HTMLResponse(suggest_page(view), 400)
    return onward(f"/feedback/{made.id}")


def _asset(visit: Visit) -> AssetView:
    found = by_slug(visit.session, visit.request.path_params["slug"], visit.window)
    if found is None or found.status is not Status.PUBLISHED:
        message = "there is no such asset"
        raise NotFound(message)
    return found


def text_fields(asset: AssetView) -> dict[str, FieldInfo]:
    """The fields that are texts, or lists of texts."""
    common = {name: CommonFields.model_fields[name] for name in _COMMON}
    own = DECLARATIONS[asset.type].model_fields
    texts = {name: field for name, field in own.items() if _is_text(field)}
    body = {"body": CommonFields.model_fields["body"]} if len(asset.body) <= _LONGEST_BODY else {}
    return common | texts | body


def _is_text(field: FieldInfo) -> bool:
    return (
        unwrapped(field.annotation)[0] is str and not marked(field, "field_names") and not marked(field, "asset_slug")
    )


def text_values(asset: AssetView) -> dict[str, str]:
    """What each field says; of a list one entry a line."""
    return {name: _text(_value(asset, name)) for name in text_fields(asset)}


def _value(asset: AssetView, name: str) -> Any:
    own = name in DECLARATIONS[asset.type].model_fields
    return asset.content.get(name, "") if own else getattr(asset, name)


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list | tuple) else str(value or "")


def proposal_of(asset: AssetView, changed: dict[str, str]) -> dict[str, Any]:
    """As ``feedback.give`` takes it."""
    own = DECLARATIONS[asset.type].model_fields
    content = {name: _parsed(own[name], text) for name, text in changed.items() if name in own}
    return {"content": content, **{name: text for name, text in changed.items() if name not in own}}


def _parsed(field: FieldInfo, text: str) -> Any:
    many = unwrapped(field.annotation)[1]
    return [line.strip() for line in text.split("\n") if line.strip()] if many else text


def _view(
    visit: Visit,
    asset: AssetView,
    typed: dict[str, str],
    key: str,
    text: str = "",
    problems: Problems | None = None,
) -> SuggestPage:
    fields = tuple(text_field(name, field, typed[name]) for name, field in text_fields(asset).items())
    return SuggestPage(plain_frame(visit), asset, fields, key, text, problems or {})


def text_field(name: str, field: FieldInfo, value: str) -> TextField:
    """The box of a field in a form."""
    many = unwrapped(field.annotation)[1]
    limit = next((each.max_length for each in field.metadata if getattr(each, "max_length", None)), 0)
    help_ = f"{field.description} One a line." if many else field.description or ""
    label = (field.title or name.replace("_", " ")).capitalize()
    # A short text grows with what it says; a list shows all its entries.
    lines = max(value.count("\n") + 1, min(len(value) // 60 + 1, 12))
    return TextField(name, label, help_, value, 0 if many else limit, min(lines, 12))
