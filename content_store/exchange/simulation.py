"""Months of work of a sales team, drawn by chance: what they searched for, looked at, used, and what came of it.

Pure: the same story, people, assets and day give the same events.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate

from content_store.exchange.story import USUALLY_LANDS, Story
from content_store.rules.vocabulary import ActorKind, Channel, ContentType, EventKind, Facet, Purpose, QuotaBand
from content_store.views import PersonView

SEARCHES_FIRST = 0.45  # of all occasions begin with a search
NAMES_SITUATION = 0.75
COPIES, USES, JUDGES = 0.5, 0.55, 0.65
BUYER_OPENS, BUYER_ENGAGES = 0.6, 0.4
IN_A_DEAL = 0.12
_ON_THE_INTRANET = 3  # assets that the intranet shows at a time
LEARNING_DAYS = 25  # in which a newcomer opens things to learn
_PACE = {QuotaBand.ABOVE: 1.25, QuotaBand.AT: 1.0, QuotaBand.BELOW: 0.8, None: 1.0}
_LUCK = {QuotaBand.ABOVE: 0.06, QuotaBand.AT: 0.0, QuotaBand.BELOW: -0.08, None: 0.0}
_WINS = {QuotaBand.ABOVE: 0.5, QuotaBand.AT: 0.35, QuotaBand.BELOW: 0.2, None: 0.35}
_TO_HAND_OVER = frozenset({ContentType.WHITE_PAPER, ContentType.PRESENTATION, ContentType.CASE_STUDY})
_CONTEXT = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)

Situation = tuple[str, str, str]  # slugs of persona, stage and pain; empty where none is named


@dataclass(frozen=True, slots=True)
class Piece:
    """An asset as far as the team is concerned: from when until when it can be opened, and what it is for."""

    id: int
    slug: str
    type: ContentType
    revision: int
    since: datetime
    until: datetime | None
    tags: Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``about`` is the place, in the list of events, of the one that it speaks of."""

    kind: EventKind
    piece: Piece
    person: PersonView
    at: datetime
    purpose: Purpose
    situation: Situation = ("", "", "")
    channel: Channel = Channel.WEB
    actor_kind: ActorKind = ActorKind.HUMAN
    deal: str = ""
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One search, and what was opened from it."""

    person: PersonView
    at: datetime
    text: str
    results: int
    filters: Mapping[Facet, str] = field(default_factory=dict)
    opened: Piece | None = None
    position: int = 1


@dataclass(frozen=True, slots=True)
class History:
    """All that happened, in the order of time except for what was said later of something."""

    events: Sequence[Happened]
    searches: Sequence[Looked]


def simulate(
    story: Story, reps: Sequence[PersonView], program: PersonView, pieces: Sequence[Piece], now: datetime
) -> History:
    """What ``reps``, and a ``program``, did with ``pieces`` in the days of the story that end ``now``."""
    team = _Team(story, pieces, now)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for ago in range(story.days - 1, -1, -1):
        day = midnight - timedelta(days=ago)
        if day.weekday() < 5:
            for rep in reps:
                if story.started(rep.email) >= ago:
                    team.works(rep, day, ago)
            team.robot(reps[0], day)
            team.serves(program, day)
    team.gaps(reps, midnight)
    return History(team.events, sorted(team.searches, key=lambda looked: looked.at))


class _Team:
    """Draws what people do, day by day."""

    def __init__(self, story: Story, pieces: Sequence[Piece], now: datetime) -> None:
        self.events: list[Happened] = []
        self.searches: list[Looked] = []
        self._story = story
        self._now = now
        self._rng = random.Random(story.seed)  # noqa: S311 - a story, no secret
        self._by_slug = {piece.slug: piece for piece in pieces}
        self._retired = [self._by_slug[slug] for slug in story.retired_yet_opened if slug in self._by_slug]
        elsewhere = story.never_opened | story.only_to_learn | set(story.retired_yet_opened)
        self._choice = [piece for piece in pieces if piece.slug not in elsewhere]
        self._base = {piece.slug: story.weights.get(piece.slug, self._rng.uniform(0.3, 1.4)) for piece in self._choice}
        self._weights: dict[tuple[QuotaBand | None, str], list[float]] = {}

    def works(self, rep: PersonView, day: datetime, ago: int) -> None:
        """One person's day."""
        rng = self._rng
        growth = 1.5 - 0.6 * ago / self._story.days
        pace = self._story.pace(rep.email) * _PACE[rep.quota_band] * growth
        began = self._story.started(rep.email)
        is_learning = began < self._story.days and began - ago < LEARNING_DAYS
        for _ in range(self._how_often(pace)):
            at = day + timedelta(hours=rng.uniform(7, 16.5))
            if at >= self._now - timedelta(hours=1):
                continue
            if is_learning and rng.random() < 0.8:
                self._learns(rep, at)
            elif rng.random() < 0.02 and rep.quota_band is not QuotaBand.ABOVE and self._retired:
                # An old link, or an old habit.
                self.events.append(Happened(EventKind.VIEW, rng.choice(self._retired), rep, at, Purpose.CALL_PREP))
            else:
                self._prepares(rep, at)

    def robot(self, rep: PersonView, day: datetime) -> None:
        """A chat program that looks at what somebody posted there."""
        if self._rng.random() < 0.4:
            at = day + timedelta(hours=9)
            piece = self._chosen(rep, at)
            if piece is not None and at < self._now:
                self.events.append(
                    Happened(
                        EventKind.VIEW,
                        piece,
                        rep,
                        at,
                        Purpose.BROWSING,
                        channel=Channel.CHAT,
                        actor_kind=ActorKind.SUSPECTED_BOT,
                    )
                )

    def serves(self, program: PersonView, day: datetime) -> None:
        """A program that shows the newest on the company's intranet, and counts who had it on the screen."""
        at = day + timedelta(hours=6)
        shown = [piece for piece in self._choice if piece.since <= at and (piece.until is None or at < piece.until)]
        for piece in sorted(shown, key=lambda each: each.since)[-_ON_THE_INTRANET:] if at < self._now else ():
            for kind in (EventKind.IMPRESSION, EventKind.VIEW):
                done = Happened(kind, piece, program, at, Purpose.BROWSING, channel=Channel.API)
                self.events.append(replace(done, actor_kind=ActorKind.SERVICE))

    def gaps(self, reps: Sequence[PersonView], today: datetime) -> None:
        """What was looked for in vain: words nobody has written about, and situations without content."""
        for text, times in self._story.searches.not_found.items():
            for rep, at in self._moments(reps, today, times):
                self.searches.append(Looked(rep, at, text, 0))
        for gap in self._story.searches.gaps:
            filters = {Facet.PERSONA: gap.persona, Facet.STAGE: gap.stage}
            for number, (rep, at) in enumerate(self._moments(reps, today, gap.times)):
                self.searches.append(Looked(rep, at, self._rng.choice(gap.words), 0, filters))
                piece = self._chosen(rep, at)
                if number % 4 == 0 and piece is not None:
                    # They make do with something else.
                    self._converses(rep, at + timedelta(minutes=20), piece, (gap.persona, gap.stage, ""))

    def _moments(
        self, reps: Sequence[PersonView], today: datetime, times: int
    ) -> Iterator[tuple[PersonView, datetime]]:
        """So many working hours of anybody who was there, more of them lately."""
        while times:
            rep, ago = self._rng.choice(reps), int(self._rng.betavariate(1, 1.6) * self._story.days)
            at = today - timedelta(days=ago) + timedelta(hours=self._rng.uniform(7, 16))
            if at.weekday() < 5 and at < self._now - timedelta(hours=2) and self._story.started(rep.email) >= ago:
                times -= 1
                yield rep, at

    def _how_often(self, pace: float) -> int:
        """How many occasions a day has, ``pace`` on average."""
        whole, rest = divmod(pace * self._rng.uniform(0.4, 1.6), 1)
        return int(whole) + (self._rng.random() < rest)

    def _learns(self, rep: PersonView, at: datetime) -> None:
        piece = self._by_slug.get(self._rng.choice(self._story.onboarding))
        if piece is not None and _is_open(piece, at):
            self.events.append(Happened(EventKind.VIEW, piece, rep, at, Purpose.ONBOARDING))
            if self._rng.random() < 0.25:
                self.events.append(Happened(EventKind.USED, piece, rep, at, Purpose.ONBOARDING))

    def _prepares(self, rep: PersonView, at: datetime) -> None:
        """Somebody finds something before a call, and perhaps says it then."""
        piece = self._chosen(rep, at)
        if piece is None:
            return
        rng, situation = self._rng, self._situation(piece)
        if rng.random() < SEARCHES_FIRST:
            self._search(rep, at, piece)
        self.events.append(Happened(EventKind.VIEW, piece, rep, at, Purpose.CALL_PREP, situation))
        if piece.slug in self._story.looked_at_only:
            return
        if piece.type in _TO_HAND_OVER:
            self._hands_over(rep, at, piece, situation)
        elif rng.random() < COPIES:
            after = at + timedelta(minutes=1)
            self.events.append(Happened(EventKind.COPY, piece, rep, after, Purpose.CALL_PREP, situation))
        if rng.random() < USES:
            self._converses(rep, at + timedelta(minutes=rng.uniform(5, 50)), piece, situation)

    def _hands_over(self, rep: PersonView, at: datetime, piece: Piece, situation: Situation) -> None:
        """A file is downloaded or sent as a link, which a buyer may open."""
        if self._rng.random() < 0.5:
            self.events.append(Happened(EventKind.DOWNLOAD, piece, rep, at, Purpose.CALL_PREP, situation))
            return
        at += timedelta(minutes=3)
        self.events.append(Happened(EventKind.SHARE, piece, rep, at, Purpose.FOLLOW_UP, situation))
        opened = at + timedelta(hours=self._rng.uniform(1, 40))
        for kind, chance in ((EventKind.BUYER_OPENED, BUYER_OPENS), (EventKind.BUYER_ENGAGED, BUYER_ENGAGES)):
            if self._rng.random() > chance or opened > self._now:
                return
            self.events.append(Happened(kind, piece, rep, opened, Purpose.FOLLOW_UP, situation, Channel.SHARE))
            opened += timedelta(minutes=4)

    def _converses(self, rep: PersonView, at: datetime, piece: Piece, situation: Situation) -> None:
        """Something is said to a buyer; most say afterwards whether it landed, and some of it is part of a deal."""
        rng = self._rng
        if at >= self._now:
            return
        deal = f"D-{len(self.events) + 1000}" if rng.random() < IN_A_DEAL else ""
        self.events.append(Happened(EventKind.USED, piece, rep, at, Purpose.LIVE_CALL, situation, deal=deal))
        used = len(self.events) - 1
        if rng.random() < JUDGES:
            lands = self._story.landed.get(piece.slug, USUALLY_LANDS) + _LUCK[rep.quota_band]
            kind = EventKind.LANDED if rng.random() < lands else EventKind.FELL_FLAT
            self.events.append(Happened(kind, piece, rep, at, Purpose.LIVE_CALL, situation, about=used))
        closed = at + timedelta(days=rng.uniform(6, 40))
        if deal and closed < self._now:
            kind = EventKind.DEAL_WON if rng.random() < _WINS[rep.quota_band] else EventKind.DEAL_LOST
            self.events.append(Happened(kind, piece, rep, closed, Purpose.FOLLOW_UP, situation, Channel.API, deal=deal))

    def _search(self, rep: PersonView, at: datetime, piece: Piece) -> None:
        """The search by which somebody found ``piece``, with what else it showed."""
        known = [
            self._story.searches.found[pain] for pain in piece.tags[Facet.PAIN] if pain in self._story.searches.found
        ]
        if not known:
            return
        text = self._rng.choice(self._rng.choice(known))
        before = at - timedelta(seconds=30)
        shown = {piece.slug: piece} | {other.slug: other for other in self._rng.sample(self._choice, 3)}
        for each in shown.values():
            if _is_open(each, before):
                self.events.append(Happened(EventKind.IMPRESSION, each, rep, before, Purpose.BROWSING))
        opened = piece if self._rng.random() < 0.85 else None
        results, position = self._rng.randint(4, 20), self._rng.randint(1, 4)
        self.searches.append(Looked(rep, before, text, results, opened=opened, position=position))

    def _situation(self, piece: Piece) -> Situation:
        if self._rng.random() > NAMES_SITUATION:
            return "", "", ""
        persona, stage, pain = (self._rng.choice(piece.tags[facet] or ("",)) for facet in _CONTEXT)
        return persona, stage, pain

    def _chosen(self, rep: PersonView, at: datetime) -> Piece | None:
        """What somebody of this quota band and region takes, of what there was at that time."""
        place = rep.quota_band, rep.region
        if place not in self._weights:
            self._weights[place] = list(accumulate(self._weight(piece, rep) for piece in self._choice))
        for _ in range(20):
            (piece,) = self._rng.choices(self._choice, cum_weights=self._weights[place])
            if _is_open(piece, at):
                return piece
        return None

    def _weight(self, piece: Piece, rep: PersonView) -> float:
        weight = self._base[piece.slug]
        for region, slugs in self._story.only_in.items():
            if piece.slug in slugs and region != rep.region:
                return 0.0
        if piece.slug in self._story.used_above:
            weight *= 2.5 if rep.quota_band is QuotaBand.ABOVE else 0.5
        if piece.slug in self._story.used_below:
            weight *= 2.5 if rep.quota_band is QuotaBand.BELOW else 0.5
        return weight


def _is_open(piece: Piece, at: datetime) -> bool:
    return piece.since <= at and (piece.until is None or at < piece.until)
