"""The inbox: what waits for somebody, each leading to where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.forms import plain_frame
from api.pages.guarding import guarded
from api.pages.visits import Visit, page
from api.pages.work.heads import ROOT
from api.runtime import Runtime
from content_store.access import window
from content_store.queries.assets import by_slug
from content_store.queries.inbox import Inbox
from content_store.rules.inbox import InboxKind, InboxScope
from content_store.rules.permissions import Action
from content_store.upkeep_views import InboxItem
from content_store.views import AssetView
from renderers.upkeep_pages import inbox_page
from renderers.upkeep_views import InboxRow, InboxSection, InboxView
from renderers.views import Choice
from schema.cursors import keyset_cursor, read_keyset

ADDRESS = "/work/inbox"
VERIFY = "/work/verify"
NOT_YOURS = "The workspace is for marketing. If you need it, ask an admin for that role."
_FEW = 5  # of each kind, while all kinds are shown
_MANY = 50
_CURSOR = "inbox"
_SCOPES = {InboxScope.ME: "For me", InboxScope.TEAM: "For my team", InboxScope.ALL: "Everything"}


@dataclass(frozen=True, slots=True)
class InboxAsking:
    """What the address of an inbox says."""

    scope: InboxScope
    kind: InboxKind | None
    after: str

    @classmethod
    def of(cls, visit: Visit) -> "InboxAsking":
        """What was asked; unknown words count as none."""
        asked = visit.request.query_params
        kind = next((each for each in InboxKind if each.value == asked.get("kind")), None)
        return cls(scope_named(asked.get("for", "")), kind, asked.get("after", ""))

    def address(self, kind: InboxKind | None, after: str = "") -> str:
        """The inbox of the same scope, narrowed to ``kind``."""
        return address(ADDRESS, {"for": scope_word(self.scope), "kind": kind.value if kind else "", "after": after})


def inbox_routes(runtime: Runtime) -> list[Route]:
    """Where it stands."""
    return [Route(ADDRESS, page(runtime, guarded(inbox, Action.EDIT, NOT_YOURS)))]


def inbox(visit: Visit) -> Response:
    """The first of each kind, or all of one."""
    asking = InboxAsking.of(visit)
    found = Inbox(visit.session, visit.viewer, visit.now, asking.scope)
    counts = found.counts()
    kinds = [asking.kind] if asking.kind else [kind for kind in InboxKind if counts[kind]]
    view = InboxView(
        frame=plain_frame(visit),
        scopes=scopes(asking.scope, ADDRESS, asking.kind.value if asking.kind else ""),
        sections=tuple(_section(found, asking, kind, counts[kind]) for kind in kinds if counts[kind]),
        total=sum(counts.values()),
        now=visit.now,
        scope=scope_word(asking.scope),
        only=asking.kind.value if asking.kind else "",
        back=asking.address(None) if asking.kind else "",
        verified=asset_named(visit, "verified"),
    )
    return HTMLResponse(inbox_page(view))


def _section(found: Inbox, asking: InboxAsking, kind: InboxKind, count: int) -> InboxSection:
    after = read_keyset(_CURSOR, asking.after, "after", by_time=True) if asking.after and asking.kind else None
    shown = found.page(kind, _MANY if asking.kind else _FEW, after)
    more = ""
    if shown.end is not None:
        more = asking.address(kind, keyset_cursor(_CURSOR, shown.end) if asking.kind else "")
    go = address(VERIFY, {"for": scope_word(asking.scope)}) if kind is InboxKind.VERIFY else ""
    return InboxSection(kind, count, tuple(InboxRow(each, _act(each)) for each in shown.items), more, go)


def _act(item: InboxItem) -> str:
    """Where it is done."""
    match item.kind:
        case InboxKind.FLAG | InboxKind.SUGGESTION | InboxKind.COMMENT:
            return f"/feedback/{item.id}"
        case InboxKind.VERIFY:
            return address(VERIFY, {"asset": item.slug})
        case InboxKind.REVIEW:
            return f"{ROOT}/{item.slug}/review"
        case InboxKind.REQUEST:
            return f"/requests/{item.id}"
        case InboxKind.DRAFT:
            return f"{ROOT}/{item.slug}"
        case InboxKind.FILE:
            return f"{ROOT}/{item.slug}/files"
        case InboxKind.DEPARTED:
            return f"/work/succession/{item.id}"


def scope_named(word: str) -> InboxScope:
    """The scope of this word; one's own where it is none."""
    return next((each for each in InboxScope if each.value == word), InboxScope.ME)


def scope_word(scope: InboxScope) -> str:
    """The scope as addresses have it: the first goes without saying."""
    return "" if scope is InboxScope.ME else scope.value


def scopes(chosen: InboxScope, root: str, kind: str = "") -> tuple[Choice, ...]:
    """Whose things can be shown."""
    return tuple(
        Choice(name, address(root, {"for": scope_word(scope), "kind": kind}), chosen=scope is chosen)
        for scope, name in _SCOPES.items()
    )


def address(root: str, parts: Mapping[str, str]) -> str:
    """An address with what is not empty."""
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{root}?{query}" if query else root


def asset_named(visit: Visit, parameter: str) -> AssetView | None:
    """The asset whose slug stands in the address, as its editors see it."""
    slug = visit.request.query_params.get(parameter, "")[:200]
    return by_slug(visit.session, slug, window(visit.viewer, visit.now, drafts=True)) if slug else None
