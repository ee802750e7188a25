"""The same done to many assets, and taken back, through the API."""

from content_store.rules.vocabulary import ContentType, Role
from schema.ids import Kind, global_id
from tests.content_store.making import draft, published
from tests.schema.asking import Api

PAID = "bulk { id status total waiting done refused undone items { slug state code } }"
ERRORS = "... on MutationErrors { errors { code path } }"
PLAN = f"""mutation Plan($input: PlanBulkInput!) {{
  planBulk(input: $input) {{ ... on PlanBulkPayload {{ {PAID} }} {ERRORS} }}
}}"""
RUN = f"mutation Run($id: ID!) {{ runBulk(input: {{id: $id}}) {{ ... on RunBulkPayload {{ {PAID} }} {ERRORS} }} }}"
UNDO = f"mutation Undo($id: ID!) {{ undoBulk(input: {{id: $id}}) {{ ... on UndoBulkPayload {{ {PAID} }} {ERRORS} }} }}"
BULK = "query Bulk($id: ID!) { bulk(id: $id) { status done refused } recentBulks { id status } }"


def test_many_are_retired_and_taken_back(api: Api) -> None:
    shown = [published(api.database, ContentType.PROOF_STATEMENT, f"Shown {number}") for number in range(2)]
    ids = [global_id(Kind.ASSET, each.id) for each in (*shown, draft(api.database, title="Written"))]
    given = {"kind": "RETIRE", "ids": ids}
    refused = api.data(PLAN, Role.MARKETING, input=given)["planBulk"]
    assert refused == {"errors": [{"code": "REQUIRED", "path": ["reason"]}]}
    assert api.data(PLAN, Role.REP, input=given)["planBulk"]["errors"][0]["code"] == "FORBIDDEN"
    planned = api.data(PLAN, Role.MARKETING, input=given | {"reason": "OUTDATED"})["planBulk"]["bulk"]
    assert (planned["status"], planned["waiting"], planned["refused"]) == ("PLANNED", 2, 1)
    assert planned["items"][-1] == {"slug": "written", "state": "REFUSED", "code": "WRONG_STATUS"}
    asked = {"id": planned["id"]}
    assert api.data(RUN, Role.MARKETING, **asked)["runBulk"]["bulk"]["id"] == planned["id"]
    done = settled(api, planned["id"], "DONE")
    assert (done["done"], done["refused"]) == (2, 1)
    assert api.data(RUN, Role.MARKETING, **asked)["runBulk"]["errors"][0]["code"] == "CONFLICT"
    # So few are taken back at once.
    assert api.data(UNDO, Role.MARKETING, **asked)["undoBulk"]["bulk"]["undone"] == 2
    assert api.data(BULK, Role.MARKETING, **asked)["recentBulks"] == [{"id": planned["id"], "status": "UNDONE"}]
    refusals = api.ask(BULK, Role.REP, **asked)["errors"]
    assert [each["extensions"]["code"] for each in refusals] == ["FORBIDDEN", "FORBIDDEN"]


def settled(api: Api, bulk_id: str, status: str) -> dict[str, object]:
    """The bulk as it is when the work beside the requests has come so far."""
    while True:
        found: dict[str, object] = api.data(BULK, Role.MARKETING, id=bulk_id)["bulk"]
        if found["status"] == status:
            return found
