"""Reviews through the API: who may ask, read, decide and say what."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import get_named_type

from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import LinkKind, Role, Scope
from content_store.views import AssetView
from content_store.work import Work
from schema.definition import SCHEMA
from schema.ids import Kind, global_id
from tests.content_store.making import draft, person
from tests.schema.asking import YESTERDAY, Api, served
from tests.schema.selecting import documents
from tests.schema.test_visibility import ARGUMENTS, HIDDEN, fill

TOLD = "fragment Told on MutationErrors { currentRevision errors { path code message } }"
SAID = "id text field status isEdit draftRevision changes { path after } replies { text }"
STAND = f"""id revision state missing rule dueOn isOverdue outcome asset {{ slug title }}
  reviewers {{ person {{ email }} verdict isPending }} changes {{ path before after }} comments {{ {SAID} }}"""
SELECTED = {"review": STAND, "asset": f"slug status review {{ {STAND} }}"}
COUNCIL = "rep@example.com"


def change(api: Api, name: str, shown: str, role: Role = Role.MARKETING, **given: Any) -> Any:
    """The result of one mutation: what its payload shows, or its errors."""
    title = name[0].upper() + name[1:]
    payload = f"... on {title}Payload {{ {shown} {{ {SELECTED.get(shown, SAID)} }} }}"
    document = f"mutation Change($input: {title}Input!) {{ {name}(input: $input) {{ {payload} ...Told }} }} {TOLD}"
    result = api.data(document, role, input=given)[name]
    return result.get(shown, result)


def id_of(asset: AssetView) -> str:
    return global_id(Kind.ASSET, asset.id)


def seat(api: Api) -> None:
    """Let the rep who asks sit on the council."""
    api.token(Role.REP)
    with api.database.writing() as session:
        people.set_council(Work(session, SYSTEM, YESTERDAY), COUNCIL, member=True)


def ask(api: Api, asset: AssetView, **given: Any) -> Any:
    return change(api, "requestReview", "review", id=id_of(asset), reviewers=[COUNCIL], **given)


def codes(refused: Any) -> list[tuple[list[str], str]]:
    return [(each["path"], each["code"]) for each in refused["errors"]]


def test_a_review_from_asking_to_publishing(api: Api) -> None:  # noqa: PLR0915 - one story
    seat(api)
    asset = draft(api.database)
    submitted = change(api, "submitAsset", "asset", id=id_of(asset), reviewers=[COUNCIL], rule="ALL")
    assert (submitted["status"], submitted["review"]["rule"]) == ("IN_REVIEW", "ALL")
    listed = """query Q($group: ReviewGroup) {
      reviews(where: {group: $group}) { totalCount nodes { id state asset { slug } } } }"""
    mine = api.data(listed, group="MINE")["reviews"]
    assert (mine["totalCount"], mine["nodes"][0]["asset"]) == (1, {"slug": asset.slug})
    review = mine["nodes"][0]["id"]
    said = change(api, "commentOnReview", "comment", Role.REP, id=review, field=["content", "opener"], text="Shorter?")
    assert said["field"] == ["content", "opener"]
    assert change(api, "replyToComment", "comment", id=said["id"], text="Yes.")["replies"] == [{"text": "Yes."}]
    proposal = {"title": "Budget thaw", "content": {"talkingPoint": {"valueStatement": "Cash back."}}}
    edits = change(api, "suggestEdits", "comments", Role.REP, id=review, proposal=proposal)
    title, value = sorted(edits, key=lambda each: len(each["field"]))
    assert value["changes"] == [{"path": ["content", "valueStatement"], "after": "Cash back."}]
    refused = change(api, "decideReview", "review", Role.REP, id=review, revision=1, verdict="CHANGES_REQUESTED")
    assert codes(refused) == [(["text"], "REQUIRED")]
    asked = {"id": review, "revision": 1, "verdict": "CHANGES_REQUESTED", "text": "Take the title."}
    assert change(api, "decideReview", "review", Role.REP, **asked)["state"] == "CHANGES_REQUESTED"
    assert change(api, "acceptEdit", "comment", id=title["id"], expectedRevision=1)["draftRevision"] == 2
    assert change(api, "declineEdit", "comment", id=value["id"], text="Not yet.")["status"] == "DECLINED"
    assert change(api, "resolveComment", "comment", Role.REP, id=said["id"])["status"] == "RESOLVED"
    assert change(api, "reopenComment", "comment", id=said["id"], text="See there.")["status"] == "REOPENED"
    stale = change(api, "decideReview", "review", Role.REP, id=review, revision=1, verdict="APPROVED")
    assert (stale["currentRevision"], codes(stale)) == (2, [(["expectedRevision"], "CONFLICT")])
    done = change(api, "decideReview", "review", Role.REP, id=review, revision=2, verdict="APPROVED")
    assert (done["state"], done["missing"], done["asset"]["title"]) == ("APPROVED", "", "Budget thaw")
    assert change(api, "publishAsset", "asset", id=id_of(asset))["review"]["outcome"] == "PUBLISHED"
    assert api.data(listed, group="DONE")["reviews"]["totalCount"] == 1
    notices = "{ notices { nodes { text status review { id } } } }"
    assert [each["review"]["id"] for each in api.data(notices)["notices"]["nodes"]] == [review] * 6


def test_what_is_demanded_is_named_and_an_admin_may_override(sqlite_database: Database, tmp_path: Path) -> None:
    asset = draft(sqlite_database)
    later: dict[str, Any] = {"publishAt": (YESTERDAY + timedelta(days=9)).isoformat()}
    reason: dict[str, Any] = {"id": id_of(asset), "overrideReview": "Legal asked."}
    with served(sqlite_database, tmp_path / "data", review_required=True) as api:
        assert codes(change(api, "publishAsset", "asset", id=id_of(asset))) == [(["revision"], "NOT_APPROVED")]
        scheduled = change(api, "scheduleAsset", "asset", id=id_of(asset), **later)
        assert codes(scheduled) == [(["revision"], "NOT_APPROVED")]
        assert codes(change(api, "publishAsset", "asset", **reason)) == [([], "FORBIDDEN")]
        assert change(api, "publishAsset", "asset", Role.ADMIN, **reason)["status"] == "PUBLISHED"


def test_a_withdrawn_review_hides_the_draft_again(sqlite_api: Api) -> None:
    api = sqlite_api
    seat(api)
    review = ask(api, draft(api.database), dueOn="2199-01-01")
    assert change(api, "withdrawReview", "review", id=review["id"])["outcome"] == "WITHDRAWN"
    asked = "query Q($id: ID!) { node(id: $id) { ... on Review { outcome asset { slug } comments { text } } } }"
    assert api.data(asked, id=review["id"])["node"] == {"outcome": "WITHDRAWN", "asset": None, "comments": []}


def test_a_review_is_the_business_of_its_reviewers_and_editors(sqlite_api: Api) -> None:
    api = sqlite_api
    seat(api)
    person(api.database, Role.MARKETING, "helen@example.com")
    asset = draft(api.database)
    made = change(api, "requestReview", "review", id=id_of(asset), reviewers=["helen@example.com"])
    node = "query Q($id: ID!) { node(id: $id) { id } reviews { totalCount } }"
    assert api.data(node, id=made["id"]) == {"node": None, "reviews": {"totalCount": 0}}
    missing = {"id": global_id(Kind.REVIEW, 999), "revision": 1, "verdict": "APPROVED"}
    unseen = change(api, "decideReview", "review", Role.REP, **missing)
    assert change(api, "decideReview", "review", Role.REP, **{**missing, "id": made["id"]}) == unseen
    # Marketing sees it, and was not asked.
    mine = change(api, "decideReview", "review", **{**missing, "id": made["id"]})
    assert codes(mine) == [([], "FORBIDDEN")]
    assert codes(change(api, "commentOnReview", "comment", Role.REP, id=made["id"], text="x")) == [
        (["id"], "NOT_FOUND")
    ]


@pytest.mark.parametrize("scopes", [(), (Scope.READ_CUSTOMER_FACING,)])
def test_no_path_shows_a_reviewer_more_than_what_they_are_asked_about(
    sqlite_database: Database, tmp_path: Path, scopes: tuple[Scope, ...]
) -> None:
    limits = {"max_query_depth": 99, "max_query_aliases": 9_999, "max_query_cost": 10**9}
    with served(sqlite_database, tmp_path / "data", **limits) as api:
        hidden, _ = fill(api)
        name = ",".join(("rep", *scopes))
        api.token(Role.REP, *scopes)
        email = f"{name.replace(',', '-').replace(':', '-')}@example.com"
        with api.database.writing() as session:
            people.set_council(Work(session, SYSTEM, YESTERDAY), email, member=True)
        links = {kind: [asset.slug for asset in hidden] for kind in (LinkKind.RELATED, LinkKind.PROOF)}
        asked_about = draft(
            api.database, title="Askedabout", body="askedabout", links={LinkKind.RELATED: links[LinkKind.RELATED]}
        )
        review = change(api, "requestReview", "review", id=id_of(asked_about), reviewers=[email])["id"]
        root = SCHEMA.query_type
        assert root is not None
        ids = [global_id(Kind.ASSET, asset.id) for asset in (*hidden, asked_about)]
        shown = set()
        for field, declared in root.fields.items():
            given = ARGUMENTS.get(field, "").replace("$ids", json.dumps([*ids, review])).replace("$id", ids[-1])
            for asked in documents(f"{field}{given}", get_named_type(declared.type), 1):
                answer = json.dumps(api.ask(asked, Role.REP, *scopes)).lower()
                assert HIDDEN not in answer, field
                if "askedabout" in answer:
                    shown.add(field)
        assert shown == (set() if scopes else {"reviews", "notices"})
