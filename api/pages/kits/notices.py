"""Notices about kits and enrolments, in words and with where they lead."""

from collections.abc import Sequence

from api.pages.kits.heads import manage_address
from api.pages.visits import Visit
from content_store.enrolment_views import EnrolmentView
from content_store.feedback_views import NoticeView
from content_store.queries.enrolments import load_enrolments
from content_store.queries.kits import load_kits


def about_kits(visit: Visit, notices: Sequence[NoticeView]) -> dict[int, tuple[str, str]]:
    """For each notice about a kit or an enrolment, by its id, what it is about and where that is read."""
    enrolment_ids = {each.enrolment_id for each in notices if each.enrolment_id is not None}
    kit_ids = {each.kit_id for each in notices if each.kit_id is not None}
    enrolments = {each.id: each for each in load_enrolments(visit.session, sorted(enrolment_ids), visit.viewer)}
    kits = {each.id: each for each in load_kits(visit.session, sorted(kit_ids), visit.window)}
    found: dict[int, tuple[str, str]] = {}
    for notice in notices:
        enrolment, kit = enrolments.get(notice.enrolment_id or 0), kits.get(notice.kit_id or 0)
        if enrolment is not None:
            found[notice.id] = _about(visit, enrolment)
        elif kit is not None:
            found[notice.id] = f"The kit “{kit.plan.title}”", manage_address(kit.slug)
    return found


def _about(visit: Visit, enrolment: EnrolmentView) -> tuple[str, str]:
    if enrolment.person.id == visit.viewer.person.id:
        return f"Your kit “{enrolment.plan.title}”", f"/kits/{enrolment.kit_slug}"
    return f"{enrolment.person.name} on “{enrolment.plan.title}”", f"/kits/enrolments/{enrolment.id}"
