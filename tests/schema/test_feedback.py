"""Feedback, requests and notices through the API."""

from datetime import timedelta
from typing import Any

import pytest

from content_store import publishing
from content_store.access import SYSTEM
from content_store.rules.vocabulary import Audience, ContentType, Facet, Role, Scope
from content_store.views import AssetView
from content_store.work import Work
from schema.ids import Kind, global_id
from tests.content_store.making import draft, published, tag
from tests.schema.asking import YESTERDAY, Api

THREAD = "id status answer person { name } answeredBy { name } history { status text person { name } }"
FIELDS = {
    "feedback": f"{THREAD} kind flagReason text asset {{ slug }} draftRevision changes {{ path before after }}",
    "request": f"{THREAD} title votes viewerVoted promisedFor isLate asset {{ slug }} persona {{ slug }} type",
    "unseenCount": "",
}
TODAY = (YESTERDAY + timedelta(days=1)).date()


def change(api: Api, name: str, payload: str, /, role: Role = Role.MARKETING, *scopes: Scope, **given: Any) -> Any:
    """What one mutation gives back, or its errors."""
    title = name[0].upper() + name[1:]
    fields = FIELDS[payload] and f"{{ {FIELDS[payload]} }}"
    document = f"""
    mutation Change($input: {title}Input!) {{
      {name}(input: $input) {{
        ... on {title}Payload {{ {payload} {fields} }}
        ... on MutationErrors {{ currentRevision errors {{ path code message }} }}
      }}
    }}"""
    result = api.data(document, role, *scopes, input=given)[name]
    return result.get(payload, result)


def id_of(asset: AssetView) -> str:
    return global_id(Kind.ASSET, asset.id)


def comment(api: Api, asset: AssetView, role: Role = Role.REP, text: str = "The second question works best.") -> Any:
    return change(api, "giveFeedback", "feedback", role, assetId=id_of(asset), kind="COMMENT", text=text)


def suggestion(api: Api, asset: AssetView, **proposal: Any) -> Any:
    given = {"assetId": id_of(asset), "kind": "SUGGESTION", "text": "Shorter.", "proposal": proposal}
    return change(api, "giveFeedback", "feedback", Role.REP, **given)


def request(api: Api, title: str = "A case study from retail", role: Role = Role.REP, **given: Any) -> Any:
    return change(api, "requestContent", "request", role, title=title, **given)


def notices(api: Api, role: Role = Role.REP) -> list[Any]:
    asked = """{ notices { unseenCount nodes { id status text seenAt
      feedback { kind asset { slug } } request { title } } } }"""
    found: list[Any] = api.data(asked, role)["notices"]["nodes"]
    return found


def test_a_flag_runs_to_its_end(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY)
    given = {"assetId": id_of(asset), "kind": "FLAG", "flagReason": "OUTDATED", "idempotencyKey": "k"}
    made = change(api, "giveFeedback", "feedback", Role.REP, **given)
    assert (made["status"], made["flagReason"], made["asset"]) == ("OPEN", "OUTDATED", {"slug": "budget-freeze"})
    assert change(api, "giveFeedback", "feedback", Role.REP, **given)["id"] == made["id"]
    no = {"id": made["id"], "status": "DECLINED"}
    assert change(api, "answerFeedback", "feedback", **no)["errors"] == [
        {"path": ["answer"], "code": "REQUIRED", "message": "say why"}
    ]
    assert change(api, "answerFeedback", "feedback", **no, answer="It is this year's.")["status"] == "DECLINED"
    back = change(api, "reopenFeedback", "feedback", Role.REP, id=made["id"], text="Not the second figure.")
    assert back["status"] == "REOPENED"
    assert [each["status"] for each in back["history"]] == ["OPEN", "DECLINED", "REOPENED"]
    told = notices(api)
    assert [(each["status"], each["text"], each["feedback"]["kind"]) for each in told] == [
        ("DECLINED", "It is this year's.", "FLAG")
    ]
    assert change(api, "markNoticesSeen", "unseenCount", Role.REP, ids=[told[0]["id"]]) == 0
    assert notices(api)[0]["seenAt"]
    assert change(api, "markNoticesSeen", "unseenCount", Role.REP)["errors"][0]["path"] == ["ids"]


def test_a_suggestion_is_taken_into_a_draft_and_published(api: Api) -> None:
    tag(api.database, Facet.PERSONA, "CFO")
    asset = published(api.database, at=YESTERDAY)
    made = suggestion(api, asset, personas=["cfo"], content={"talkingPoint": {"opener": "Shorter."}})
    assert made["changes"] == [
        {"path": ["content", "opener"], "before": "People in your role tell us …", "after": "Shorter."},
        {"path": ["tags", "persona"], "before": [], "after": ["cfo"]},
    ]
    taken = change(api, "acceptSuggestion", "feedback", id=made["id"], expectedRevision=1)
    assert (taken["status"], taken["draftRevision"]) == ("ACCEPTED", 2)
    asked = '{ asset(slug: "budget-freeze") { revisions(first: 1) { note } } }'
    assert api.data(asked, Role.MARKETING)["asset"]["revisions"] == [{"note": "Suggested by Rep: Shorter."}]
    published_now = '{{ publishAsset(input: {{id: "{}"}}) {{ __typename }} }}'
    api.data("mutation " + published_now.format(id_of(asset)), Role.MARKETING)
    node = api.data("query Q($id: ID!) { node(id: $id) { ... on Feedback { status draftRevision } } }", id=made["id"])
    assert node["node"] == {"status": "RESOLVED", "draftRevision": None}
    assert [each["status"] for each in notices(api)] == ["RESOLVED", "ACCEPTED"]


def test_a_suggestion_that_comes_too_late_names_the_fields(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database, at=YESTERDAY)
    made = suggestion(sqlite_api, asset, title="Mine")
    update = "mutation Update($input: UpdateAssetInput!) { updateAsset(input: $input) { __typename } }"
    theirs = {"id": id_of(asset), "expectedRevision": 1, "title": "Theirs"}
    sqlite_api.data(update, Role.MARKETING, input=theirs)
    refused = change(sqlite_api, "acceptSuggestion", "feedback", id=made["id"], expectedRevision=2)
    assert (refused["currentRevision"], refused["errors"][0]["code"]) == (2, "CONFLICT")
    assert "title" in refused["errors"][0]["message"]


def test_what_is_wrong_with_a_suggestion_is_told_where_it_was_written(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database, at=YESTERDAY)
    long = {"talkingPoint": {"headline": "x" * 201}}
    assert suggestion(sqlite_api, asset, content=long)["errors"][0]["path"] == [
        "proposal", "content", "talkingPoint", "headline",
    ]  # fmt: skip
    other = {"caseStudy": {"customer": "x"}}
    assert suggestion(sqlite_api, asset, content=other)["errors"][0]["code"] == "OTHER_TYPE"
    assert suggestion(sqlite_api, asset, personas=["nobody"])["errors"][0]["code"] == "UNKNOWN_TAG"


def test_feedback_about_what_one_may_not_see_answers_as_what_does_not_exist(api: Api) -> None:
    unseen = draft(api.database, title="Secret")
    missing = change(api, "giveFeedback", "feedback", Role.REP, assetId="x", kind="COMMENT", text="x")
    assert comment(api, unseen) == missing
    assert suggestion(api, unseen, title="x") == missing
    mine = comment(api, published(api.database, at=YESTERDAY), Role.MARKETING)["id"]
    reopened = change(api, "reopenFeedback", "feedback", Role.REP, id=mine, text="x")
    assert reopened == change(api, "reopenFeedback", "feedback", Role.REP, id="nothing", text="x")
    node = "query Q($id: ID!) { node(id: $id) { __typename } feedback { totalCount nodes { id } } }"
    assert api.data(node, id=mine) == {"node": None, "feedback": {"totalCount": 0, "nodes": []}}
    assert api.data(node, Role.MARKETING, id=mine)["feedback"]["totalCount"] == 1


def test_of_an_asset_that_no_longer_shows_nothing_is_told(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY)
    suggestion(api, asset, title="New")
    with api.database.writing() as session:
        publishing.set_expiry(Work(session, SYSTEM, YESTERDAY), asset.id, YESTERDAY + timedelta(seconds=1))
    asked = "{ feedback { nodes { asset { title } changes { before } } } }"
    assert api.data(asked)["feedback"]["nodes"] == [{"asset": None, "changes": []}]
    drafts = "{ feedback(perspective: DRAFT) { nodes { asset { title } changes { before } } } }"
    assert api.data(drafts, Role.MARKETING)["feedback"]["nodes"] == [
        {"asset": {"title": "Budget freeze"}, "changes": [{"before": "Budget freeze"}]}
    ]


def test_customers_see_nothing_of_it(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY, audience=Audience.CUSTOMER_FACING)
    made, asked_for = comment(api, asset, Role.SERVICE), request(api, role=Role.SERVICE)
    change(api, "answerFeedback", "feedback", id=made["id"], status="RESOLVED")
    asked = """query Q($ids: [ID!]!) {
      feedback { totalCount } requests { totalCount } notices { unseenCount nodes { id } }
      similarRequests(text: "retail case study") { requests { id } } nodes(ids: $ids) { id } }"""
    ids = [made["id"], asked_for["id"]]
    assert api.data(asked, Role.SERVICE, Scope.READ_CUSTOMER_FACING, ids=ids) == {
        "feedback": {"totalCount": 0},
        "requests": {"totalCount": 0},
        "notices": {"unseenCount": 0, "nodes": []},
        "similarRequests": {"requests": []},
        "nodes": [None, None],
    }


def test_a_request_is_voted_for_promised_and_fulfilled(api: Api) -> None:
    tag(api.database, Facet.PERSONA, "CFO")
    asset = published(api.database, ContentType.CASE_STUDY, at=YESTERDAY)
    made = request(api, persona="cfo", type="CASE_STUDY", wantedBy=str(TODAY + timedelta(days=30)))
    assert (made["votes"], made["viewerVoted"], made["persona"]) == (1, True, {"slug": "cfo"})
    assert change(api, "voteForRequest", "request", Role.SERVICE, id=made["id"])["votes"] == 2
    assert change(api, "withdrawVote", "request", Role.SERVICE, id=made["id"])["votes"] == 1
    promise = {"id": made["id"], "status": "ACCEPTED", "promisedFor": str(TODAY + timedelta(days=9))}
    assert change(api, "answerRequest", "request", **promise)["promisedFor"] == promise["promisedFor"]
    done = change(api, "fulfilRequest", "request", id=made["id"], assetId=id_of(asset), answer="Here.")
    assert (done["status"], done["asset"], done["isLate"]) == ("RESOLVED", {"slug": "budget-freeze"}, False)
    assert [(each["status"], each["request"]) for each in notices(api)] == [
        ("RESOLVED", {"title": "A case study from retail"}),
        ("ACCEPTED", {"title": "A case study from retail"}),
    ]
    assert change(api, "reopenRequest", "request", Role.REP, id=made["id"], text="Not retail.")["asset"] is None


def test_lists_of_requests_are_narrowed_and_turned_page_by_page(api: Api) -> None:
    tag(api.database, Facet.PAIN, "Freeze")
    for number in range(3):
        request(api, f"Request {number}", pain="freeze")
    second = request(api, "Without a pain", Role.MARKETING)
    change(api, "voteForRequest", "request", Role.REP, id=second["id"])
    asked = """query Q($where: RequestWhere, $after: String) {
      requests(where: $where, first: 2, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { title } } }"""
    page = api.data(asked)["requests"]
    assert (page["totalCount"], [node["title"] for node in page["nodes"]]) == (4, ["Without a pain", "Request 2"])
    following = api.data(asked, after=page["pageInfo"]["endCursor"])["requests"]
    assert [node["title"] for node in following["nodes"]] == ["Request 1", "Request 0"]
    assert following["pageInfo"]["hasPreviousPage"]
    assert api.data(asked, where={"pain": "freeze"})["requests"]["totalCount"] == 3
    assert api.data(asked, where={"mine": True, "status": ["DECLINED"]})["requests"]["totalCount"] == 0
    assert api.error(asked, where={"pain": "none"})["extensions"]["code"] == "BAD_USER_INPUT"
    assert api.error(asked, after="nonsense")["extensions"]["code"] == "BAD_USER_INPUT"
    wrong = api.error(asked, where={"mine": True}, after=page["pageInfo"]["endCursor"])
    assert wrong["extensions"]["problems"][0]["code"] == "WRONG_CURSOR"


@pytest.mark.parametrize("text", ["late deliveries", ""])
def test_what_may_answer_a_wish_already_is_found(api: Api, text: str) -> None:
    request(api, "Something on late delivery")
    published(api.database, title="Late deliveries and what they cost", at=YESTERDAY)
    asked = "query Q($text: String!) { similarRequests(text: $text) { requests { title } assets { title } } }"
    assert api.data(asked, text=text)["similarRequests"] == {
        "requests": [{"title": "Something on late delivery"}] if text else [],
        "assets": [{"title": "Late deliveries and what they cost"}] if text else [],
    }
