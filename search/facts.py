"""The facts of an asset, stored and read back, and the window and filters compared with them in plain Python."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from content_store.rules.filters import Filter
from content_store.rules.freshness import due_bounds
from content_store.rules.lifecycle import State, state_of
from content_store.rules.vocabulary import Audience, ContentType, Freshness, Status
from search.documents import Facts, micros
from search.engine import Query


def to_json(facts: Facts) -> str:
    """The facts of a document, to be stored beside its texts."""
    return json.dumps({name: getattr(facts, name) for name in Facts.__slots__})


def from_json(stored: str) -> Facts:
    """What ``to_json`` stored."""
    read = json.loads(stored)
    read["tag_ids"] = tuple(read["tag_ids"])
    read["type"], read["status"] = ContentType(read["type"]), Status(read["status"])
    read["audience"] = Audience(read["audience"])
    return Facts(**read)


def is_visible(facts: Facts, query: Query) -> bool:
    """Whether a list or search of ``query``'s viewer may show the asset."""
    window = query.window
    if window.drafts:
        return facts.status is not Status.ARCHIVED or query.filter.names_status
    now = micros(window.now)
    return (
        facts.status is Status.PUBLISHED
        and facts.listed_at <= now
        and (facts.unpublish_at is None or facts.unpublish_at > now)
        and facts.audience in window.audiences
    )


def passes(facts: Facts, narrowing: Filter, now: datetime) -> bool:
    """Whether the asset is among those that ``narrowing`` asks for."""
    return (
        all(not group.isdisjoint(facts.tag_ids) for group in narrowing.tag_groups)
        and all(not chosen or value(facts) in chosen for value, chosen in _chosen(narrowing))
        and (not narrowing.freshness or any(_is_due(facts, state, now) for state in narrowing.freshness))
        and (narrowing.updated_since is None or facts.updated_at >= micros(narrowing.updated_since))
        and (narrowing.edited_since is None or facts.edited_at >= micros(narrowing.edited_since))
        and (not narrowing.states or _state(facts, now) in narrowing.states)
        and all(passes(facts, part, now) for part in narrowing.all_of)
        and (not narrowing.any_of or any(passes(facts, part, now) for part in narrowing.any_of))
        and not any(passes(facts, part, now) for part in narrowing.none_of)
    )


def _chosen(narrowing: Filter) -> Iterator[tuple[Any, Collection[Any]]]:
    yield attrgetter("type"), narrowing.types
    yield attrgetter("status"), narrowing.statuses
    yield attrgetter("owner_id"), narrowing.owner_ids
    yield attrgetter("steward_id"), narrowing.steward_ids
    yield attrgetter("language"), narrowing.languages
    yield attrgetter("audience"), narrowing.audiences


def _state(facts: Facts, now: datetime) -> State:
    return state_of(facts.status, facts.listed_at, facts.unpublish_at, micros(now))


def _is_due(facts: Facts, state: Freshness, now: datetime) -> bool:
    low, high = due_bounds(state, now)
    return (low is None or facts.due_at >= micros(low)) and (high is None or facts.due_at < micros(high))
