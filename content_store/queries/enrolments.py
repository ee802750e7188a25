"""Reading enrolments. They are told to the newcomer, their mentor, and those who run the program."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from content_store.enrolment_views import EnrolmentView, NoteView, StepProgress
from content_store.feedback_views import Place, Placed
from content_store.queries.people import people_book
from content_store.queries.places import placed
from content_store.rules.counting import EVERYWHERE
from content_store.rules.enrolments import EnrolmentState, ReminderKind
from content_store.rules.kits import of_plain
from content_store.rules.periods import Grain
from content_store.rules.permissions import Action, audiences, may
from content_store.rules.vocabulary import Audience
from content_store.tables import Enrolment, EnrolmentNote, EnrolmentReminder, EnrolmentStep, Kit, KitVersion, RepSum
from content_store.views import Viewer

MOST_NOTES = 200  # of one enrolment, the newest


@dataclass(frozen=True, slots=True)
class EnrolmentFilter:
    """What a list of enrolments is narrowed to; what is empty narrows nothing."""

    kit_id: int | None = None
    states: frozenset[EnrolmentState] = frozenset()
    mine: bool = False
    mentored: bool = False


_COLUMNS = (
    Enrolment.id,
    Enrolment.kit_id,
    Kit.slug,
    Kit.status,
    Enrolment.version,
    Kit.version.label("latest_version"),
    KitVersion.plan,
    Enrolment.person_id,
    Enrolment.mentor_id,
    Enrolment.start_on,
    Enrolment.due_on,
    Enrolment.created_at,
    Enrolment.completed_at,
    Enrolment.ended_at,
)


def list_enrolments(
    session: Session, viewer: Viewer, today: date, narrowing: EnrolmentFilter, size: int, after: Place | None = None
) -> Placed[EnrolmentView]:
    """One page of the enrolments that ``viewer`` may see, the newest first."""
    query, row_id = _seen(viewer).where(*_conditions(narrowing, viewer, today)), Enrolment.id.expression
    return placed(session, query, row_id, row_id, size, after, lambda rows: _views(session, rows))


def count_enrolments(session: Session, viewer: Viewer, today: date, narrowing: EnrolmentFilter) -> int:
    """How many there are, over all pages."""
    found = _seen(viewer).where(*_conditions(narrowing, viewer, today)).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def load_enrolments(session: Session, ids: Iterable[int], viewer: Viewer) -> list[EnrolmentView]:
    """The enrolments of these ids, in their order; what ``viewer`` may not see is left out."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = session.execute(_seen(viewer).where(Enrolment.id.in_(wanted))).all()
    found = {view.id: view for view in _views(session, rows)}
    return [found[each] for each in wanted if each in found]


def enrolment_on(session: Session, kit_id: int, person_id: int) -> int | None:
    """The enrolment of somebody on a kit that counts: the one that is not ended, else the newest."""
    query = select(Enrolment.id).where(Enrolment.kit_id == kit_id, Enrolment.person_id == person_id)
    return session.scalar(query.order_by(Enrolment.ended_at.is_not(None), Enrolment.id.desc()).limit(1))


def enrolments_of_kit(session: Session, kit_id: int, *, open_only: bool = False) -> list[EnrolmentView]:
    """All enrolments on a kit, for those who run the program and for work in the background; the oldest first."""
    query = _joined().where(Enrolment.kit_id == kit_id)
    if open_only:
        query = query.where(Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))
    return _views(session, session.execute(query.order_by(Enrolment.id)).all())


def open_enrolments(session: Session) -> list[EnrolmentView]:
    """All enrolments that are neither completed nor ended, for work in the background."""
    query = _joined().where(Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))
    return _views(session, session.execute(query.order_by(Enrolment.id)).all())


def said_reminders(session: Session, ids: Sequence[int]) -> dict[int, set[ReminderKind]]:
    """What was said already about each enrolment."""
    found: defaultdict[int, set[ReminderKind]] = defaultdict(set)
    for start in range(0, len(ids), 500):
        said = EnrolmentReminder.enrolment_id.in_(ids[start : start + 500])
        for row in session.execute(select(EnrolmentReminder.enrolment_id, EnrolmentReminder.kind).where(said)):
            found[row.enrolment_id].add(row.kind)
    return found


def notes_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, list[NoteView]]:
    """The notes of each enrolment, the oldest first, at most ``MOST_NOTES`` of each."""
    people = people_book(session).by_id
    found: defaultdict[int, list[NoteView]] = defaultdict(list)
    query = select(EnrolmentNote).where(EnrolmentNote.enrolment_id.in_(enrolment_ids)).order_by(EnrolmentNote.id)
    for row in session.scalars(query):
        by = people.get(row.person_id)
        found[row.enrolment_id].append(NoteView(row.id, row.enrolment_id, by, row.step_key, row.text, row.at))
    return {each: notes[-MOST_NOTES:] for each, notes in found.items()}


def locked_enrolment(session: Session, enrolment_id: int) -> Enrolment | None:
    """The row, held until the transaction ends and as it is now; None where there is none."""
    query = select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def open_on_kit(session: Session, kit_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """Enrolments on a kit that are not ended, by the person's id."""
    chosen = Enrolment.kit_id == kit_id, Enrolment.person_id.in_(person_ids), Enrolment.ended_at.is_(None)
    return {row.person_id: row.id for row in session.execute(select(Enrolment.person_id, Enrolment.id).where(*chosen))}


def on_version(session: Session, kit_id: int, version: int, person_id: int) -> Enrolment | None:
    """The enrolment of somebody on one version, ended or not."""
    chosen = Enrolment.kit_id == kit_id, Enrolment.version == version, Enrolment.person_id == person_id
    return session.scalar(select(Enrolment).where(*chosen))


def step_of(session: Session, enrolment_id: int, key: str) -> EnrolmentStep | None:
    """What somebody did with one step."""
    return session.get(EnrolmentStep, (enrolment_id, key))


def first_landed(session: Session, starts: Mapping[int, date]) -> dict[int, date]:
    """For each person the first day from their start on when a conversation of theirs landed; onboarding apart."""
    if not starts:
        return {}
    query = select(RepSum.person_id, RepSum.period).where(
        RepSum.tag_id == EVERYWHERE,
        RepSum.grain == Grain.DAY,
        RepSum.period >= Grain.DAY.of(min(starts.values())),
        RepSum.person_id.in_(starts),
        RepSum.onboarding.is_(False),
        RepSum.landed > 0,
    )
    found: dict[int, date] = {}
    for row in session.execute(query.order_by(RepSum.period)):
        day = date.fromordinal(row.period)
        if day >= starts[row.person_id]:
            found.setdefault(row.person_id, day)
    return found


def sees_all(viewer: Viewer) -> bool:
    """Whether somebody sees everybody's progress."""
    return may(viewer.role, viewer.scopes, Action.READ_PROGRESS)


def _seen(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return _joined().where(_visible(viewer))


def _joined() -> Select[*tuple[Any, ...]]:
    version = and_(KitVersion.kit_id == Enrolment.kit_id, KitVersion.number == Enrolment.version)
    return select(*_COLUMNS).join(Kit, Kit.id == Enrolment.kit_id).join(KitVersion, version)


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    if Audience.INTERNAL not in audiences(viewer.scopes):
        return false()
    if sees_all(viewer):
        return true()
    return or_(Enrolment.person_id == viewer.person.id, Enrolment.mentor_id == viewer.person.id)


def _conditions(narrowing: EnrolmentFilter, viewer: Viewer, today: date) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if narrowing.kit_id is not None:
        parts.append(Enrolment.kit_id == narrowing.kit_id)
    if narrowing.states:
        parts.append(or_(*(_in_state(each, today) for each in sorted(narrowing.states))))
    if narrowing.mine:
        parts.append(Enrolment.person_id == viewer.person.id)
    if narrowing.mentored:
        parts.append(Enrolment.mentor_id == viewer.person.id)
    return parts


def _in_state(state: EnrolmentState, today: date) -> ColumnElement[bool]:
    """As ``rules.enrolments.state`` says."""
    open_ = and_(Enrolment.completed_at.is_(None), Enrolment.ended_at.is_(None))
    match state:
        case EnrolmentState.COMPLETED:
            return Enrolment.completed_at.is_not(None)
        case EnrolmentState.ENDED:
            return and_(Enrolment.completed_at.is_(None), Enrolment.ended_at.is_not(None))
        case EnrolmentState.UPCOMING:
            return and_(open_, Enrolment.start_on > today)
        case EnrolmentState.UNDER_WAY:
            return and_(open_, Enrolment.start_on <= today)


def _views(session: Session, rows: Sequence[Row[Any]]) -> list[EnrolmentView]:
    people = people_book(session).by_id
    progress = _progress(session, [row.id for row in rows])
    plans = {(row.kit_id, row.version): row.plan for row in rows}
    read = {key: of_plain(plan) for key, plan in plans.items()}
    return [
        EnrolmentView(
            id=row.id,
            kit_id=row.kit_id,
            kit_slug=row.slug,
            kit_status=row.status,
            version=row.version,
            latest_version=row.latest_version,
            plan=read[row.kit_id, row.version],
            person=people[row.person_id],
            mentor=people.get(row.mentor_id),
            start_on=row.start_on,
            due_on=row.due_on,
            created_at=row.created_at,
            completed_at=row.completed_at,
            ended_at=row.ended_at,
            progress=progress.get(row.id, {}),
        )
        for row in rows
    ]


def _progress(session: Session, ids: Sequence[int]) -> dict[int, dict[str, StepProgress]]:
    found: defaultdict[int, dict[str, StepProgress]] = defaultdict(dict)
    columns = (
        EnrolmentStep.enrolment_id,
        EnrolmentStep.step_key,
        EnrolmentStep.done_at,
        EnrolmentStep.minutes,
        EnrolmentStep.answer,
        EnrolmentStep.useful,
    )
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for row in session.execute(select(*columns).where(EnrolmentStep.enrolment_id.in_(some))):
            found[row.enrolment_id][row.step_key] = StepProgress(*row[2:])
    return found
