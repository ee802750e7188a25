"""Reviewing an asset: its draft as reps will read it, what is said about it, and the decision."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.pages.asking import Asking, Remembered
from api.pages.forms import REFUSED, Form, form_page, onward, plain_frame, problems_of, read_day, read_number, working
from api.pages.guarding import is_allowed
from api.pages.reading import reading_of
from api.pages.suggesting import proposal_of, text_field, text_fields, text_values
from api.pages.visits import Visit, page
from api.pages.work.heads import ROOT, head
from api.pages.work.review_lists import reviews
from api.runtime import Runtime
from content_store import commenting, reviewing
from content_store.errors import Invalid, NotFound
from content_store.queries.assets import by_slug, reachable_revisions
from content_store.queries.comments import review_comments
from content_store.queries.feedback import snapshots
from content_store.queries.people import people_book
from content_store.queries.reviews import newest_reviews
from content_store.queries.taxonomy import tag_book
from content_store.queries.visibility import reviewing_window
from content_store.review_views import CommentView, ReviewView
from content_store.reviewing import ReviewInput
from content_store.rules.feedback import FieldChange, changes, difference
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewRule, Verdict, may_review
from content_store.rules.vocabulary import Status
from content_store.views import AssetView
from content_store.work import Work
from renderers.environment import field_name
from renderers.feedback_views import Option, Problems
from renderers.review_pages import review_page
from renderers.review_views import AskForm, Candidate, EditForm, ReviewPage, Thread

_ASKED = "reviewer-"  # how the fields begin that choose somebody
_WHOLE = "The whole of it"


def reviewing_routes(runtime: Runtime) -> list[Route]:
    """The addresses of reviews."""
    return [
        Route("/work/reviews", page(runtime, reviews)),
        Route(f"{ROOT}/{{slug}}/review", page(runtime, review)),
        Route(f"{ROOT}/{{slug}}/review", form_page(runtime, act), methods=["POST"]),
    ]


def review(visit: Visit) -> Response:
    """The page, for those who edit and those who are asked."""
    return _page(visit, _asset(visit))


def act(visit: Visit, form: Form) -> Response:
    """Ask, decide, comment, suggest, or answer what was said. What is refused stands with what was typed."""
    asset = _asset(visit)
    found = newest_reviews(visit.session, [asset.id], visit.viewer).get(asset.id)
    chosen = _acts(form, asset, found).get(form.get("do", ""))
    if chosen is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    try:
        with working(visit) as work:
            chosen(work)
    except REFUSED as error:
        return _page(visit, asset, problems_of(error), form)
    said = form.get("comment", "")
    return onward(f"{ROOT}/{asset.slug}/review" + (f"#comment-{read_number(said) or 0}" if said else ""))


def _acts(form: Form, asset: AssetView, found: ReviewView | None) -> Mapping[str, Callable[[Work], Any]]:
    revision, comment = (read_number(form.get(name, "")) or 0 for name in ("revision", "comment"))
    asking = {"ask": lambda work: reviewing.request(work, asset.id, _terms(form), revision)}
    if found is None:
        return asking
    number, said = found.id, form.get("text", "")
    return {
        **asking,
        "withdraw": lambda work: reviewing.withdraw(work, number),
        "approve": lambda work: reviewing.decide(work, number, revision, Verdict.APPROVED, said),
        "changes": lambda work: reviewing.decide(work, number, revision, Verdict.CHANGES_REQUESTED, said),
        "comment": lambda work: commenting.comment(work, number, _path(form), said),
        "suggest": lambda work: commenting.suggest(work, number, _proposal(form, asset), said),
        "reply": lambda work: commenting.reply(work, comment, said),
        "resolve": lambda work: commenting.resolve(work, comment, said),
        "reopen": lambda work: commenting.reopen(work, comment, said),
        "accept": lambda work: commenting.accept_edit(work, comment, revision, said),
        "decline": lambda work: commenting.decline_edit(work, comment, said),
    }


def _asset(visit: Visit) -> AssetView:
    """The asset as those who review it see it. Raises NotFound for all others."""
    seen = reviewing_window(visit.session, visit.viewer, visit.now)
    found = by_slug(visit.session, visit.request.path_params["slug"], seen)
    if found is None or not (seen.drafts or found.id in seen.opened or _took_part(visit, found)):
        message = "there is no such asset"
        raise NotFound(message)
    return found


def _took_part(visit: Visit, asset: AssetView) -> bool:
    """Whether the visitor was asked in a review of what readers see by now."""
    return asset.id in newest_reviews(visit.session, [asset.id], visit.viewer)


def _page(visit: Visit, asset: AssetView, problems: Problems | None = None, typed: Form | None = None) -> Response:
    found = newest_reviews(visit.session, [asset.id], visit.viewer).get(asset.id)
    may_edit, form = is_allowed(visit, Action.EDIT), typed or {}
    live = reachable_revisions(visit.session, [asset.id], visit.window).get(asset.id)
    seen = reviewing_window(visit.session, visit.viewer, visit.now)
    asking = Asking.read(Remembered(""), tag_book(visit.session))
    view = ReviewPage(
        frame=plain_frame(visit),
        head=head(visit, asset, "review"),
        reading=reading_of(visit, asset, asking, seen=seen),
        review=found,
        mine=found.of(visit.viewer.person.id) if found else None,
        may_edit=may_edit,
        is_live=live is not None,
        changes=_changes(visit, asset, live),
        threads=_threads(visit, found, asset) if found else (),
        fields=_fields(asset, form.get("field", "")),
        ask=_ask_form(visit, asset, found, form) if may_edit else None,
        edit=_edit_form(visit, asset, form) if found and found.is_open else None,
        now=visit.now,
        demanded=visit.runtime.settings.review_required,
        problems=problems or {},
        typed=form,
    )
    return HTMLResponse(review_page(view), 400 if problems else 200)


def _changes(visit: Visit, asset: AssetView, live: int | None) -> tuple[FieldChange, ...]:
    if live is None or live == asset.revision:
        return ()
    held = snapshots(visit.session, [(asset.id, live), (asset.id, asset.revision)])
    before = held[asset.id, live]
    return tuple(changes(difference(before, held[asset.id, asset.revision]), before))


def _threads(visit: Visit, found: ReviewView, asset: AssetView) -> tuple[Thread, ...]:
    comments = review_comments(visit.session, [found.id])[found.id]
    bases = snapshots(visit.session, ((asset.id, each.revision) for each in comments if each.is_edit))
    may_edit, me = is_allowed(visit, Action.EDIT), visit.viewer.person.id

    def thread(each: CommentView) -> Thread:
        base = bases.get((asset.id, each.revision))
        would = changes(each.proposal, base) if each.proposal is not None and base is not None else []
        is_mine = each.person is not None and each.person.id == me
        return Thread(each, tuple(would), may_edit or is_mine, may_edit and each.is_edit)

    # What is still to be settled first.
    return tuple(thread(each) for each in sorted(comments, key=lambda each: (not each.status.is_open, each.id)))


def _ask_form(visit: Visit, asset: AssetView, found: ReviewView | None, form: Form) -> AskForm:
    current = found if found and found.is_open else None
    asked = {each.person.email for each in current.reviewers} if current else set()
    if form.get("do") == "ask":
        asked = set(_terms_people(form))
    people = people_book(visit.session).by_id.values()
    able = [each for each in people if may_review(each.role, council=each.council, is_active=each.disabled_at is None)]
    ordered = sorted(able, key=lambda each: (not each.council, each.name))
    due = current.due_on.isoformat() if current and current.due_on else ""
    return AskForm(
        candidates=tuple(Candidate(each, each.email in asked) for each in ordered),
        needs_all=form.get("rule") == "all" if form else current is not None and current.rule is ReviewRule.ALL,
        due_on=form.get("due_on", due),
        note=form.get("note", ""),
        why_not=_why_not(visit, asset),
    )


def _why_not(visit: Visit, asset: AssetView) -> str:
    """Why nothing can be reviewed now."""
    if asset.status in {Status.RETIRED, Status.ARCHIVED}:
        return f"It is {asset.status.value}; restore it before it is reviewed."
    live = reachable_revisions(visit.session, [asset.id], visit.window).get(asset.id)
    if asset.status is Status.PUBLISHED and live == asset.latest_revision:
        return "Readers see the newest revision. Save a draft, and it can be reviewed."
    return ""


def _edit_form(visit: Visit, asset: AssetView, form: Form) -> EditForm:
    fields, values = text_fields(asset), text_values(asset)
    chosen = form.get("field", "") if form.get("do") == "suggest" else visit.request.query_params.get("edit", "")
    options = tuple(Option(name, text_field(name, fields[name], "").label) for name in fields)
    if chosen not in fields:
        return EditForm(options)
    return EditForm(options, text_field(chosen, fields[chosen], form.get("edit", values[chosen])))


def _fields(asset: AssetView, chosen: str) -> tuple[Option, ...]:
    """What can be commented on: the whole, texts, and tags."""
    names = [".".join(path) for path in commenting.fields_of(asset.type)]
    named = [Option(name, field_name(tuple(name.split("."))), name == chosen) for name in names]
    return (Option("", _WHOLE, not chosen), *named)


def _terms(form: Form) -> ReviewInput:
    rule = ReviewRule.ALL if form.get("rule") == ReviewRule.ALL.value else ReviewRule.ANY
    return ReviewInput(_terms_people(form), rule, read_day(form, "due_on"), form.get("note", ""))


def _terms_people(form: Form) -> tuple[str, ...]:
    return tuple(value for name, value in form.items() if name.startswith(_ASKED))


def _path(form: Form) -> tuple[str, ...]:
    text = form.get("field", "")
    return tuple(text.split(".")) if text else ()


def _proposal(form: Form, asset: AssetView) -> dict[str, Any]:
    name = form.get("field", "")
    if name not in text_fields(asset):
        raise Invalid.of("field", "UNKNOWN_FIELD", "there is no such field")
    return proposal_of(asset, {name: form.get("edit", "").replace("\r\n", "\n")})
