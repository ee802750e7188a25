"""Proposing a kit from what is published; see ``rules.assembling`` for how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from content_store.errors import Invalid, Problem
from content_store.queries.assets import load
from content_store.queries.filters import unknown_tag
from content_store.queries.kit_candidates import candidate_ids
from content_store.queries.taxonomy import tag_book
from content_store.rules.assembling import Candidate, Missing, Need, Proposal, assemble
from content_store.rules.filters import Window
from content_store.rules.kits import Plan, Section, Step
from content_store.rules.vocabulary import Facet
from content_store.views import AssetView, TagView

MOST_NAMED = 20  # personas, and stages
LONGEST_TIME = 40 * 60  # minutes: a working week
SHORTEST_TIME = 5


@dataclass(frozen=True, slots=True)
class AssemblyRequest:
    """For whom the kit is: ``role`` in words, the slugs of a region, personas and stages, and how long it may take."""

    personas: tuple[str, ...]
    stages: tuple[str, ...]
    minutes: int
    role: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """An asset of the proposal, how long it takes, and why it is there."""

    asset: AssetView
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class ProposedKit:
    """Sections by title, how long all of it takes, and what is missing."""

    title: str
    sections: tuple[tuple[str, tuple[ProposedStep, ...]], ...]
    minutes: int
    missing: tuple[Missing, ...]

    def as_plan(self, role: str = "", region: str = "") -> Plan:
        """The plan of a kit that holds it; steps are keyed by their place."""
        sections = []
        for title, steps in self.sections:
            made = tuple(Step("", step.minutes, step.asset.slug, why=step.why) for step in steps)
            sections.append(Section(title, made))
        return Plan(self.title, role=role, region=region, sections=tuple(sections))


def assemble_kit(session: Session, request: AssemblyRequest, window: Window) -> ProposedKit:
    """Propose a kit. Raises Invalid where a name is not known, nothing is named, or the time makes no sense."""
    tags, region = _looked_up(session, request)
    needs = tuple(Need(tag.id, tag.facet, tag.name) for tag in tags)
    shown = Window(window.now, window.audiences)
    ids = candidate_ids(session, [need.tag_id for need in needs], shown)
    views = {view.id: view for view in load(session, ids, shown) if _is_for(view, region)}
    proposal = assemble([_candidate(view, needs) for view in views.values()], needs, request.minutes)
    return _told(request, proposal, views)


def _told(request: AssemblyRequest, proposal: Proposal, views: dict[int, AssetView]) -> ProposedKit:
    sections = tuple(
        (title, tuple(ProposedStep(views[step.asset_id], step.minutes, step.why) for step in steps))
        for title, steps in proposal.sections
    )
    title = f"First steps: {request.role.strip()}" if request.role.strip() else "First steps"
    return ProposedKit(title, sections, proposal.minutes, proposal.missing)


def _candidate(view: AssetView, needs: Sequence[Need]) -> Candidate:
    carried = {tag.id for tag in view.tags}
    fits = frozenset(need.tag_id for need in needs if need.tag_id in carried)
    return Candidate(view.id, view.type, fits, view.freshness, view.listed_at or view.created_at, view.evidence)


def _is_for(view: AssetView, region: TagView | None) -> bool:
    """Whether it is for the region, or for none in particular."""
    regions = view.tagged(Facet.REGION)
    return region is None or not regions or region.id in {tag.id for tag in regions}


def _looked_up(session: Session, request: AssemblyRequest) -> tuple[list[TagView], TagView | None]:
    book, problems, found = tag_book(session), list(_wrong(request)), []
    for facet, slugs in ((Facet.PERSONA, request.personas), (Facet.STAGE, request.stages)):
        for place, slug in enumerate(slugs[:MOST_NAMED]):
            tag = book.find(facet, slug)
            if tag is None:
                problems.append(unknown_tag(book, facet, slug, (facet.plural, str(place))))
            else:
                found.append(tag)
    region = book.find(Facet.REGION, request.region) if request.region else None
    if request.region and region is None:
        problems.append(unknown_tag(book, Facet.REGION, request.region, ("region",)))
    if problems:
        raise Invalid(problems)
    return list({tag.id: tag for tag in found}.values()), region


def _wrong(request: AssemblyRequest) -> Iterator[Problem]:
    if not request.personas and not request.stages:
        yield Problem(("personas",), "REQUIRED", "name a persona or a stage that the newcomer will meet")
    for name, slugs in (("personas", request.personas), ("stages", request.stages)):
        if len(slugs) > MOST_NAMED:
            yield Problem((name,), "TOO_MANY", f"name at most {MOST_NAMED}")
    if not SHORTEST_TIME <= request.minutes <= LONGEST_TIME:
        yield Problem(("minutes",), "OUT_OF_RANGE", f"give {SHORTEST_TIME} to {LONGEST_TIME:,} minutes")
