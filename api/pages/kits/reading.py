"""One kit, step by step: what is next, how long it takes and why it matters; each asset is read in place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from api.pages.asking import CONTEXT_COOKIE, Asking, Remembered
from api.pages.forms import plain_frame
from api.pages.guarding import is_allowed
from api.pages.reading import reading_of
from api.pages.usage import recording
from api.pages.visits import Visit
from content_store.access import window
from content_store.enrolment_views import EnrolmentView, NoteView, StepProgress
from content_store.errors import NotFound
from content_store.kit_views import KitView, StepView
from content_store.learning import reading_of as learnt
from content_store.queries.enrolments import enrolment_on, load_enrolments, notes_of
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import kit_by_slug, kit_successor
from content_store.queries.taxonomy import tag_book
from content_store.rules.enrolments import next_step
from content_store.rules.kits import KitStatus, Plan
from content_store.rules.permissions import Action
from content_store.usage import Occurrence, prepare
from content_store.views import AssetView
from renderers.feedback_views import Problems
from renderers.kit_pages import kit_page
from renderers.kit_views import KitPage, OpenStep, StepRow
from renderers.views import Choice, Reading

Sections = tuple[tuple[str, tuple[StepRow, ...]], ...]


def kit(visit: Visit) -> Response:
    """The kit, and the step that the address names."""
    return shown(visit)


def shown(
    visit: Visit, problems: Problems | None = None, typed: Mapping[str, str] | None = None, key: str = ""
) -> Response:
    """The page; with what was wrong in a form and what was typed. Raises NotFound."""
    found, is_draft = kit_of(visit)
    enrolment = None if is_draft else own_enrolment(visit, found)
    plan = enrolment.plan if enrolment else found.plan
    steps = Steps(visit.session, visit.window, [plan]).of(plan)
    chosen = key or visit.request.query_params.get("step", "")
    sections = _sections(visit, plan, steps, enrolment, chosen)
    rows = [row for _, rows_ in sections for row in rows_]
    opened = next((row for row in rows if row.is_open), None)
    done = visit.request.query_params.get("done", "")
    view = KitPage(
        frame=plain_frame(visit),
        kit=found,
        sections=sections,
        enrolment=enrolment,
        open=_opened(visit, opened, rows, enrolment, problems, typed) if opened else None,
        notes=_notes(visit, enrolment),
        now=visit.now,
        may_edit=is_allowed(visit, Action.EDIT),
        next_row=next((row for row in rows if row.is_next), None),
        successor=_successor(visit, found),
        is_draft=is_draft,
        done=next((row for row in rows if row.view.step.key == done and row.is_done), None),
        problems=problems or {},
        typed=typed or {},
    )
    if opened is not None and enrolment is not None:
        note_learnt(visit, enrolment, opened.view)
    return HTMLResponse(kit_page(view), 400 if problems else 200)


def kit_of(visit: Visit) -> tuple[KitView, bool]:
    """The kit that the address names, and whether it is shown as a draft, to its editors. Raises NotFound."""
    slug = visit.request.path_params["slug"]
    wants_draft = "draft" in visit.request.query_params and is_allowed(visit, Action.READ_DRAFTS)
    seen = window(visit.viewer, visit.now, drafts=True) if wants_draft else visit.window
    found = kit_by_slug(visit.session, slug, seen)
    if found is None:
        message = f"there is no kit “{slug}”"
        raise NotFound(message)
    return found, wants_draft


def own_enrolment(visit: Visit, found: KitView) -> EnrolmentView | None:
    """The visitor's own enrolment on a kit, unless it was called off before it was completed."""
    number = enrolment_on(visit.session, found.id, visit.viewer.person.id)
    mine = load_enrolments(visit.session, [number], visit.viewer) if number is not None else []
    return next((each for each in mine if each.ended_at is None or each.completed_at is not None), None)


def address(visit: Visit, step: str = "", **more: str) -> str:
    """Where a step of the kit stands."""
    pairs = {"step": step, **more} if step else more
    if "draft" in visit.request.query_params:
        pairs |= {"draft": "1"}
    path = f"/kits/{visit.request.path_params['slug']}"
    return f"{path}?{urlencode(pairs)}" if pairs else path


def note_learnt(visit: Visit, enrolment: EnrolmentView, step: StepView) -> None:
    """Record that the assets of a step were read to learn; once for each newcomer, and without waiting for it."""
    prepared = prepare(visit.session, recording(visit), learnt(enrolment.id, step))
    visit.runtime.recorder.note([each for each in prepared if isinstance(each, Occurrence)])


def _sections(
    visit: Visit, plan: Plan, steps: Sequence[StepView], enrolment: EnrolmentView | None, chosen: str
) -> Sections:
    done = enrolment.done if enrolment else frozenset[str]()
    views = {view.step.key: view for view in steps}
    following = next_step([view.step.key for view in steps if not view.is_skipped], done)

    def row(key: str) -> StepRow:
        # One that says nothing but that there is nothing to see need not be opened.
        return StepRow(views[key], address(visit, key), key in done, key == chosen, key == following)

    return tuple((section.title, tuple(row(step.key) for step in section.steps)) for section in plan.sections)


def _opened(
    visit: Visit,
    opened: StepRow,
    rows: Sequence[StepRow],
    enrolment: EnrolmentView | None,
    problems: Problems | None,
    typed: Mapping[str, str] | None,
) -> OpenStep:
    key, assets = opened.view.step.key, opened.view.assets
    wanted = visit.request.query_params.get("asset", "")
    asset = next((each for each in assets if each.slug == wanted), assets[0] if assets else None)
    later = [row for row in rows[rows.index(opened) + 1 :] if not row.view.is_skipped]
    done = enrolment.done if enrolment else frozenset[str]()
    return OpenStep(
        row=opened,
        reading=_reading(visit, asset) if asset else None,
        assets=tuple(Choice(each.title, address(visit, key, asset=each.slug), chosen=each is asset) for each in assets),
        progress=(enrolment.progress.get(key) if enrolment else None) or StepProgress(),
        act_address=f"/kits/{visit.request.path_params['slug']}/steps/{key}",
        following=next((row for row in later if row.view.step.key not in done), later[0] if later else None),
        may_learn=enrolment is not None and enrolment.ended_at is None,
        problems=problems or {},
        typed=typed or {},
    )


def _reading(visit: Visit, asset: AssetView) -> Reading:
    """The asset as it is read anywhere, without the marks of a conversation."""
    book = tag_book(visit.session)
    asking = Asking.read(Remembered(visit.request.cookies.get(CONTEXT_COOKIE, "")), book, f"/a/{asset.slug}")
    return replace(reading_of(visit, asset, asking), using=None, filing=None)


def _notes(visit: Visit, enrolment: EnrolmentView | None) -> tuple[NoteView, ...]:
    return tuple(notes_of(visit.session, [enrolment.id]).get(enrolment.id, ())) if enrolment else ()


def _successor(visit: Visit, found: KitView) -> KitView | None:
    return kit_successor(visit.session, found, visit.window) if found.status is KitStatus.RETIRED else None
