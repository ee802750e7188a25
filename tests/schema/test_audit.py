"""What was changed, and two revisions side by side, through the API."""

from content_store import authoring, people
from content_store.access import SYSTEM
from content_store.people import PersonInput
from content_store.rules.vocabulary import Role
from content_store.work import Work
from schema.ids import Kind, global_id
from tests.content_store.making import NOON, published
from tests.schema.asking import Api

TRAIL = """query Trail($where: ChangeWhere, $after: String) {
  changes(where: $where, first: 2, after: $after) {
    nodes { thing kind about person { name } revision note asset { slug } }
    pageInfo { hasNextPage endCursor }
  }
}"""


def test_the_trail_is_for_editors_and_that_of_people_for_admins(api: Api) -> None:
    asset = published(api.database)
    with api.database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        authoring.update(work, asset.id, {"title": "Spending freeze"}, 1, "Better")
        people.add(work, PersonInput("new@example.com", "New", Role.REP))
    found = api.data(TRAIL, Role.MARKETING, where={"assetId": global_id(Kind.ASSET, asset.id)})["changes"]
    assert found["nodes"][0] == {
        "thing": "ASSET",
        "kind": "saved",
        "about": "Budget freeze",
        "person": None,
        "revision": 2,
        "note": "Better",
        "asset": {"slug": "budget-freeze"},
    }
    later = api.data(
        TRAIL, Role.MARKETING, where={"assetId": global_id(Kind.ASSET, asset.id)}, after=found["pageInfo"]["endCursor"]
    )["changes"]
    assert [each["kind"] for each in later["nodes"]] == ["created"]
    assert not later["pageInfo"]["hasNextPage"]
    of_people = {"thing": "PERSON"}
    assert api.data(TRAIL, Role.MARKETING, where=of_people)["changes"]["nodes"] == []
    assert api.data(TRAIL, Role.ADMIN, where=of_people | {"kind": "added"})["changes"]["nodes"][0]["about"]
    assert api.error(TRAIL, Role.REP)["extensions"]["code"] == "FORBIDDEN"


COMPARED = """query Compared($id: ID!, $old: Int!, $new: Int!) {
  compareRevisions(assetId: $id, old: $old, new: $new) { path before after stretches { kind text } }
}"""


def test_two_revisions_are_compared_word_by_word(api: Api) -> None:
    asset = published(api.database)
    with api.database.writing() as session:
        authoring.update(Work(session, SYSTEM, NOON), asset.id, {"content": {"do_say": ["Cash"]}}, 1)
    asked = {"id": global_id(Kind.ASSET, asset.id), "old": 1, "new": 2}
    assert api.data(COMPARED, Role.MARKETING, **asked)["compareRevisions"] == [
        {"path": ["content", "doSay"], "before": "", "after": "Cash", "stretches": [{"kind": "NEW", "text": "Cash"}]}
    ]
    assert api.error(COMPARED, Role.MARKETING, **{**asked, "old": 7})["extensions"]["code"] == "BAD_USER_INPUT"
    assert api.error(COMPARED, Role.REP, **asked)["extensions"]["code"] == "FORBIDDEN"
