"""The audit trail: who changed what, and when; narrowed, page by page, or as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from api.pages.forms import plain_frame, read_number
from api.pages.guarding import guarded, is_allowed
from api.pages.visits import Visit, page
from api.runtime import Runtime
from content_store.changelog import Entity
from content_store.database import Database
from content_store.errors import NotFound
from content_store.queries.assets import ids_of
from content_store.queries.audit import SYSTEM_ID, AuditFilter, ChangeView, trail
from content_store.queries.people import people_book
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Role
from content_store.views import Viewer
from renderers.audit_pages import audit_page
from renderers.audit_views import AuditPage, AuditRow, change_words
from renderers.environment import brand
from renderers.feedback_views import Option, Select
from renderers.tables import Sheet, Value, csv_text, json_text
from renderers.wording import spoken

ROOT = "/work/audit"
SHOWN = 100
_BATCH = 1_000  # changes of a file that are in memory at once
_NOT_YOURS = "The audit trail is for those who write and publish. If you need it, ask an admin for that role."
_FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_SYSTEM = "command-line"
_COLUMNS = ("number", "at", "who", "email", "what", "about", "slug", "kind", "revision", "note")
_FIELDS = ("who", "what", "kind", "asset", "since", "until")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for: the filter, the values as they were sent, and what of them nothing is called."""

    narrowing: AuditFilter
    values: Mapping[str, str]
    unknown: tuple[str, ...]

    def address(self, **more: object) -> str:
        """The same trail, with more said."""
        pairs = {name: value for name, value in self.values.items() if value} | more
        return urlencode(pairs)


def audit_routes(runtime: Runtime) -> list[Route]:
    """Where the trail stands."""
    return [
        Route(ROOT, page(runtime, guarded(audit, Action.READ_DRAFTS, _NOT_YOURS))),
        Route(f"{ROOT}.{{kind}}", page(runtime, guarded(export, Action.READ_DRAFTS, _NOT_YOURS))),
    ]


def audit(visit: Visit) -> Response:
    """One page of the trail."""
    asked = _asked(visit)
    before = read_number(visit.request.query_params.get("before", ""))
    found = trail(visit.session, visit.viewer, asked.narrowing, SHOWN, before)
    more = asked.address(before=found.items[-1].number) if found.has_next else ""
    view = AuditPage(
        frame=plain_frame(visit),
        selects=_selects(visit, asked),
        values=asked.values,
        rows=tuple(_row(change) for change in found.items),
        now=visit.now,
        later=f"{ROOT}?{more}" if more else "",
        newest=f"{ROOT}?{asked.address()}" if before else "",
        files=tuple((kind.upper(), f"{ROOT}.{kind}?{asked.address()}") for kind in _FILES),
        unknown=asked.unknown,
        is_narrowed=any(asked.values.values()),
    )
    return HTMLResponse(audit_page(view))


def export(visit: Visit) -> Response:
    """The whole trail as a file, read while it is sent."""
    kind = visit.request.path_params["kind"]
    if kind not in _FILES:
        message = "there is no such file"
        raise NotFound(message)
    asked = _asked(visit)
    sheet = Sheet(_COLUMNS, _all(visit.runtime.database, visit.viewer, asked.narrowing))
    about = {"about": "audit trail", "made_at": visit.now.isoformat(), **{k: v for k, v in asked.values.items() if v}}
    headers = {
        "Content-Disposition": f'attachment; filename="kindling-audit-{visit.now:%Y-%m-%d}.{kind}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    text = csv_text(sheet) if kind == "csv" else json_text(sheet, about)
    return StreamingResponse(text, 200, headers, _FILES[kind])


def _all(database: Database, viewer: Viewer, narrowing: AuditFilter) -> Iterator[tuple[Value, ...]]:
    """Every change, some at a time: each part in a snapshot of its own, which the numbers keep apart."""
    before: int | None = None
    while True:
        with database.reading() as session:
            part = trail(session, viewer, narrowing, _BATCH, before)
        for change in part.items:
            yield _cells(change)
        if not part.has_next:
            return
        before = part.items[-1].number


def _cells(change: ChangeView) -> tuple[Value, ...]:
    who = (change.person.name, change.person.email) if change.person else (brand().name, "")
    what = (change.entity, change.about, change.slug, change.kind)
    return (change.number, change.at, *who, *what, change.revision, change.note)


def _asked(visit: Visit) -> _Asked:
    given = visit.request.query_params
    values = {name: given.get(name, "").strip()[:300] for name in _FIELDS}
    unknown: list[str] = []
    narrowing = AuditFilter(kind=values["kind"][:40])
    if values["what"] in _entities(visit):
        narrowing = replace(narrowing, entity=values["what"])
    elif values["what"]:
        unknown.append(f"kind of thing “{values['what'][:60]}”")
    if values["who"]:
        person = people_book(visit.session).find(values["who"])
        if person is None and values["who"] != _SYSTEM:
            unknown.append(f"person “{values['who'][:60]}”")
        else:
            narrowing = replace(narrowing, actor_id=person.id if person else SYSTEM_ID)
    if values["asset"]:
        asset_id = ids_of(visit.session, [values["asset"]]).get(values["asset"])
        # What there is not has no changes.
        narrowing = replace(narrowing, entity=Entity.ASSET.value, entity_id=asset_id or -1)
    since, until = _day(values["since"], unknown), _day(values["until"], unknown, later=1)
    return _Asked(replace(narrowing, since=since, until=until), values, tuple(unknown))


def _day(text: str, unknown: list[str], later: int = 0) -> datetime | None:
    """Where the day begins that lies so many days ``later``."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=later), time(), UTC)
    except (ValueError, OverflowError):
        unknown.append(f"day “{text[:60]}”")
        return None


def _entities(visit: Visit) -> dict[str, str]:
    """What changes may be about, by name; people only for those who manage them."""
    everything = {entity.value: spoken(entity) for entity in Entity}
    if not is_allowed(visit, Action.MANAGE_PEOPLE):
        del everything[Entity.PERSON.value]
    return everything


def _selects(visit: Visit, asked: _Asked) -> tuple[Select, ...]:
    people = [each for each in people_book(visit.session).by_id.values() if each.role is not Role.REP]
    who = {"": "Anybody", _SYSTEM: f"{brand().name}, on the command line"} | {each.email: each.name for each in people}
    if asked.narrowing.actor_id and asked.values["who"] not in who:
        who[asked.values["who"]] = asked.values["who"]
    return (
        _select("who", "Who", who, asked),
        _select("what", "What", {"": "Anything"} | _entities(visit), asked),
    )


def _select(name: str, label: str, options: Mapping[str, str], asked: _Asked) -> Select:
    chosen = asked.values[name]
    return Select(name, label, tuple(Option(value, words, value == chosen) for value, words in options.items()))


def _row(change: ChangeView) -> AuditRow:
    addresses = {
        Entity.ASSET.value: f"/work/assets/{change.slug}/history" if change.slug else "",
        Entity.FEEDBACK.value: f"/feedback/{change.entity_id}",
        Entity.REQUEST.value: f"/requests/{change.entity_id}",
    }
    return AuditRow(change, change_words(change), addresses.get(change.entity, ""))
