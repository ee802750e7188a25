"""One tap: marking what was used in a conversation, saying what came of it, and taking a mistake back."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from api.pages.asking import Asking
from api.pages.forms import Form
from api.pages.visits import Visit
from api.signing_in import own_path
from content_store.errors import Invalid, KindlingError
from content_store.queries.usage import conversation
from content_store.rules.vocabulary import Channel, EventKind, Purpose
from content_store.usage import Occurrence, Recording, UsageInput, prepare
from content_store.views import AssetView, RecordedEvent
from renderers.views import Marked, Using

PURPOSES = (Purpose.CALL_PREP, Purpose.LIVE_CALL, Purpose.FOLLOW_UP)
PURPOSE_COOKIE = "kindling_purpose"  # the pages' script writes it as well
MARKED = "used"  # the parameter that names the conversation just marked

_YEAR = 365 * 24 * 3600
_FORMS = {each.value: each for each in (EventKind.USED, EventKind.LANDED, EventKind.FELL_FLAT, EventKind.RETRACTED)}


def use(visit: Visit, form: Form) -> Response:
    """Record what a form says and lead back to where it was sent from.

    Raises Invalid, NotFound, RateLimited and Unavailable.
    """
    kind = _FORMS.get(form.get("kind", ""))
    if kind is None:
        raise Invalid.of("kind", "UNKNOWN", "a form says that something was used, landed, fell flat, or was a mistake")
    event = _recorded(visit, _input(kind, form))
    response = RedirectResponse(_back(form, kind, event), 303)
    if kind is EventKind.USED:
        secure = visit.runtime.settings.secure_cookies or visit.request.url.scheme == "https"
        response.set_cookie(PURPOSE_COOKIE, event.purpose.value, max_age=_YEAR, samesite="lax", secure=secure)
    return response


def _input(kind: EventKind, form: Form) -> UsageInput:
    about = form.get("event", "")
    return UsageInput(
        kind=kind,
        # One form may be sent for landed, and once more for fell flat.
        key=f"{form.get('key', '')}-{kind.value}",
        asset_slug=form.get("asset", ""),
        about=int(about) if about.isascii() and about.isdigit() and len(about) < 16 else None,
        purpose=_purpose(form.get("purpose", "")) if kind is EventKind.USED else None,
        persona=form.get("persona", ""),
        stage=form.get("stage", ""),
        pain=form.get("pain", ""),
        deal=form.get("deal", ""),
        account=form.get("account", ""),
    )


def _recorded(visit: Visit, given: UsageInput) -> RecordedEvent:
    visit.runtime.events.take(visit.viewer.person.id)
    (prepared,) = prepare(visit.session, recording(visit), [given])
    if not isinstance(prepared, Occurrence):
        raise prepared
    (outcome,) = visit.runtime.recorder.record([prepared])
    if isinstance(outcome, KindlingError):
        raise outcome
    return outcome


def recording(visit: Visit) -> Recording:
    """Who records on a page."""
    return Recording(visit.viewer.person, visit.window, Channel.WEB, visit.actor)


def _back(form: Form, kind: EventKind, event: RecordedEvent) -> str:
    """The address the form came from, with what is marked now."""
    address = urlsplit(own_path(form.get("back", "/")))
    pairs = [(name, value) for name, value in parse_qsl(address.query, keep_blank_values=True) if name != MARKED]
    marked = str(event.id) if kind is EventKind.USED else form.get("conversation", "")
    is_gone = kind is EventKind.RETRACTED and form.get("event") == marked
    if address.path != "/recent" and not is_gone:
        pairs.append((MARKED, marked))
    return address._replace(query=urlencode(pairs)).geturl()


def _purpose(name: str) -> Purpose:
    with suppress(ValueError):
        found = Purpose(name)
        return found if found in PURPOSES else Purpose.LIVE_CALL
    return Purpose.LIVE_CALL


def using(visit: Visit, asset: AssetView, asking: Asking) -> Using:
    """What marking ``asset`` as used would say, or what was just said of it."""
    return Using(
        key=uuid4().hex,
        context=asking.situation,
        purpose=_purpose(visit.request.cookies.get(PURPOSE_COOKIE, "")),
        purposes=PURPOSES,
        back=asking.address if asking.path != "/" else asking.showing(asset.slug).address,
        marked=_marked(visit, asset),
    )


def _marked(visit: Visit, asset: AssetView) -> Marked | None:
    named = visit.request.query_params.get(MARKED, "")
    if not (named.isascii() and named.isdigit() and len(named) < 16):
        return None
    found = conversation(visit.session, visit.viewer.person.id, int(named))
    if found is None or found.event.asset_id != asset.id:
        return None
    return Marked(found.event.id, found.event.purpose, found.verdict, found.verdict_id)
