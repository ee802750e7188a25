"""Kits through the API: who reads and writes them, and a proposal that becomes one."""

from datetime import timedelta
from typing import Any

from content_store.rules.vocabulary import Facet, Role, Scope
from tests.content_store.kit_making import kit, published_kit, rule, step
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, Api, counted

KIT = """id slug status title role version revision minutes stepCount hasNewerDraft successor { slug }
  sections { title steps { key words minutes why question isRequired isFrozen trouble insteadOf
    assets { slug } rule { kind persona limit words } } }"""


def change(api: Api, name: str, /, **given: Any) -> Any:
    """The kit that one mutation gives back, or its errors."""
    title = name[0].upper() + name[1:]
    document = f"""
    mutation Change($input: {title}Input!) {{
      {name}(input: $input) {{
        ... on {title}Payload {{ kit {{ {KIT} }} }}
        ... on MutationErrors {{ currentRevision errors {{ path code message }} }}
      }}
    }}"""
    result = api.data(document, Role.MARKETING, input=given)[name]
    return result.get("kit", result)


def test_a_kit_from_a_proposal_to_its_successor(api: Api) -> None:
    tag(api.database, Facet.PERSONA, "CFO")
    tag(api.database, Facet.STAGE, "Decision")
    published(api.database, at=YESTERDAY, tags={Facet.PERSONA: ["cfo"]})
    asked = """{ assembleKit(role: "SDR", personas: ["cfo"], stages: ["decision"], minutes: 30) {
      title minutes sections { title steps { asset { slug } minutes why } }
      missing { tag { slug } lack request { title persona stage } } } }"""
    proposal = api.data(asked)["assembleKit"]
    assert proposal["sections"] == [
        {
            "title": "What to say",
            "steps": [
                {
                    "asset": {"slug": "budget-freeze"},
                    "minutes": 8,
                    "why": "For conversations with CFOs; verified lately.",
                }
            ],
        }
    ]
    wanted = {"title": "Something for conversations at Decision", "persona": None, "stage": "decision"}
    assert proposal["missing"] == [{"tag": {"slug": "decision"}, "lack": "NOTHING", "request": wanted}]
    newest = {"rule": {"kind": "NEWEST", "persona": "cfo", "limit": 2}, "minutes": 10, "required": False}
    sections = [{"title": "Start", "steps": [{"asset": "budget-freeze", "question": "Why now?"}, newest]}]
    made = change(api, "createKit", title=proposal["title"], role="SDR", sections=sections)
    assert (made["slug"], made["status"], made["minutes"], made["stepCount"]) == ("first-steps-sdr", "DRAFT", 18, 2)
    assert api.data('{ kit(slug: "first-steps-sdr") { id } }')["kit"] is None
    shown = change(api, "publishKit", id=made["id"], expectedRevision=1)
    assert (shown["status"], shown["version"]) == ("PUBLISHED", 1)
    read = api.data(f'{{ kit(slug: "first-steps-sdr") {{ {KIT} }} node(id: "{made["id"]}") {{ __typename }} }}')
    assert read["node"] == {"__typename": "Kit"}
    first, second = read["kit"]["sections"][0]["steps"]
    assert (first["words"], first["question"], first["isRequired"], first["rule"]) == (
        "Budget freeze", "Why now?", True, None,
    )  # fmt: skip
    assert (second["words"], second["isRequired"]) == ("The 2 newest assets, with CFOs", False)
    assert second["assets"] == [{"slug": "budget-freeze"}]
    frozen = change(api, "freezeKitStep", id=made["id"], step=second["key"], expectedRevision=1)
    assert [each["isFrozen"] for each in frozen["sections"][0]["steps"]] == [False, True]
    other = published_kit(api.database, step("budget-freeze"), title="Other", at=YESTERDAY)
    retired = change(api, "retireKit", id=made["id"], successor=other.slug)
    assert (retired["status"], retired["successor"]) == ("RETIRED", {"slug": "other"})
    assert api.data('{ kit(slug: "first-steps-sdr") { status successor { slug } } }')["kit"]["successor"] is not None
    assert api.data("{ kits { totalCount nodes { slug } } }")["kits"] == {"totalCount": 1, "nodes": [{"slug": "other"}]}


def test_a_kit_can_be_had_as_text(sqlite_api: Api) -> None:
    published(sqlite_api.database, at=YESTERDAY)
    published_kit(sqlite_api.database, step("budget-freeze", question="Why now?"), at=YESTERDAY)
    written = sqlite_api.data('{ kit(slug: "first-steps") { markdown text address } }')["kit"]
    assert all("Why now?" in written[name] for name in ("markdown", "text"))
    assert written["address"] == "/kits/first-steps"


def test_a_lost_race_answers_conflict(sqlite_api: Api) -> None:
    made = change(sqlite_api, "createKit", title="One")
    change(sqlite_api, "updateKit", id=made["id"], expectedRevision=1, summary="Newer")
    lost = change(sqlite_api, "updateKit", id=made["id"], expectedRevision=1, summary="Too late")
    assert (lost["currentRevision"], lost["errors"][0]["code"]) == (2, "CONFLICT")


def test_problems_name_their_place(sqlite_api: Api) -> None:
    steps = [{"rule": {"kind": "FRESH", "quotaBand": "ABOVE", "limit": 0}}]
    told = change(sqlite_api, "createKit", title="x", sections=[{"steps": steps}])["errors"]
    assert {(".".join(each["path"]), each["code"]) for each in told} == {
        ("sections.0.steps.0.rule.limit", "OUT_OF_RANGE"),
        ("sections.0.steps.0.rule.quotaBand", "NOT_TAKEN"),
    }
    empty = change(sqlite_api, "createKit", title="Empty")
    assert change(sqlite_api, "publishKit", id=empty["id"])["errors"][0]["code"] == "EMPTY"


def test_kits_are_between_ourselves(sqlite_api: Api) -> None:
    published(sqlite_api.database, at=YESTERDAY)
    published_kit(sqlite_api.database, step("budget-freeze"), at=YESTERDAY)
    kit(sqlite_api.database, title="Draft")
    asked = '{ kits { totalCount } kit(slug: "first-steps") { title } }'
    nothing = {"kits": {"totalCount": 0}, "kit": None}
    assert sqlite_api.data(asked, Role.SERVICE, Scope.READ_CUSTOMER_FACING) == nothing
    assert sqlite_api.data(asked) == {"kits": {"totalCount": 1}, "kit": {"title": "First steps"}}
    drafts = "{ kits(perspective: DRAFT) { totalCount nodes { title versions { number note } } } }"
    assert sqlite_api.error(drafts)["extensions"]["code"] == "FORBIDDEN"
    assert sqlite_api.data(drafts, Role.MARKETING)["kits"]["totalCount"] == 2


def test_kits_are_turned_page_by_page_and_cost_as_many_queries(sqlite_api: Api) -> None:
    published(sqlite_api.database, at=YESTERDAY - timedelta(days=1))
    for number in range(5):
        made = [step("budget-freeze"), rule("newest")]
        published_kit(sqlite_api.database, *made, title=f"Kit {number}", role="SDR", at=YESTERDAY)
    asked = f"""query Q($after: String, $first: Int!) {{
      kits(where: {{role: "sdr"}}, first: $first, after: $after) {{
        nodes {{ {KIT} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    page = sqlite_api.data(asked, first=3)["kits"]
    rest = sqlite_api.data(asked, first=3, after=page["pageInfo"]["endCursor"])["kits"]
    assert [each["title"] for each in page["nodes"] + rest["nodes"]] == [f"Kit {n}" for n in (4, 3, 2, 1, 0)]
    assert rest["pageInfo"]["hasNextPage"] is False
    counts = []
    for first in (1, 5):
        with counted(sqlite_api.database) as statements:
            sqlite_api.data(asked, first=first)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_kinds_of_rules_are_declared(sqlite_api: Api) -> None:
    asked = "{ kitRuleKinds { kind label meaning parameters } }"
    found = {each["kind"]: each["parameters"] for each in sqlite_api.data(asked)["kitRuleKinds"]}
    assert "quotaBand" in found["MOST_USED"]
    assert "quotaBand" not in found["NEWEST"]
