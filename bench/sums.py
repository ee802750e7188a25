"""Sums of usage as years of events would leave them, without the events: these alone would take half an hour.

What is true to life: few assets have most of the use (Zipf's law), a person uses some assets again and again,
conversations name a situation more often than not, and two thirds of them are judged.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, product
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from bench.corpus import NOW, WORDS
from content_store.database import Database
from content_store.rules.demand import CONTEXT
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import FeedbackStatus, QuotaBand, RetireReason, Role, Status
from content_store.tables import Asset, Cohort, ContentRequest, Person, Tag

DAYS = 400
PEOPLE = 300
LAST_DAY = NOW.date()
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
SEARCHES = 0.04  # for each event
ONBOARDING = 0.05
NAMES_SITUATION = 0.7
JUDGED = 2 / 3
LANDS = 0.7

# The columns of usage_sum and how many of 1,000 events fall to each.
SHARES = {
    "impressions": 700,
    "views": 200,
    "copies": 40,
    "downloads": 10,
    "exports": 5,
    "shares": 5,
    "conversations": 35,
    "deals_won": 2,
    "deals_lost": 3,
}
COLUMNS = (
    *("impressions", "views", "copies", "downloads", "exports", "shares", "conversations", "buyer_opens"),
    *("buyer_engagements", "deals_won", "deals_lost", "landed", "fell_flat"),
)
_USED, _LANDED, _FLAT = (COLUMNS.index(name) for name in ("conversations", "landed", "fell_flat"))
_KINDS = [COLUMNS.index(name) for name in SHARES]
_KIND_WEIGHTS = list(accumulate(SHARES.values()))
_DIFFERENT_WORDS = 5_000
Row = tuple[Any, ...]


def _zipf(count: int, shift: int = 0) -> list[float]:
    """Weights, added up, of ``count`` things of which few are common."""
    return list(accumulate(1 / (rank + shift + 1) for rank in range(count)))


_WORD_WEIGHTS = _zipf(_DIFFERENT_WORDS)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who uses what: ids with the weights they are drawn by."""

    assets: Sequence[int]
    asset_weights: Sequence[float]
    born: Sequence[int]  # the ordinal of the day each asset was published, by id
    people: Sequence[int]
    people_weights: Sequence[float]
    cohort_of: Sequence[int]  # by person
    tags: tuple[Sequence[int], Sequence[int], Sequence[int]]  # personas, stages, pains


def fill_sums(database: Database, events: int) -> None:
    """Put the sums of ``events`` events over the last 400 days into a store of assets."""
    rng = random.Random(42)
    with database.writing() as session:
        players = _cast(session.connection(), rng)
        _requests(session.connection(), rng, players)
    for month in range(Grain.MONTH.of(FIRST_DAY), Grain.MONTH.of(LAST_DAY) + 1):
        with database.writing() as session:
            connection = session.connection()
            for day in _days(month):
                for table, sums in _day(rng, players, day, events // DAYS).items():
                    _write(connection, table, day.toordinal(), sums)
            _add_up(connection, Grain.MONTH, month, Grain.DAY)
    with database.writing() as session:
        for quarter in range(Grain.QUARTER.of(FIRST_DAY), Grain.QUARTER.of(LAST_DAY) + 1):
            _add_up(session.connection(), Grain.QUARTER, quarter, Grain.MONTH)
        session.execute(text(_EVIDENCE), {"now": NOW.isoformat(" ", "microseconds")})


_EVIDENCE = """
INSERT INTO evidence (asset_id, tag_id, conversations, landed, fell_flat, reps, last_used_at, level)
SELECT asset_id, tag_id, sum(conversations), sum(landed), sum(fell_flat), count(DISTINCT person_id), :now, 1
FROM rep_sum WHERE grain = 'month' AND onboarding = 0 GROUP BY asset_id, tag_id
"""


def _days(month: int) -> Iterator[date]:
    first, last = max(FIRST_DAY, Grain.MONTH.start(month)), min(LAST_DAY, Grain.MONTH.end(month))
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _add_up(connection: Connection, grain: Grain, period: int, part: Grain) -> None:
    """Make the sums of one month or quarter from those of its days or months."""
    for table, counts in _COUNTS.items():
        by = ", ".join(_KEYS[table])
        sums = ", ".join(f"sum({name})" for name in counts)
        connection.exec_driver_sql(
            f"INSERT INTO {table} (grain, period, {by}, {', '.join(counts)}) "  # noqa: S608 - our own names
            f"SELECT ?, ?, {by}, {sums} FROM {table} WHERE grain = ? AND period BETWEEN ? AND ? GROUP BY {by}",
            (grain.value, period, part.value, part.of(grain.start(period)), part.of(grain.end(period))),
        )


def _cast(connection: Connection, rng: random.Random) -> Cast:
    assets = list(connection.scalars(select(Asset.id)))
    # Four of five assets were there before the window began.
    connection.execute(
        update(Asset).where(Asset.id % 5 != 0).values(first_published_at=NOW - timedelta(days=DAYS + 100))
    )
    born = [0] * (max(assets) + 1)
    for asset_id, published in connection.execute(select(Asset.id, Asset.first_published_at)):
        born[asset_id] = (published or NOW).toordinal()
    rng.shuffle(assets)
    groups = list(product(("hunters", "farmers"), ("north", "south", "east", "west"), QuotaBand))
    cohorts = [
        {"id": number, "team": team, "region": region, "quota_band": band}
        for number, (team, region, band) in enumerate(groups, start=1)
    ]
    connection.execute(insert(Cohort), cohorts)
    people = list(range(1, PEOPLE + 1))
    cohort_of = [0, *(rng.randrange(len(groups)) + 1 for _ in people)]
    connection.execute(insert(Person), [_person(number, groups[cohort_of[number] - 1]) for number in people])
    connection.execute(update(Asset).values(owner_id=Asset.id % 20 + 1))
    _retire(connection, rng, assets)
    personas, stages, pains = (list(connection.scalars(select(Tag.id).where(Tag.facet == facet))) for facet in CONTEXT)
    weights = _zipf(len(assets)), _zipf(PEOPLE, 20)
    return Cast(assets, weights[0], born, people, weights[1], cohort_of, (personas, stages, pains))


def _person(number: int, group: tuple[str, str, QuotaBand]) -> dict[str, Any]:
    traits = dict(zip(("team", "region", "quota_band"), group, strict=True))
    known = {"id": number, "email": f"p{number}@example.com", "name": f"Person {number}", "role": Role.REP}
    return known | traits | {"council": False, "created_at": NOW - timedelta(days=DAYS)}


def _retire(connection: Connection, rng: random.Random, assets: Sequence[int]) -> None:
    """One asset of twenty was retired on some day."""
    for asset_id in rng.sample(assets, len(assets) // 20):
        gone = {"status": Status.RETIRED, "retire_reason": RetireReason.OUTDATED, "listed_at": None}
        retired_at = NOW - timedelta(days=rng.randrange(DAYS))
        connection.execute(update(Asset).where(Asset.id == asset_id).values(**gone, retired_at=retired_at))


def _requests(connection: Connection, rng: random.Random, players: Cast) -> None:
    personas, stages, pains = players.tags
    rows = []
    for number in range(300):
        asked = NOW - timedelta(days=rng.randrange(DAYS), hours=1)
        closed = number % 2 == 0
        rows.append(
            {
                "title": f"Request {number}",
                "why": "",
                "persona_id": rng.choice(personas),
                "stage_id": rng.choice(stages),
                "pain_id": rng.choice(pains),
                "person_id": rng.choice(players.people),
                "status": FeedbackStatus.RESOLVED if closed else FeedbackStatus.OPEN,
                "answer": "",
                "votes": 1,
                "input_digest": "",
                "promised_for": (asked + timedelta(days=20)).date() if number % 3 else None,
                "created_at": asked,
                "updated_at": asked,
                "resolved_at": asked + timedelta(days=rng.randrange(1, 40)) if closed else None,
            }
        )
    connection.execute(insert(ContentRequest), rows)


def _day(rng: random.Random, players: Cast, day: date, events: int) -> dict[str, Counter[Row]]:
    """What one day adds to each table: numbers by key and column."""
    kinds = rng.choices(_KINDS, cum_weights=_KIND_WEIGHTS, k=events)
    people = rng.choices(players.people, cum_weights=players.people_weights, k=events)
    first, born, today = players.assets[0], players.born, day.toordinal()
    drawn = rng.choices(players.assets, cum_weights=players.asset_weights, k=events)
    assets = [asset if born[asset] <= today else first for asset in drawn]
    learning = [rng.random() < ONBOARDING for _ in range(events)]
    found: dict[str, Counter[Row]] = {"rep_sum": Counter(), "demand_sum": Counter(), "search_sum": Counter()}
    found["usage_sum"] = Counter(zip(map(players.cohort_of.__getitem__, people), assets, learning, kinds, strict=True))
    for asset, person, onboarding, kind in zip(assets, people, learning, kinds, strict=True):
        if kind == _USED:
            _converse(rng, players, (asset, person, onboarding), found)
    for (_, *key), count in list(found["usage_sum"].items()):
        found["usage_sum"][0, *key] += count
    _search(rng, players, int(events * SEARCHES), found)
    return found


def _converse(rng: random.Random, players: Cast, talk: tuple[int, int, bool], found: dict[str, Counter[Row]]) -> None:
    """One conversation and, mostly, its verdict."""
    asset, person, onboarding = talk
    cohort, situation = players.cohort_of[person], _situation(rng, players)
    verdict = (_LANDED if rng.random() < LANDS else _FLAT) if rng.random() < JUDGED else None
    if verdict is not None:
        found["usage_sum"][cohort, asset, onboarding, verdict] += 1
    for tag in {0, *situation}:
        key = tag, asset, person, cohort, onboarding
        found["rep_sum"][*key, 0] += 1
        if verdict is not None:
            found["rep_sum"][*key, 1 if verdict == _LANDED else 2] += 1
    if not onboarding:
        found["demand_sum"][*situation, cohort, 0] += 1


def _situation(rng: random.Random, players: Cast) -> tuple[int, ...]:
    if rng.random() > NAMES_SITUATION:
        return (0, 0, 0)
    return tuple(rng.choice(ids) for ids in players.tags)


def _search(rng: random.Random, players: Cast, count: int, found: dict[str, Counter[Row]]) -> None:
    """Searches of 5,000 different words, of which a tenth find nothing and a third lead to nothing."""
    words = rng.choices(range(_DIFFERENT_WORDS), cum_weights=_WORD_WEIGHTS, k=count)
    people = rng.choices(players.people, cum_weights=players.people_weights, k=count)
    searches, demand = found["search_sum"], found["demand_sum"]
    for number, person in zip(words, people, strict=True):
        text, cohort = f"{WORDS[number % 70]} {WORDS[number]}", players.cohort_of[person]
        situation = _situation(rng, players)
        demand[*situation, cohort, 1] += 1
        came = [0]
        if number % 10 == 3:
            came.append(1)
            demand[*situation, cohort, 2] += 1
        elif number % 3:
            came.append(2)
        for column in came:
            searches[0, text, column] += 1
            searches[cohort, text, column] += 1


_COUNTS = {
    "usage_sum": COLUMNS,
    "rep_sum": ("conversations", "landed", "fell_flat"),
    "search_sum": ("searches", "without_result", "opened"),
    "demand_sum": ("conversations", "searches", "without_result"),
}


# The columns of each table's key, the grain and the period left out, in the order in which they are counted.
_KEYS = {
    "usage_sum": ("cohort_id", "asset_id", "onboarding", "actor_kind"),
    "rep_sum": ("tag_id", "asset_id", "person_id", "cohort_id", "onboarding"),
    "search_sum": ("cohort_id", "words"),
    "demand_sum": ("persona_id", "stage_id", "pain_id", "cohort_id"),
}


def _write(connection: Connection, table: str, day: int, sums: Counter[Row]) -> None:
    """Write one day's rows, in the order of their keys."""
    width = len(_COUNTS[table])
    rows: dict[Row, list[int]] = {}
    for (*key, column), count in sums.items():
        row = rows.get(tuple(key))
        if row is None:
            row = rows[tuple(key)] = [0] * width
        row[column] += count
    human = ("human",) if table == "usage_sum" else ()
    values = [("day", day, *key, *human, *counts) for key, counts in sorted(rows.items())]
    names = ("grain", "period", *_KEYS[table], *_COUNTS[table])
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)  # noqa: S608
