"""One page before a call."""

from dataclasses import replace

from starlette.responses import HTMLResponse, Response

from api.pages.asking import CONTEXT, CONTEXT_COOKIE, Asking, Remembered
from api.pages.choices import chips
from api.pages.framing import frame, remember_context
from api.pages.requests import new_address
from api.pages.usage import using
from api.pages.visits import Visit
from content_store.brief_views import BriefGap, CallBrief
from content_store.briefing import BriefAsked
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.briefing import Part
from content_store.rules.occurrences import LONGEST_REFERENCE
from content_store.rules.vocabulary import ContentType, Facet
from content_store.rules.wording import storable
from renderers.brief_views import BriefPage, Gap
from renderers.briefs import brief_page
from renderers.feedback_views import Option, Select
from renderers.views import Choice
from search.briefing import call_brief

PATH = "/brief"
_KIND = {Part.PROOF: ContentType.PROOF_STATEMENT}


def brief(visit: Visit) -> Response:
    """The page; the bare address takes the remembered context."""
    asking = brief_asking(visit)
    found = brief_of(visit, asking)
    response = HTMLResponse(brief_page(_view(visit, asking, found)))
    remember_context(visit, asking, response)
    return response


def brief_asking(visit: Visit) -> Asking:
    """What the address asks for: the call's situation, its industry, the account, a language."""
    given = visit.request.query_params
    parameters = given if given.keys() else Remembered(visit.request.cookies.get(CONTEXT_COOKIE, ""))
    asked = Asking.read(parameters, tag_book(visit.session), PATH)
    kept = ((name, storable(given.get(name, "")).strip()) for name in ("account", "language"))
    beside = tuple((name, value[:LONGEST_REFERENCE]) for name, value in kept if value)
    tags = {facet: asked.tags[facet][:1] for facet in (*CONTEXT, Facet.INDUSTRY) if asked.tags.get(facet)}
    return Asking(tags=tags, path=PATH, unknown=asked.unknown, beside=beside)


def brief_of(visit: Visit, asking: Asking) -> CallBrief:
    """The brief for what the address asks."""
    beside = dict(asking.beside)
    asked = BriefAsked(
        situation=tuple(tag for facet in CONTEXT for tag in asking.tags.get(facet, ())),
        industry=next(iter(asking.tags.get(Facet.INDUSTRY, ())), None),
        account=beside.get("account", ""),
        language=beside.get("language", ""),
        show_names=visit.runtime.settings.insights_show_names,
    )
    return call_brief(visit.session, visit.runtime.search, asked, visit.window)


def _view(visit: Visit, asking: Asking, found: CallBrief) -> BriefPage:
    book = tag_book(visit.session)
    return BriefPage(
        frame=frame(visit, asking, chips(asking, book, None)),
        brief=found,
        industries=_industries(book, asking),
        kept=tuple((name, value) for name, value in asking.situation.items() if value),
        unknown=asking.unknown,
        languages=_languages(asking, found),
        gaps=tuple(_gap(asking, each) for each in found.missing),
        uses={each.id: using(visit, each, asking) for each in found.sources},
        query=asking.address.partition("?")[2],
        elsewhere=replace(asking, path="/", beside=()).address,
    )


def _industries(book: TagBook, asking: Asking) -> Select:
    chosen = {tag.id for tag in asking.tags.get(Facet.INDUSTRY, ())}
    options = [Option(tag.slug, tag.name, tag.id in chosen) for tag in book.of_facet(Facet.INDUSTRY)]
    return Select("industry", "Industry", (Option("", "Any industry"), *options))


def _languages(asking: Asking, found: CallBrief) -> tuple[Choice, ...]:
    """The languages it can be had in, where there are several."""
    others = [(name, value) for name, value in asking.beside if name != "language"]
    return tuple(
        Choice(
            language,
            replace(asking, beside=(*others, ("language", language))).address,
            chosen=language == found.language,
        )
        for language in (found.languages if len(found.languages) > 1 else ())
    )


def _gap(asking: Asking, gap: BriefGap) -> Gap:
    """A part that is missing, and where to ask for it."""
    tags = {facet.value: asking.tags[facet][0].slug for facet in CONTEXT if asking.tags.get(facet)}
    kind = _KIND.get(gap.part, ContentType.TALKING_POINT).value if gap.part is not Part.WHO else ""
    return Gap(gap.text, new_address({"title": gap.title, **tags, "type": kind}))
