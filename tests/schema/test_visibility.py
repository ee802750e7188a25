"""No path of the schema shows what its viewer may not see. The paths are found by walking the schema."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import get_named_type

from content_store import authoring, kits, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.publishing import Times
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind, RetireReason, Role, Scope
from content_store.views import AssetView
from content_store.work import Work
from schema.definition import SCHEMA
from schema.ids import Kind, global_id
from tests.content_store.kit_making import kit, published_kit, rule, step
from tests.content_store.making import ENOUGH, draft, published, tag
from tests.schema.asking import YESTERDAY, Api, served
from tests.schema.selecting import document, documents

HIDDEN = "draftsecret"
INTERNAL = "innersecret"
TOMORROW = YESTERDAY + timedelta(days=2)

# What a root field needs to be asked; one without an entry must not require anything.
ARGUMENTS = {
    "asset": '(slug: "shown-talking-point")',
    "node": '(id: "$id")',
    "nodes": "(ids: $ids)",
    "search": '(text: "shown")',
    "suggest": '(text: "shown")',
    "tags": "(facet: PERSONA)",
    "tag": '(facet: PERSONA, slug: "cfo")',
    "checkAsset": '(changes: {title: "shown"})',
    "preview": '(token: "1.1.x")',
    "similarRequests": '(text: "shown")',
    "kit": '(slug: "first-steps")',
    "kitOverview": '(slug: "first-steps")',
    "kitMoves": '(slug: "first-steps")',
    "assembleKit": '(personas: ["cfo"], stages: [], minutes: 60)',
    "compareRevisions": '(assetId: "$id", old: 1, new: 2)',
    "bulk": '(id: "1")',
    "impact": "(ids: $ids)",
    "responsibilities": f'(person: "{global_id(Kind.PERSON, 1)}")',
    "tagUse": "(facet: PAIN)",
    "mergePreview": f'(id: "{global_id(Kind.TAG, 2)}", into: "{global_id(Kind.TAG, 1)}")',
}

# What is not theirs to ask for, whatever it would show. To customers kits are what does not exist.
REFUSED_TO_REPS = frozenset(
    {
        "bulk",
        "changes",
        "checkAsset",
        "compareRevisions",
        "impact",
        "inbox",
        "insights",
        "kitMoves",
        "kitOverview",
        "mergePreview",
        "recentBulks",
        "responsibilities",
        "tagUse",
        "taxonomyFile",
    }
)
REFUSED_TO_CUSTOMERS = REFUSED_TO_REPS - {"kitMoves", "kitOverview"} | {"callBrief"}


def secret(api: Api, title: str, type_: ContentType = ContentType.PROOF_STATEMENT, **given: Any) -> AssetView:
    """A draft full of what may not be seen."""
    content = {"claim": f"A claim of {HIDDEN}"} if type_ is ContentType.PROOF_STATEMENT else {}
    texts = {"summary": HIDDEN, "body": HIDDEN, "extra": {"x": HIDDEN}, "audience": Audience.CUSTOMER_FACING}
    return draft(
        api.database, type_, f"{HIDDEN} {title}", content=content, tags={Facet.PAIN: ["hushed"]}, **texts, **given
    )


def hidden_assets(api: Api, **given: Any) -> list[AssetView]:
    """One asset in every state in which readers do not see it."""
    made = {
        name: secret(api, name, **given)
        for name in ("draft", "in review", "scheduled", "expired", "archived", "unscheduled")
    }
    with api.database.writing() as session:
        work, before = Work(session, SYSTEM, YESTERDAY), Work(session, SYSTEM, YESTERDAY - timedelta(days=2))
        publishing.submit(work, made["in review"].id)
        publishing.publish(work, made["scheduled"].id, Times(TOMORROW))
        publishing.publish(before, made["expired"].id, Times(unpublish_at=YESTERDAY))
        publishing.archive(work, made["archived"].id)
        publishing.publish(work, made["unscheduled"].id, Times(TOMORROW))
        publishing.unschedule(work, made["unscheduled"].id)
    return list(made.values())


def shown_assets(api: Api, hidden: list[AssetView]) -> list[AssetView]:
    """A published asset of every type that links to all that is hidden, in every way."""
    slugs = [asset.slug for asset in hidden]
    links = {
        LinkKind.PROOF: slugs,
        LinkKind.RELATED: slugs,
        LinkKind.SUPERSEDES: slugs,
        LinkKind.TRANSLATION_OF: slugs[:1],
    }
    shown = []
    for type_ in ContentType:
        content: dict[str, Any] = dict(ENOUGH[type_])
        if type_ is ContentType.PLAY:
            content["steps"] = [{"kind": "say", "text": "Say it", "asset": slug} for slug in slugs]
        texts = {"summary": "shown", "links": links, "tags": {Facet.PERSONA: ["cfo"]}}
        title = f"Shown {type_.value.replace('_', ' ')}"
        shown.append(
            published(
                api.database, type_, title, YESTERDAY, content=content, audience=Audience.CUSTOMER_FACING, **texts
            )
        )
    return shown


def fill(api: Api) -> tuple[list[AssetView], list[AssetView]]:
    tag(api.database, Facet.PERSONA, "CFO")
    tag(api.database, Facet.PAIN, "Hushed")
    hidden = hidden_assets(api)
    shown = shown_assets(api, hidden)
    back = {kind: [asset.slug for asset in shown] for kind in (LinkKind.RELATED, LinkKind.SUPERSEDES)}
    back |= {LinkKind.TRANSLATION_OF: [shown[0].slug]}
    hidden.append(secret(api, "that links", links=back))
    # A newer draft of something that shows, and something withdrawn that leads to a draft.
    gone = published(
        api.database, title="Withdrawn", at=YESTERDAY, body=HIDDEN, links={LinkKind.RELATED: [hidden[0].slug]},
        tags={Facet.PAIN: ["hushed"]}, audience=Audience.CUSTOMER_FACING,
    )  # fmt: skip
    fill_kits(api, hidden, shown)
    with api.database.writing() as session:
        work = Work(session, SYSTEM, YESTERDAY)
        authoring.update(work, shown[0].id, {"title": HIDDEN, "links": {LinkKind.RELATED: [gone.slug]}}, 1)
        publishing.retire(work, gone.id, RetireReason.REPLACED, shown[0].id, HIDDEN)
    return hidden, [*shown, gone]


def fill_kits(api: Api, hidden: list[AssetView], shown: list[AssetView]) -> None:
    """A published kit that names what is hidden and of which a newer draft waits, and a draft."""
    steps = [step(asset.slug, key=f"s{place}") for place, asset in enumerate((*hidden, shown[0]))]
    made = published_kit(api.database, *steps, rule("newest"), rule("fresh"), at=YESTERDAY)
    kit(api.database, step(shown[1].slug), title=HIDDEN)
    with api.database.writing() as session:
        sections = [{"title": HIDDEN, "steps": [step(shown[2].slug, why=HIDDEN)]}]
        kits.update(Work(session, SYSTEM, YESTERDAY), made.id, {"title": HIDDEN, "sections": sections}, 1)


def roots(ids: list[str]) -> list[tuple[str, str]]:
    """Name and documents of every root field, with what lies below it: of some through two relations."""
    root = SCHEMA.query_type
    assert root is not None
    found = []
    for name, field in root.fields.items():
        arguments = ARGUMENTS.get(name, "").replace("$ids", json.dumps(ids)).replace("$id", ids[0])
        hops = 2 if name in {"asset", "nodes"} else 1
        found += [(name, each) for each in documents(f"{name}{arguments}", get_named_type(field.type), hops)]
    return found


@pytest.mark.parametrize(
    ("role", "scopes", "refused"),
    [
        (Role.REP, (), REFUSED_TO_REPS),
        (Role.SERVICE, (Scope.READ_CUSTOMER_FACING,), REFUSED_TO_CUSTOMERS),
    ],
)
def test_no_path_leads_to_what_is_hidden(
    sqlite_database: Database, tmp_path: Path, role: Role, scopes: tuple[Scope, ...], refused: frozenset[str]
) -> None:
    limits = {"max_query_depth": 99, "max_query_aliases": 9_999, "max_query_cost": 10**9}
    with served(sqlite_database, tmp_path / "data", **limits) as api:
        hidden, shown = fill(api)
        ids = [global_id(Kind.ASSET, asset.id) for asset in (*shown, *hidden)]
        for name, asked in roots(ids):
            if name in refused:
                assert api.error(asked, role, *scopes)["extensions"]["code"] == "FORBIDDEN"
                continue
            answer = json.dumps(api.data(asked, role, *scopes))
            assert HIDDEN not in answer.lower(), name
            assert "hushed" not in answer.lower() or name == "pains", name


def test_the_walk_meets_what_is_hidden_as_an_editor(sqlite_database: Database, tmp_path: Path) -> None:
    """Without this, a walk that selects nothing would prove nothing."""
    limits = {"max_query_depth": 99, "max_query_aliases": 9_999, "max_query_cost": 10**9}
    with served(sqlite_database, tmp_path / "data", **limits) as api:
        fill(api)
        asked = document("assets(perspective: DRAFT, first: 20)", SCHEMA.type_map["AssetConnection"], 2)
        nodes = api.data(asked, Role.MARKETING)["assets"]["nodes"]
        kinds = ("proof", "related", "supersedes", "supersededBy", "translations", "usedBy")
        for kind in kinds:
            assert any(HIDDEN in json.dumps(node[kind]) for node in nodes), kind
        play = next(node for node in nodes if node["__typename"] == "Play")
        assert HIDDEN in json.dumps(play["Play_steps"])


def test_what_may_not_be_seen_answers_as_what_does_not_exist(api: Api) -> None:
    hidden = hidden_assets_with_tag(api)
    by_slug = "query Q($key: String!) { asset(slug: $key) { id } }"
    by_id = "query Q($key: ID!) { node(id: $key) { id } nodes(ids: [$key]) { id } }"
    for asset in hidden:
        assert api.ask(by_slug, key=asset.slug) == api.ask(by_slug, key="no-such-thing")
        assert api.ask(by_id, key=global_id(Kind.ASSET, asset.id)) == api.ask(by_id, key=global_id(Kind.ASSET, 10**9))


def hidden_assets_with_tag(api: Api) -> list[AssetView]:
    tag(api.database, Facet.PAIN, "Hushed")
    return hidden_assets(api)


DRAFTS = [
    '{ asset(slug: "x", perspective: DRAFT) { id } }',
    '{ node(id: "x", perspective: DRAFT) { id } }',
    "{ nodes(ids: [], perspective: DRAFT) { id } }",
    "{ assets(perspective: DRAFT) { totalCount } }",
    "{ plays(perspective: DRAFT) { totalCount } }",
    '{ search(text: "x", perspective: DRAFT) { totalCount } }',
]


@pytest.mark.parametrize("asked", DRAFTS)
@pytest.mark.parametrize(("role", "scopes"), [(Role.REP, ()), (Role.MARKETING, (Scope.READ_CUSTOMER_FACING,))])
def test_drafts_are_for_editors(sqlite_api: Api, asked: str, role: Role, scopes: tuple[Scope, ...]) -> None:
    assert sqlite_api.error(asked, role, *scopes)["extensions"]["code"] == "FORBIDDEN"


def test_that_a_draft_waits_is_told_to_editors_only(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database, at=YESTERDAY)
    with sqlite_api.database.writing() as session:
        authoring.update(Work(session, SYSTEM, YESTERDAY), asset.id, {"title": "Newer"}, 1, "a note")
    asked = '{ asset(slug: "budget-freeze") { revision latestRevision revisions { number title note } } }'
    assert sqlite_api.data(asked)["asset"] == {"revision": 1, "latestRevision": 1, "revisions": []}
    assert sqlite_api.data(asked, Role.MARKETING)["asset"] == {
        "revision": 1,
        "latestRevision": 2,
        "revisions": [
            {"number": 2, "title": "Newer", "note": "a note"},
            {"number": 1, "title": "Budget freeze", "note": ""},
        ],
    }


def test_that_somebody_is_editing_is_told_to_editors_only(api: Api) -> None:
    first = published(api.database, title="First", at=YESTERDAY)
    published(api.database, title="Second", at=YESTERDAY)
    with api.database.writing() as session:
        authoring.update(Work(session, SYSTEM, YESTERDAY + timedelta(hours=1)), first.id, {"summary": "Newer"}, 1)
    asked = """query Q($since: DateTime, $perspective: Perspective!) {
      assets(where: {updatedSince: $since}, orderBy: {field: EDITED}, perspective: $perspective) {
        totalCount nodes { slug updatedAt editedAt } } }"""

    def told(role: Role, perspective: str, **since: str) -> list[tuple[str, bool]]:
        found = api.data(asked, role, perspective=perspective, **since)["assets"]
        assert found["totalCount"] == len(found["nodes"])
        return [(node["slug"], node["updatedAt"] == node["editedAt"]) for node in found["nodes"]]

    assert told(Role.REP, "PUBLISHED") == [("second", True), ("first", True)]
    assert told(Role.MARKETING, "DRAFT") == [("first", False), ("second", True)]
    later = (YESTERDAY + timedelta(minutes=1)).isoformat()
    assert told(Role.REP, "PUBLISHED", since=later) == []
    with api.database.writing() as session:
        publishing.publish(Work(session, SYSTEM, YESTERDAY + timedelta(hours=2)), first.id)
    assert told(Role.REP, "PUBLISHED", since=later) == [("first", True)]


def test_what_was_scheduled_has_changed_when_it_begins_to_show(api: Api) -> None:
    asset = draft(api.database)
    with api.database.writing() as session:
        begins = Times(YESTERDAY + timedelta(hours=3))
        publishing.publish(Work(session, SYSTEM, YESTERDAY + timedelta(hours=1)), asset.id, begins)
    asked = "query Q($since: DateTime) { assets(where: {updatedSince: $since}) { totalCount nodes { slug } } }"
    # Whoever asked two hours after yesterday saw nothing of it yet.
    since = (YESTERDAY + timedelta(hours=2)).isoformat()
    assert api.data(asked, since=since)["assets"] == {"totalCount": 1, "nodes": [{"slug": asset.slug}]}


def test_internal_lines_never_leave_the_company(sqlite_database: Database, tmp_path: Path) -> None:
    with served(sqlite_database, tmp_path / "data", max_query_aliases=999) as api:
        check_internal_lines(api)


def check_internal_lines(api: Api) -> None:
    content = {
        "headline": "For everybody",
        "opener": INTERNAL,
        "discovery_questions": [{"text": "Open?"}, {"text": INTERNAL, "audience": "internal"}],
        "objections": [{"buyer_says": INTERNAL, "audience": "internal"}],
        "landmine_questions": [{"question": INTERNAL, "answer": INTERNAL}],
        "do_say": ["yes"],
        "do_not_say": [INTERNAL],
        "internal_fields": ["opener", "value_statement"],
        "value_statement": INTERNAL,
    }
    published(
        api.database, title="Told", at=YESTERDAY, content=content, extra={"x": INTERNAL}, owner=None,
        audience=Audience.CUSTOMER_FACING,
    )  # fmt: skip
    published(api.database, title=f"All of it {INTERNAL}", at=YESTERDAY, audience=Audience.INTERNAL)
    asked = document("talkingPoints(first: 3)", SCHEMA.type_map["TalkingPointConnection"], 1)
    answer = api.data(asked, Role.SERVICE, Scope.READ_CUSTOMER_FACING)
    assert INTERNAL not in json.dumps(answer)
    assert [node["TalkingPoint_headline"] for node in answer["talkingPoints"]["nodes"]] == ["For everybody"]
    assert [each["text"] for each in answer["talkingPoints"]["nodes"][0]["TalkingPoint_discoveryQuestions"]] == [
        "Open?"
    ]
    assert json.dumps(api.data(asked)).count(INTERNAL) > 5
    words = f'search(text: "{INTERNAL}") {{ totalCount edges {{ highlights {{ html }} }} }}'
    assert api.data(f'{{ {words} suggest(text: "inner") {{ text }} }}', Role.SERVICE, Scope.READ_CUSTOMER_FACING) == {
        "search": {"totalCount": 0, "edges": []},
        "suggest": [],
    }
