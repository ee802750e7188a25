"""What the people of a demo reviewed, recommended and said of guidelines, through everybody's use cases."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from content_store import commenting, council, guidelines, reviewing
from content_store.exchange.demo_feedback import work_of
from content_store.exchange.story import Asked, Opened, Story
from content_store.guidelines import PeriodInput
from content_store.queries.assets import ids_of
from content_store.reviewing import ReviewInput


def add_reviews(session: Session, story: Story, now: datetime) -> None:
    """Ask for all reviews of the story, and decide those that were decided."""
    ids = ids_of(session, {asked.asset for asked in story.reviews})
    for asked in story.reviews:
        _review(session, asked, ids, now)


def add_council(session: Session, story: Story, now: datetime) -> None:
    """Recommend what the council does, and open the guidelines that are open to comment."""
    slugs = {each.asset for each in story.recommendations} | {each.asset for each in story.comment_periods}
    ids = ids_of(session, slugs)
    for each in story.recommendations:
        work = work_of(session, each.by, each.ago, now)
        council.recommend(work, ids[each.asset], each.text, each.persona, each.stage)
    for opened in story.comment_periods:
        _open(session, opened, ids, now)


def _review(session: Session, asked: Asked, ids: Mapping[str, int], now: datetime) -> None:
    due = None if asked.due_in is None else (now + timedelta(days=asked.due_in)).date()
    given = ReviewInput(asked.reviewers, asked.rule, due, asked.note)
    made = reviewing.request(work_of(session, asked.by, asked.ago, now), ids[asked.asset], given)
    for said in asked.comments:
        work = work_of(session, said.by, said.ago, now)
        if said.proposal:
            commenting.suggest(work, made.id, {"content": dict(said.proposal)}, said.text)
        else:
            commenting.comment(work, made.id, tuple(said.field), said.text)
    for decided in asked.decisions:
        work = work_of(session, decided.by, decided.ago, now)
        reviewing.decide(work, made.id, made.revision, decided.verdict, decided.text)


def _open(session: Session, opened: Opened, ids: Mapping[str, int], now: datetime) -> None:
    given = PeriodInput(now + timedelta(days=opened.closes_in), note=opened.note)
    made = guidelines.open_period(work_of(session, opened.by, opened.ago, now), ids[opened.asset], given)
    for said in opened.comments:
        guidelines.comment(work_of(session, said.by, said.ago, now), made.id, tuple(said.field), said.text)
