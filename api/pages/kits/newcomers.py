"""Running a program: who is on a kit, giving it to more people, moving them on, and how they fare together."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.pages.forms import REFUSED, Form, onward, plain_frame, problems_of, read_day, working
from api.pages.kits.heads import head, manage_address, managed_kit
from api.pages.kits.newcomers_file import read_newcomers
from api.pages.visits import Visit
from content_store import enrolling
from content_store.enrolling import Outcome, preview_move
from content_store.kit_views import KitView
from content_store.onboarding import overview
from content_store.queries.enrolments import EnrolmentFilter, count_enrolments, list_enrolments
from content_store.queries.kits import kit_by_slug
from content_store.rules.enrolments import EnrolmentState
from renderers.charts import Measured, Series, Style, bar_chart
from renderers.feedback_views import Problems
from renderers.kit_pages import newcomers_page, overview_page
from renderers.kit_views import NewcomersPage, OverviewPage, ReportRow
from schema.cursors import place_cursor, read_place

SHOWN = 50
LONGEST_FILE = 200_000  # bytes
_CURSOR = "newcomers"
_STATES = frozenset(EnrolmentState)


def newcomers(visit: Visit) -> Response:
    """Who is on the kit."""
    return _page(visit, managed_kit(visit))


def act(visit: Visit, form: Form) -> Response:
    """Enrol those who were named, or move everybody to the newest version."""
    kit = managed_kit(visit)
    try:
        if form.get("do") == "move":
            with working(visit) as work:
                moves = preview_move(work.session, work.actor, _published(visit, kit), work.now)
                enrolling.move(work, [each.enrolment.id for each in moves])
            return onward(manage_address(kit.slug, "newcomers"))
        start, due = read_day(form, "start_on"), read_day(form, "due_on")
        text = "\n".join(filter(None, (form.get("people", ""), form.get("file", ""))))
        people, problems = read_newcomers(text, form.get("mentor", "").strip(), start, due)
        outcomes: list[Outcome] = []
        if people or not problems:
            with working(visit) as work:
                outcomes = enrolling.enrol(work, kit.id, people)
    except REFUSED as error:
        return _page(visit, kit, problems_of(error), form)
    report = tuple(sorted((*_told(outcomes), *problems), key=lambda each: not each.is_wrong))
    # The page shows what became of each, from a snapshot after it was written.
    with visit.runtime.database.reading() as session:
        return _page(Visit(visit.runtime, visit.request, session, visit.viewer, visit.window), kit, report=report)


def figures(visit: Visit) -> Response:
    """How newcomers fare together."""
    kit = managed_kit(visit)
    found = overview(visit.session, visit.viewer, _published(visit, kit), visit.window)
    reached = [
        Measured(
            each.step.words or "A step that nobody can read",
            ({Style.SOLID: each.done, Style.HATCHED: each.stalled},),
            f"{each.done:,} of {each.reached:,}",
        )
        for each in found.steps
        if each.reached
    ]
    series = (Series("did it", Style.SOLID), Series("stand before it for a week or longer", Style.HATCHED))
    chart = bar_chart("How many newcomers did each step", "newcomers", series, reached) if reached else None
    return HTMLResponse(overview_page(OverviewPage(plain_frame(visit), head(kit, "overview"), found, chart, visit.now)))


def _published(visit: Visit, kit: KitView) -> KitView:
    return kit_by_slug(visit.session, kit.slug, visit.window) or kit


def _told(outcomes: list[Outcome]) -> list[ReportRow]:
    rows = []
    for each in outcomes:
        if each.problem is not None:
            rows.append(ReportRow(_named(each), each.problem.message, is_wrong=True))
        else:
            done = "was on this kit already and stays as they are" if each.was_enrolled else "enrolled"
            rows.append(ReportRow(_named(each), done, is_wrong=False))
    return rows


def _named(outcome: Outcome) -> str:
    given = outcome.given
    return f"{given.place}: {given.email}" if given.place else given.email


def _page(
    visit: Visit,
    kit: KitView,
    problems: Problems | None = None,
    typed: Form | None = None,
    report: tuple[ReportRow, ...] = (),
) -> Response:
    narrowing, today = EnrolmentFilter(kit.id, _STATES), visit.now.date()
    place = read_place(_CURSOR, visit.request.query_params.get("after") or None, "after")
    page = list_enrolments(visit.session, visit.viewer, today, narrowing, SHOWN, place)
    address = manage_address(kit.slug, "newcomers")
    view = NewcomersPage(
        frame=plain_frame(visit),
        head=head(kit, "newcomers"),
        enrolments=page.items,
        total=count_enrolments(visit.session, visit.viewer, today, narrowing),
        moves=tuple(preview_move(visit.session, visit.viewer, _published(visit, kit), visit.now)),
        now=visit.now,
        report=report,
        typed=typed or {},
        problems=problems or {},
        later=f"{address}?after={place_cursor(_CURSOR, page.places[-1])}" if page.has_next else "",
    )
    return HTMLResponse(newcomers_page(view), 400 if problems else 200)


async def read_upload(request: Request) -> dict[str, str]:
    """The fields of the form, with the text of the file that came along under ``file``."""
    async with request.form(max_files=1, max_fields=20, max_part_size=LONGEST_FILE) as sent:
        found = {name: value for name, value in sent.items() if isinstance(value, str)}
        file = sent.get("file")
        if isinstance(file, UploadFile):
            found["file"] = (await file.read(LONGEST_FILE)).decode("utf-8-sig", "replace")
        return found
