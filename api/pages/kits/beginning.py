"""Beginning a kit: by hand, or from a proposal that says what it chose, why, and what is missing."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, Response

from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, working
from api.pages.kits.editing import region_select
from api.pages.kits.heads import manage_address
from api.pages.requests import new_address
from api.pages.visits import Visit
from content_store import kits
from content_store.errors import Invalid
from content_store.kit_assembly import AssemblyRequest, ProposedKit, assemble_kit
from content_store.queries.taxonomy import tag_book
from content_store.rules.assembling import Missing
from content_store.rules.vocabulary import Facet
from renderers.feedback_views import Problems
from renderers.kit_pages import new_kit_page
from renderers.kit_views import NewKitPage, ProposedRow
from renderers.views import Choice
from schema.kit_assembly import missing_title

USUAL_MINUTES = 120
_CHOSEN = ("personas", "stages")


def new(visit: Visit) -> Response:
    """The form; with a proposal, where personas or stages are chosen in the address."""
    asked = visit.request.query_params
    chosen = {name: tuple(asked.getlist(name)[:20]) for name in _CHOSEN}
    typed = {name: asked.get(name, "")[:200] for name in ("role", "region", "minutes")}
    typed["minutes"] = typed["minutes"] or str(USUAL_MINUTES)
    if not asked.get("propose"):
        return _page(visit, typed, chosen)
    try:
        proposal = _proposed(visit, typed, chosen)
    except Invalid as error:
        return _page(visit, typed, chosen, problems=problems_of(error))
    return _page(visit, typed, chosen, proposal)


def create(visit: Visit, form: Form) -> Response:
    """Make a draft: empty, or with the steps of the proposal."""
    typed = {name: form.get(name, "") for name in ("title", "role", "region", "minutes")}
    chosen = {name: tuple(filter(None, form.get(name, "").split(","))) for name in _CHOSEN}
    try:
        proposal = _proposed(visit, typed, chosen) if form.get("do") == "propose" else None
        with working(visit) as work:
            title = typed["title"] or (proposal.title if proposal else "")
            given = {"title": title, "role": typed["role"], "region": typed["region"]}
            sections = proposal.sections if proposal else ()
            made = kits.create(
                work,
                {
                    **given,
                    "sections": [
                        {
                            "title": heading,
                            "steps": [
                                {"asset": step.asset.slug, "minutes": step.minutes, "why": step.why} for step in steps
                            ],
                        }
                        for heading, steps in sections
                    ],
                },
            )
    except REFUSED as error:
        return _page(visit, typed, chosen, problems=problems_of(error))
    return onward(manage_address(made.slug))


def _proposed(visit: Visit, typed: Mapping[str, str], chosen: Mapping[str, tuple[str, ...]]) -> ProposedKit:
    text = typed["minutes"].strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise Invalid.of("minutes", "WRONG_FORM", "minutes are a whole number")
    request = AssemblyRequest(chosen["personas"], chosen["stages"], int(text), typed["role"], typed["region"])
    return assemble_kit(visit.session, request, visit.window)


def _page(
    visit: Visit,
    typed: Mapping[str, str],
    chosen: Mapping[str, tuple[str, ...]],
    proposal: ProposedKit | None = None,
    problems: Problems | None = None,
) -> Response:
    book = tag_book(visit.session)

    def choices(facet: Facet) -> tuple[Choice, ...]:
        return tuple(
            Choice(tag.name, tag.slug, chosen=tag.slug in chosen[facet.plural]) for tag in book.of_facet(facet)
        )

    view = NewKitPage(
        frame=plain_frame(visit),
        typed={"title": proposal.title if proposal else "", **typed, **{k: ",".join(v) for k, v in chosen.items()}},
        personas=choices(Facet.PERSONA),
        stages=choices(Facet.STAGE),
        regions=region_select(book, typed["region"]),
        sections=_rows(proposal) if proposal else (),
        minutes=proposal.minutes if proposal else 0,
        missing=tuple((each, _ask_address(visit, each)) for each in proposal.missing) if proposal else (),
        is_proposal=proposal is not None,
        problems=problems or {},
    )
    return HTMLResponse(new_kit_page(view), 400 if problems else 200)


def _rows(proposal: ProposedKit) -> tuple[tuple[str, tuple[ProposedRow, ...]], ...]:
    return tuple(
        (title, tuple(ProposedRow(step.asset, step.minutes, step.why) for step in steps))
        for title, steps in proposal.sections
    )


def _ask_address(visit: Visit, missing: Missing) -> str:
    """Where to ask marketing for it, filled in."""
    need = missing.need
    slug = tag_book(visit.session).by_id[need.tag_id].slug
    return new_address({"title": missing_title(need.facet, need.name), need.facet.value: slug})
