"""Writing through the API: an asset's life, what is refused and how it is said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from content_store.rules.vocabulary import ContentType, Facet, Role
from tests.content_store.making import ENOUGH, tag
from tests.schema.asking import Api

FRAGMENTS = """
fragment Told on MutationErrors { currentRevision errors { path code message } }
fragment Stand on Asset { id slug status revision latestRevision title isScheduled replacedBy { slug } }
"""
TYPES = {
    ContentType.TALKING_POINT: "talkingPoint",
    ContentType.CASE_STUDY: "caseStudy",
    ContentType.TESTIMONIAL: "testimonial",
    ContentType.WHITE_PAPER: "whitePaper",
    ContentType.PROOF_STATEMENT: "proofStatement",
    ContentType.PRESENTATION: "presentation",
    ContentType.PLAY: "play",
    ContentType.GUIDELINE: "guideline",
}


def change(api: Api, name: str, /, role: Role = Role.MARKETING, **given: Any) -> Any:
    """The result of one mutation: its payload's asset, or its errors."""
    title = name[0].upper() + name[1:]
    document = f"""
    mutation Change($input: {title}Input!) {{
      {name}(input: $input) {{ __typename ... on {title}Payload {{ asset {{ ...Stand }} }} ...Told }}
    }} {FRAGMENTS}"""
    result = api.data(document, role, input=given)[name]
    return result.get("asset") or result


def point(api: Api, title: str = "Budget freeze", **given: Any) -> Any:
    content = {"talkingPoint": ENOUGH[ContentType.TALKING_POINT]}
    return change(api, "createAsset", title=title, summary="About it.", content=content, **given)


def enough(type_: ContentType) -> dict[str, Any]:
    """What the type needs, as the API takes it."""
    content: dict[str, Any] = dict(ENOUGH[type_])
    if type_ is ContentType.PLAY:
        content["steps"] = [{"kind": "SAY", "text": "Open with the figure."}]
    return content


@pytest.mark.parametrize("type_", list(ContentType))
def test_every_type_is_created_and_published(sqlite_api: Api, type_: ContentType) -> None:
    content = {TYPES[type_]: enough(type_)}
    made = change(sqlite_api, "createAsset", title="Fresh", summary="One sentence.", content=content)
    assert (made["status"], made["revision"]) == ("DRAFT", 1)
    assert change(sqlite_api, "publishAsset", id=made["id"], expectedRevision=1)["status"] == "PUBLISHED"
    found = sqlite_api.data('{ asset(slug: "fresh") { __typename } }')["asset"]
    assert found["__typename"] == TYPES[type_][0].upper() + TYPES[type_][1:]


def test_a_whole_life(api: Api) -> None:
    tag(api.database, Facet.PERSONA, "CFO")
    made = point(api, personas=["cfo"])
    id_ = made["id"]
    assert change(api, "submitAsset", id=id_)["status"] == "IN_REVIEW"
    assert change(api, "withdrawAsset", id=id_)["status"] == "DRAFT"
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert change(api, "scheduleAsset", id=id_, publishAt=later)["isScheduled"]
    assert change(api, "unscheduleAsset", id=id_)["status"] == "DRAFT"
    assert change(api, "publishAsset", id=id_)["status"] == "PUBLISHED"
    assert change(api, "expireAsset", id=id_, unpublishAt=later)["status"] == "PUBLISHED"
    changed = change(api, "updateAsset", id=id_, expectedRevision=1, title="Budget thaw")
    assert (changed["title"], changed["latestRevision"]) == ("Budget thaw", 2)
    assert api.data('{ asset(slug: "budget-freeze") { title } }')["asset"]["title"] == "Budget freeze"
    back = change(api, "restoreRevision", id=id_, revision=1, expectedRevision=2)
    assert (back["title"], back["latestRevision"]) == ("Budget freeze", 3)
    other = point(api, "The other one")
    change(api, "publishAsset", id=other["id"])
    retired = change(api, "retireAsset", id=id_, reason="REPLACED", replacement="the-other-one")
    assert (retired["status"], retired["replacedBy"]["slug"]) == ("RETIRED", "the-other-one")
    shown = api.data('{ asset(slug: "budget-freeze") { status summary replacedBy { slug } } }')["asset"]
    assert shown == {"status": "RETIRED", "summary": "", "replacedBy": {"slug": "the-other-one"}}
    assert api.data("{ talkingPoints { nodes { slug } } }")["talkingPoints"]["nodes"] == [{"slug": "the-other-one"}]
    assert api.data('{ search(text: "budget") { totalCount } }')["search"]["totalCount"] == 0
    assert change(api, "archiveAsset", id=id_)["status"] == "ARCHIVED"
    assert change(api, "restoreAsset", id=id_)["status"] == "DRAFT"
    assert change(api, "verifyAsset", id=id_)["status"] == "DRAFT"


def test_a_lost_race_answers_with_the_current_revision(api: Api) -> None:
    id_ = point(api)["id"]
    change(api, "updateAsset", id=id_, expectedRevision=1, title="First")
    lost = change(api, "updateAsset", id=id_, expectedRevision=1, title="Second")
    assert lost["currentRevision"] == 2
    assert lost["errors"][0]["code"] == "CONFLICT"


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"title": ""}, ["title"], "REQUIRED"),
        ({"title": "x" * 301}, ["title"], "TOO_LONG"),
        ({"slug": "No Slug"}, ["slug"], "WRONG_FORM"),
        ({"personas": ["cfo", "ceo"]}, ["personas", "1"], "UNKNOWN_TAG"),
        ({"proof": ["nothing"]}, ["proof", "0"], "UNKNOWN_ASSET"),
        ({"translationOf": "nothing"}, ["translationOf"], "UNKNOWN_ASSET"),
        ({"owner": "nobody@example.com"}, ["owner"], "UNKNOWN_PERSON"),
        ({"extra": [1]}, ["extra"], "WRONG_VALUE"),
        ({"verifyIntervalDays": 0}, ["verifyIntervalDays"], "WRONG_VALUE"),
        ({"content": {"talkingPoint": {"headline": "x" * 201}}}, ["content", "talkingPoint", "headline"], "TOO_LONG"),
        (
            {"content": {"talkingPoint": {"discoveryQuestions": [{"text": "x" * 501}]}}},
            ["content", "talkingPoint", "discoveryQuestions", "0", "text"],
            "TOO_LONG",
        ),
    ],
)
def test_wrong_input_is_named(sqlite_api: Api, given: dict[str, Any], path: list[str], code: str) -> None:
    tag(sqlite_api.database, Facet.PERSONA, "CFO")
    whole = {"title": "New", "content": {"talkingPoint": {}}, **given}
    errors = change(sqlite_api, "createAsset", **whole)["errors"]
    assert [(error["path"], error["code"]) for error in errors] == [(path, code)]
    assert sqlite_api.data("{ assets(perspective: DRAFT) { totalCount } }", Role.MARKETING)["assets"]["totalCount"] == 0


def test_publishing_names_what_is_missing(sqlite_api: Api) -> None:
    made = change(sqlite_api, "createAsset", title="Empty", content={"talkingPoint": {}})
    errors = change(sqlite_api, "publishAsset", id=made["id"])["errors"]
    assert [error["path"] for error in errors] == [["summary"], ["content", "headline"], ["content", "opener"]]


def test_a_patch_changes_what_it_names(sqlite_api: Api) -> None:
    made = point(sqlite_api, body="Long text")
    patch = {"talkingPoint": {"opener": None, "internalFields": ["valueStatement"]}}
    change(sqlite_api, "updateAsset", id=made["id"], expectedRevision=1, content=patch, body=None)
    document = """{ asset(slug: "budget-freeze", perspective: DRAFT) {
      body { markdown } ... on TalkingPoint { headline opener internalFields } } }"""
    found = sqlite_api.data(document, Role.MARKETING)["asset"]
    assert found == {
        "body": {"markdown": ""},
        "headline": "Cash is tied up in stock",
        "opener": "",
        "internalFields": ["valueStatement"],
    }


def test_content_of_another_type_is_refused(sqlite_api: Api) -> None:
    made = point(sqlite_api)
    content = {"caseStudy": {"customer": "Mills"}}
    errors = change(sqlite_api, "updateAsset", id=made["id"], expectedRevision=1, content=content)["errors"]
    assert [(error["path"], error["code"]) for error in errors] == [(["content", "caseStudy"], "OTHER_TYPE")]


@pytest.mark.parametrize("id_", ["", "nonsense", "YXNzZXQ6OTk5", "YXNzZXQ6OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_an_unknown_id(sqlite_api: Api, id_: str) -> None:
    errors = change(sqlite_api, "archiveAsset", id=id_)["errors"]
    assert [(error["path"], error["code"]) for error in errors] == [(["id"], "NOT_FOUND")]


def test_replacements_may_not_go_round(sqlite_api: Api) -> None:
    one, other = point(sqlite_api, "One"), point(sqlite_api, "Other")
    change(sqlite_api, "publishAsset", id=one["id"])
    change(sqlite_api, "publishAsset", id=other["id"])
    errors = change(sqlite_api, "retireAsset", id=one["id"], reason="REPLACED", replacement=one["id"])["errors"]
    assert [(error["path"], error["code"]) for error in errors] == [(["replacement"], "CYCLE")]


TAG = "tag { id slug name status synonyms persona { goals } pain { metric } mergedInto { slug } }"


def tag_change(api: Api, name: str, /, **given: Any) -> Any:
    title = name[0].upper() + name[1:]
    document = f"""mutation Change($input: {title}Input!) {{ {name}(input: $input) {{
      ... on {title}Payload {{ {TAG} }} ... on MutationErrors {{ errors {{ path code }} }} }} }}"""
    result = api.data(document, Role.MARKETING, input=given)[name]
    return result.get("tag") or result["errors"]


def test_a_tags_life(api: Api) -> None:
    cfo = tag_change(api, "createTag", facet="PERSONA", name="CFO", persona={"goals": ["Cash"]})
    assert cfo["persona"] == {"goals": ["Cash"]}
    assert cfo["pain"] is None
    boss = tag_change(api, "createTag", facet="PERSONA", name="Money boss", synonyms=["purse"])
    assert tag_change(api, "updateTag", id=cfo["id"], name="Head of finance")["name"] == "Head of finance"
    assert tag_change(api, "retireTag", id=cfo["id"])["status"] == "RETIRED"
    assert tag_change(api, "restoreTag", id=cfo["id"])["status"] == "ACTIVE"
    merged = tag_change(api, "mergeTag", id=boss["id"], into=cfo["id"])
    assert set(merged["synonyms"]) >= {"Money boss", "purse"}
    assert api.data('{ tag(facet: PERSONA, slug: "money-boss") { slug } }')["tag"] == {"slug": "cfo"}
    assert tag_change(api, "createTag", facet="STAGE", name="S", pain={"metric": "x"}) == [
        {"path": ["pain"], "code": "OTHER_FACET"}
    ]
    wrong = tag_change(api, "updateTag", id=cfo["id"], persona={"goals": [""]})
    assert wrong == [{"path": ["persona", "goals", "0"], "code": "REQUIRED"}]


def test_tags_are_reordered_and_deleted(sqlite_api: Api) -> None:
    for name in ("One", "Two"):
        tag(sqlite_api.database, Facet.STAGE, name)
    document = """mutation { reorderTags(input: {facet: STAGE, slugs: ["two"]}) {
      ... on ReorderTagsPayload { tags { id slug } } } }"""
    tags = sqlite_api.data(document, Role.MARKETING)["reorderTags"]["tags"]
    assert [each["slug"] for each in tags] == ["two", "one"]
    document = """mutation Delete($id: ID!) { deleteTag(input: {id: $id}) { ... on DeleteTagPayload { deletedId } } }"""
    assert sqlite_api.data(document, Role.MARKETING, id=tags[0]["id"])["deleteTag"] == {"deletedId": tags[0]["id"]}
    assert [each["slug"] for each in sqlite_api.data("{ stages { slug } }")["stages"]] == ["one"]


def test_a_payload_reads_what_was_written(sqlite_api: Api) -> None:
    """Also where another field has read before: the second mutation's relations are as of now."""
    one = point(sqlite_api, "One")
    document = """mutation Two($id: ID!) {
      a: createAsset(input: {title: "Proof", summary: "S", content: {proofStatement: {claim: "C"}}}) {
        ... on CreateAssetPayload { asset { usedBy { slug } } } }
      b: updateAsset(input: {id: $id, expectedRevision: 1, proof: ["proof"]}) {
        ... on UpdateAssetPayload { asset { proof { slug usedBy { slug } } } } } }"""
    answer = sqlite_api.data(document, Role.MARKETING, id=one["id"])
    assert answer["b"]["asset"]["proof"] == [{"slug": "proof", "usedBy": [{"slug": "one"}]}]


def nested(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for _ in range(levels):
        made = {"a": made}
    return made


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (nested(300), "TOO_DEEP"),
        ({"a": 2**63}, "WRONG_VALUE"),
        ({"a": [2**64 - 1]}, "WRONG_VALUE"),
    ],
)
def test_what_no_database_keeps_is_refused_by_name(api: Api, extra: dict[str, Any], code: str) -> None:
    document = """mutation($extra: JSON) {
      createAsset(input: {title: "x", content: {whitePaper: {}}, extra: $extra}) {
        ... on MutationErrors { errors { path code } }
      }
    }"""
    errors = api.data(document, Role.MARKETING, extra=extra)["createAsset"]["errors"]
    assert errors == [{"path": ["extra"], "code": code}]
    assert api.data("{ assets(perspective: DRAFT) { totalCount } }", Role.MARKETING) == {"assets": {"totalCount": 0}}


@pytest.mark.parametrize("literal", ["9" * 30, "1e999", "-1e999", "9" * 5_000])
def test_a_number_in_a_document_may_be_of_any_size(api: Api, literal: str) -> None:
    document = f"""mutation {{
      createAsset(input: {{title: "x", content: {{whitePaper: {{}}}}, extra: {{a: {literal}}}}}) {{
        ... on MutationErrors {{ errors {{ path code }} }}
      }}
    }}"""
    answer = api.ask(document, Role.MARKETING)
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    assert codes == ["BAD_USER_INPUT"] or answer["data"]["createAsset"]["errors"] == [
        {"path": ["extra"], "code": "WRONG_VALUE"}
    ]
