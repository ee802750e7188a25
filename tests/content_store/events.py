"""Plain functions that record events for tests, and count them the slow way."""

import random
from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from content_store.access import window
from content_store.database import Database
from content_store.errors import Invalid
from content_store.queries.sums import TABLES, SumKey, sum_columns
from content_store.queries.usage import circumstances
from content_store.recording import Outcome, Recorder
from content_store.rules.counting import Said, counted, standing
from content_store.rules.vocabulary import ActorKind, Channel, EventKind, Facet, Purpose, Role
from content_store.tables import UsageEvent
from content_store.usage import Recording, UsageInput, prepare
from content_store.views import Viewer
from tests.content_store.making import NOON, published, tag, viewer


def record(
    recorder: Recorder, database: Database, who: Viewer, *inputs: UsageInput, actor: ActorKind = ActorKind.HUMAN
) -> list[Outcome | Invalid]:
    """Prepare and record, as a request does; what could not be prepared stands in its place."""
    with database.reading() as session:
        prepared = prepare(session, Recording(who.person, window(who, NOON), Channel.WEB, actor), inputs)
    good = [each for each in prepared if not isinstance(each, Invalid)]
    outcomes = iter(recorder.record(good))
    return [each if isinstance(each, Invalid) else next(outcomes) for each in prepared]


def record_at_random(database: Database, recorder: Recorder, seed: int, days: int = 30) -> None:
    """All kinds of events of two people with three assets over the last ``days``, and all that may be said of them."""
    rng = random.Random(seed)
    assets = [published(database, title=f"Asset {number}") for number in range(3)]
    reps = [viewer(database, Role.REP, f"rep{number}@example.com") for number in range(2)]
    slugs = ["", tag(database, Facet.PERSONA, "CFO").slug]
    pains = ["", tag(database, Facet.PAIN, "Budget").slug]
    keys: list[list[str]] = [[], []]
    for _ in range(12):
        place = rng.randrange(2)
        inputs: list[UsageInput] = []
        for _ in range(rng.randint(1, 8)):
            key = f"k{rng.randrange(10_000)}"
            kind = rng.choice([EventKind.USED, *EventKind])
            inputs.append(
                UsageInput(
                    kind,
                    key,
                    asset_id=rng.choice(assets).id,
                    about=rng.choice(keys[place] or ["none"]) if kind.is_afterthought else None,
                    occurred_at=NOON - timedelta(days=rng.randrange(days)),
                    purpose=rng.choice([None, *Purpose]),
                    persona=rng.choice(slugs),
                    pain=rng.choice(pains),
                )
            )
            keys[place].append(key)
        record(recorder, database, reps[place], *inputs, actor=rng.choice([ActorKind.HUMAN, *ActorKind]))


def sums_of_events(database: Database) -> dict[SumKey, Counter[str]]:
    """What the sums have to be: every event counted by itself, the slow way."""
    found: dict[SumKey, Counter[str]] = {}
    with database.reading() as session:
        events = list(session.scalars(select(UsageEvent).order_by(UsageEvent.id)))
    by_id = {each.id: each for each in events}
    for root in (each for each in events if each.about_id is None):
        about = [root.id, *(each.id for each in events if each.about_id == root.id)]
        story = [Said(i, by_id[i].kind, by_id[i].about_id) for i in about]
        story += [Said(each.id, each.kind, each.about_id) for each in events if each.about_id in about[1:]]
        for kind in standing(sorted(story)):
            for key, column in counted(kind, circumstances(root)):
                found.setdefault(key, Counter())[column] += 1
    return found


def sums_stored(database: Database) -> dict[SumKey, Counter[str]]:
    found: dict[SumKey, Counter[str]] = {}
    with database.reading() as session:
        for kind, table in TABLES.items():
            for row in session.execute(select(table)):
                counts = Counter({name: getattr(row, name) for name in sum_columns(table) if getattr(row, name)})
                if counts:
                    found[kind(*(getattr(row, name) for name in kind._fields))] = counts
    return found
