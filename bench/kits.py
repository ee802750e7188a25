"""Kits: one of 40 steps in every format, and a program of 1,000 newcomers, at the server over the demo's content.

python -m bench.kits [NEWCOMERS]
"""

import sys
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from starlette.testclient import TestClient

from api.runtime import Runtime, now
from bench.briefs import site
from bench.timing import console, measure, table
from content_store import enrolling, kits, people
from content_store.access import SYSTEM
from content_store.enrolling import EnrolmentInput
from content_store.kit_views import KitView
from content_store.people import PersonInput
from content_store.rules.vocabulary import Role, Status
from content_store.tables import Asset, EnrolmentStep
from content_store.work import Work

STEPS = 40
_PAGES = {
    "its page": "/kits/{}",
    "HTML": "/kits/{}/kit.html",
    "PDF, warm": "/kits/{}/kit.pdf",
    "Markdown": "/kits/{}/kit.md",
    "ZIP": "/kits/{}/kit.zip",
    "SCORM": "/kits/{}/kit.scorm.zip",
    "overview": "/kits/manage/{}/overview",
    "newcomers": "/kits/manage/{}/newcomers",
    "writing it": "/kits/manage/{}",
}


def main(newcomers: int) -> None:
    """Print milliseconds."""
    with site("marketing@example.com") as (client, runtime):
        kit = made(runtime)
        enrolled(runtime, kit, newcomers)
        asking: dict[str, Callable[[], object]] = {
            name: _asking(client, path.format(kit.slug)) for name, path in _PAGES.items()
        }
        report = table(f"A kit of {STEPS} steps, {newcomers:,} newcomers", "what", "p50 ms", "p95 ms")
        for name, timing in measure(asking, rounds=10).items():
            report.add_row(name, f"{timing.p50:.0f}", f"{timing.p95:.0f}")
        console.print(report)


def made(runtime: Runtime) -> KitView:
    """A published kit whose steps are assets of the demo."""
    with runtime.database.writing() as session:
        work = Work(session, SYSTEM, now())
        shown = (Asset.status == Status.PUBLISHED, Asset.replacement_id.is_(None))
        slugs = session.scalars(select(Asset.slug).where(*shown).order_by(Asset.id).limit(STEPS))
        steps = [{"asset": slug, "why": "So it is."} for slug in slugs]
        sections = [{"title": f"Part {at}", "steps": steps[at : at + 8]} for at in range(0, STEPS, 8)]
        draft = kits.create(work, {"title": "Forty steps", "sections": sections})
        return kits.publish(work, draft.id, None)


def enrolled(runtime: Runtime, kit: KitView, count: int) -> None:
    """So many newcomers, each further than the one before; half of them left behind by a newer version."""
    emails = [f"new{number}@example.com" for number in range(count)]
    with runtime.database.writing() as session:
        work = Work(session, SYSTEM, now())
        for email in emails:
            people.add(work, PersonInput(email, email.partition("@")[0].title(), Role.REP))
        _enrol(work, kit, emails[: count // 2])
        kits.update(work, kit.id, {"summary": "A newer version."}, None)
        kits.publish(work, kit.id, None)
        _enrol(work, kit, emails[count // 2 :])


def _enrol(work: Work, kit: KitView, emails: list[str]) -> None:
    start = work.now.date() - timedelta(days=30)
    keys = [step.key for step in kit.plan.steps]
    most = enrolling.MOST_AT_ONCE
    for some in (emails[at : at + most] for at in range(0, len(emails), most)):
        told = enrolling.enrol(work, kit.id, [EnrolmentInput(email, start_on=start) for email in some])
        work.session.add_all(
            EnrolmentStep(enrolment_id=each.enrolment_id, step_key=key, done_at=work.now, minutes=5, answer="")
            for number, each in enumerate(told)
            for key in keys[: number % STEPS]
        )
    work.session.flush()


def _asking(client: TestClient, address: str) -> Callable[[], object]:
    return lambda: client.get(address).raise_for_status()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
