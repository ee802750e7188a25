"""Adoption: who uses anything at all, and what those above quota use."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from content_store.insights.views import AdoptionReport, AdoptionRow, Difference, DifferenceReport, PersonRow
from content_store.queries import insights_people as queries
from content_store.queries import insights_usage
from content_store.queries.insights import Narrowed
from content_store.queries.insights_people import Group, PersonUse
from content_store.queries.people import people_book
from content_store.queries.taxonomy import region_names
from content_store.rules.evidence import wilson_lower_bound
from content_store.rules.insights import Adopted, Basis, InsightFilter, differs
from content_store.rules.vocabulary import QuotaBand, Role, Tier
from content_store.views import PersonView

MOST_COMPARED = 50  # assets, the most used ones
_LEFT_OUT = ("services", "suspected bots", "onboarding")


def adoption(session: Session, narrowed: Narrowed, *, show_names: bool) -> AdoptionReport:
    """Conversations by team, region and quota band; by person only with ``show_names``."""
    uses = queries.people_uses(session, narrowed)
    cohorts = queries.groups(session)
    reps = [person for person in people_book(session).by_id.values() if _is_meant(person, narrowed.asked)]

    def by(attribute: str) -> tuple[AdoptionRow, ...]:
        labels = region_names(session) if attribute == "region" else {}
        return _rows(uses, reps, lambda use: getattr(cohorts[use.cohort_id], attribute), attribute, labels)

    return AdoptionReport(
        Basis(Tier.USE, narrowed.window, _LEFT_OUT),
        _row("", uses, reps),
        by("team"),
        by("region"),
        by("quota_band"),
        _persons(session, uses) if show_names else None,
    )


def _is_meant(person: PersonView, asked: InsightFilter) -> bool:
    """Whether an active rep is one whom the filter chooses, as of now."""
    if person.role is not Role.REP or person.disabled_at is not None:
        return False
    chosen = ((asked.teams, person.team), (asked.regions, person.region), (asked.quota_bands, person.quota_band))
    return all(not values or value in values for values, value in chosen)


def _rows(
    uses: Sequence[PersonUse],
    reps: Sequence[PersonView],
    name_of: Callable[[PersonUse], str],
    attribute: str,
    labels: Mapping[str, str],
) -> tuple[AdoptionRow, ...]:
    used: defaultdict[str, list[PersonUse]] = defaultdict(list)
    for use in uses:
        used[name_of(use)].append(use)
    belong: defaultdict[str, list[PersonView]] = defaultdict(list)
    for person in reps:
        belong[getattr(person, attribute) or ""].append(person)
    names = sorted(used.keys() | belong.keys(), key=_band_place if attribute == "quota_band" else None)
    return tuple(_row(name, used[name], belong[name], labels.get(name, "")) for name in names)


def _band_place(name: str) -> int:
    return ["", *QuotaBand].index(name)


def _row(name: str, uses: Iterable[PersonUse], reps: Iterable[PersonView], label: str = "") -> AdoptionRow:
    found = list(uses)
    active = {use.person_id for use in found}
    belong = {person.id for person in reps}
    landed, flat = sum(use.landed for use in found), sum(use.fell_flat for use in found)
    return AdoptionRow(
        name,
        label or name,
        people=len(belong),
        active=len(active),
        unused=len(belong - active),
        conversations=sum(use.conversations for use in found),
        landed=landed,
        fell_flat=flat,
        landed_rate=wilson_lower_bound(landed, landed + flat),
    )


def _persons(session: Session, uses: Iterable[PersonUse]) -> tuple[PersonRow, ...]:
    people = people_book(session).by_id
    by_person: defaultdict[int, list[PersonUse]] = defaultdict(list)
    for use in uses:
        by_person[use.person_id].append(use)
    rows = []
    for person_id, found in by_person.items():
        sums = _row("", found, ())
        counts = sums.conversations, sums.landed, sums.fell_flat, sums.landed_rate
        rows.append(PersonRow(people[person_id], *counts))
    return tuple(sorted(rows, key=lambda row: row.person.email))


def differences(session: Session, narrowed: Narrowed) -> DifferenceReport:
    """What people above quota use and people below it do not, among the most used assets."""
    uses = insights_usage.uses(session, narrowed)
    meant = insights_usage.meant(session, narrowed, uses)
    most = sorted(meant, key=lambda asset_id: (-uses[asset_id].conversations, asset_id))[:MOST_COMPARED]
    active = _active_by_band(queries.people_uses(session, narrowed), queries.groups(session))
    users = queries.users_by_band(session, narrowed, most)
    assets = insights_usage.subjects(session, most)
    found = []
    for asset_id in most:
        above, below = (Adopted(users.get((asset_id, band), 0), active[band]) for band in _COMPARED)
        if differs(above, below):
            found.append(Difference(assets[asset_id], above, below))
    found.sort(key=lambda each: each.below.share - each.above.share)
    return DifferenceReport(Basis(Tier.USE, narrowed.window, _LEFT_OUT), len(most), tuple(found))


_COMPARED = (QuotaBand.ABOVE, QuotaBand.BELOW)


def _active_by_band(uses: Iterable[PersonUse], cohorts: dict[int, Group]) -> dict[QuotaBand, int]:
    active: dict[QuotaBand, set[int]] = {band: set() for band in QuotaBand}
    for use in uses:
        band = cohorts[use.cohort_id].quota_band
        if band:
            active[QuotaBand(band)].add(use.person_id)
    return {band: len(people) for band, people in active.items()}
