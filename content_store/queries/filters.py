"""Turning what people say into ids, and ids into SQL."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from content_store.errors import Invalid, Problem
from content_store.queries.people import people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.queries.visibility import DUE_BELOW, NOW, OVERDUE_BELOW, USED_SINCE
from content_store.rules.counting import EVERYWHERE
from content_store.rules.filters import Filter, Use, Where
from content_store.rules.lifecycle import State
from content_store.rules.spelling import nearest
from content_store.rules.vocabulary import Facet, Freshness, Status
from content_store.rules.wording import storable
from content_store.tables import Asset, AssetTag, Evidence


def resolve(session: Session, where: Where) -> Filter:
    """The filter that ``where`` means.

    Raises Invalid with every slug and address that is not known; the path starts at ``where``.
    """
    problems: list[Problem] = []
    resolved = _resolve(session, where, tag_book(session), ("where",), problems)
    if problems:
        raise Invalid(problems)
    return resolved


def _resolve(session: Session, where: Where, book: TagBook, path: tuple[str, ...], problems: list[Problem]) -> Filter:
    def nested(name: str, parts: tuple[Where, ...]) -> tuple[Filter, ...]:
        return tuple(
            _resolve(session, part, book, (*path, name, str(place)), problems) for place, part in enumerate(parts)
        )

    return Filter(
        tag_groups=tuple(_tag_ids(book, facet, slugs, path, problems) for facet, slugs in where.tags.items() if slugs),
        types=frozenset(where.types),
        statuses=frozenset(where.statuses),
        states=frozenset(where.states),
        owner_ids=_person_ids(session, where.owners, (*path, "owner"), problems),
        steward_ids=_person_ids(session, where.stewards, (*path, "steward"), problems),
        languages=frozenset(map(storable, where.languages)),
        audiences=frozenset(where.audiences),
        freshness=frozenset(where.freshness),
        use=frozenset(where.use),
        updated_since=where.updated_since,
        edited_since=where.edited_since,
        all_of=nested("and", where.all_of),
        any_of=nested("or", where.any_of),
        none_of=nested("not", where.none_of),
    )


def _tag_ids(
    book: TagBook, facet: Facet, slugs: tuple[str, ...], path: tuple[str, ...], problems: list[Problem]
) -> frozenset[int]:
    ids = set()
    for place, slug in enumerate(slugs):
        tag = book.find(facet, slug)
        if tag is None:
            problems.append(unknown_tag(book, facet, slug, (*path, facet.plural, str(place))))
        else:
            ids.add(tag.id)
    return frozenset(ids)


def unknown_tag(book: TagBook, facet: Facet, slug: str, path: tuple[str, ...]) -> Problem:
    """The problem of a tag that does not exist, with the nearest that does."""
    close = nearest(slug, book.slugs(facet))
    hint = f"; did you mean “{close}”?" if close else ""
    return Problem(path, "UNKNOWN_TAG", f"there is no {facet.value} “{slug[:100]}”{hint}")


def _person_ids(
    session: Session, emails: tuple[str, ...], path: tuple[str, ...], problems: list[Problem]
) -> frozenset[int]:
    if not emails:
        return frozenset()
    book = people_book(session)
    ids = set()
    for place, email in enumerate(emails):
        person = book.find(email)
        if person is None:
            problems.append(Problem((*path, str(place)), "UNKNOWN_PERSON", f"nobody has the address “{email}”"))
        else:
            ids.add(person.id)
    return frozenset(ids)


def condition(narrowing: Filter, asset_id: InstrumentedAttribute[int] = Asset.id) -> ColumnElement[bool]:
    """The filter as a condition on ``asset``; it takes the parameters of ``visibility.moments``.

    ``asset_id`` is the column that tags are looked up by: that of the index walked, so that an asset without
    the tags is passed over before its row is read.
    """
    parts: list[ColumnElement[bool]] = [carries(group, asset_id) for group in narrowing.tag_groups]
    parts.extend(_choices(narrowing))
    for moment, since in ((Asset.updated_at, narrowing.updated_since), (Asset.edited_at, narrowing.edited_since)):
        if since is not None:
            parts.append(moment >= since)
    parts.extend(condition(part, asset_id) for part in narrowing.all_of)
    if narrowing.any_of:
        parts.append(or_(*(condition(part, asset_id) for part in narrowing.any_of)))
    parts.extend(not_(condition(part, asset_id)) for part in narrowing.none_of)
    return and_(true(), *parts)


def _choices(narrowing: Filter) -> Iterator[ColumnElement[bool]]:
    """Any of what is chosen, for each field where something is."""
    for column, chosen in (
        (Asset.type, narrowing.types),
        (Asset.status, narrowing.statuses),
        (Asset.owner_id, narrowing.owner_ids),
        (Asset.steward_id, narrowing.steward_ids),
        (Asset.language, narrowing.languages),
        (Asset.audience, narrowing.audiences),
    ):
        if chosen:
            yield column.in_(sorted(chosen))
    found: tuple[tuple[frozenset[Any], Callable[[Any], ColumnElement[bool]]], ...] = (
        (narrowing.states, _in_state),
        (narrowing.freshness, _due),
        (narrowing.use, _used),
    )
    for states, meaning in found:
        if states:
            yield or_(*(meaning(state) for state in sorted(states)))


def carries(tag_ids: frozenset[int], asset_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Assets that carry any of the tags."""
    # Under a name of its own: the list may walk the same table outside.
    tagged = aliased(AssetTag)
    return exists().where(tagged.asset_id == asset_id, tagged.tag_id.in_(sorted(tag_ids)))


def _due(state: Freshness) -> ColumnElement[bool]:
    match state:
        case Freshness.OVERDUE:
            return Asset.due_at < OVERDUE_BELOW
        case Freshness.DUE:
            return and_(Asset.due_at >= OVERDUE_BELOW, Asset.due_at < DUE_BELOW)
        case Freshness.FRESH:
            return Asset.due_at >= DUE_BELOW


def _in_state(state: State) -> ColumnElement[bool]:
    match state:
        case State.SCHEDULED:
            return Asset.listed_at > NOW
        case State.EXPIRED:
            return and_(Asset.listed_at <= NOW, Asset.unpublish_at <= NOW)
        case State.PUBLISHED:
            return and_(Asset.listed_at <= NOW, or_(Asset.unpublish_at.is_(None), Asset.unpublish_at > NOW))
        case _:
            return Asset.status == Status(state.value)


def _used(use: Use) -> ColumnElement[bool]:
    # Under a name of its own: the list reads the same table beside the assets.
    proven = aliased(Evidence)
    everywhere = select(proven.asset_id).where(proven.tag_id == EVERYWHERE, proven.conversations > 0)
    lately = Asset.id.in_(everywhere.where(proven.last_used_at >= USED_SINCE))
    match use:
        case Use.LATELY:
            return lately
        case Use.NOT_LATELY:
            return not_(lately)
        case Use.NEVER:
            return ~everywhere.where(proven.asset_id == Asset.id).exists()
