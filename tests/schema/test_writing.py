"""Findings and previews over GraphQL."""

from typing import Any

from content_store.rules.vocabulary import Audience, ContentType, LinkKind, Role, Scope
from schema.ids import Kind, global_id
from tests.content_store.making import draft, published
from tests.schema.asking import Api

CHECK = """query Check($id: ID, $changes: ProposalInput!) {
  checkAsset(id: $id, changes: $changes) { code severity path message asset { slug } }
}"""
FINDINGS = """query Findings($slug: String!) {
  asset(slug: $slug, perspective: %s) { findings { code path } }
}"""
MAKE = """mutation Make($input: CreatePreviewLinkInput!) {
  createPreviewLink(input: $input) {
    ... on CreatePreviewLinkPayload { previewLink { id path audience maker { name } } }
    ... on MutationErrors { errors { code path } }
  }
}"""
REVOKE = """mutation Revoke($id: ID!) {
  revokePreviewLink(input: {id: $id}) {
    ... on RevokePreviewLinkPayload { previewLink { path revokedAt } }
    ... on MutationErrors { errors { code } }
  }
}"""
LOOK = """query Look($token: String!) {
  preview(token: $token) {
    audience
    asset {
      slug title status
      ... on TalkingPoint { objections { response } }
      proof { slug status usedBy { slug } related { slug } }
      previewLinks { id }
      findings { code }
    }
  }
}"""


def made(api: Api, asset_id: int, audience: str = "INTERNAL", role: Role = Role.MARKETING, **more: Any) -> Any:
    given = {"id": global_id(Kind.ASSET, asset_id), "audience": audience, **more}
    return api.data(MAKE, role, input=given)["createPreviewLink"]


def test_the_checker_tells_what_it_finds_before_and_after_a_save(api: Api) -> None:
    opener = "I saw you on our website. People in your role tell us the same."
    asset = draft(api.database, content={"opener": opener, "value_statement": "Half the stock."})
    found = {
        each["code"]: each["path"]
        for each in api.data(FINDINGS % "DRAFT", Role.MARKETING, slug=asset.slug)["asset"]["findings"]
    }
    assert found["REVEALS_TRACKING"] == ["content", "opener"]
    assert found["NO_PROOF"] == ["proof"]
    assert found["NO_PERSONA"] == ["personas"]
    better = {"content": {"talkingPoint": {"opener": "People in your role tell us the same."}}}
    after = api.data(CHECK, Role.MARKETING, id=global_id(Kind.ASSET, asset.id), changes=better)["checkAsset"]
    assert {each["code"] for each in after} == set(found) - {"REVEALS_TRACKING"}
    copy = {"title": asset.title, "summary": asset.summary, "content": {"talkingPoint": {"headline": "Stock is cash"}}}
    same = api.data(
        CHECK, Role.MARKETING, changes={**copy, "content": {"talkingPoint": {"headline": asset.content["headline"]}}}
    )
    assert [each["asset"]["slug"] for each in same["checkAsset"] if each["code"] == "LIKELY_DUPLICATE"] == [asset.slug]


def test_findings_are_for_those_who_edit(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database)
    assert sqlite_api.data(FINDINGS % "PUBLISHED", slug=asset.slug)["asset"]["findings"] == []
    changes = {"content": {"talkingPoint": {"headline": "x"}}}
    refused = sqlite_api.ask(CHECK, changes=changes)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    missing = sqlite_api.ask(CHECK, Role.MARKETING, changes={"title": "x"})
    assert missing["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_front_end_previews_a_draft_and_its_drafts_and_nothing_else(api: Api) -> None:
    customers: dict[str, Any] = {"audience": Audience.CUSTOMER_FACING}
    far = draft(api.database, title="Far", **customers)
    proof = draft(api.database, ContentType.CASE_STUDY, "Proof", links={LinkKind.RELATED: [far.slug]}, **customers)
    objections = [{"buyer_says": "Dear.", "response": "Between us.", "audience": "internal"}]
    asset = draft(api.database, content={"objections": objections}, links={LinkKind.PROOF: [proof.slug]}, **customers)
    draft(api.database, title="Another user", links={LinkKind.PROOF: [proof.slug]}, **customers)
    link = made(api, asset.id)["previewLink"]
    token = link["path"].rpartition("/")[2]
    shown = api.data(LOOK, token=token)["preview"]
    assert shown["asset"]["status"] == "DRAFT"
    assert shown["asset"]["objections"] == [{"response": "Between us."}]
    assert shown["asset"]["proof"] == [
        {"slug": "proof", "status": "DRAFT", "usedBy": [{"slug": asset.slug}], "related": []}
    ]
    assert (shown["asset"]["previewLinks"], shown["asset"]["findings"]) == ([], [])
    outside = api.data(LOOK, Role.SERVICE, Scope.READ_CUSTOMER_FACING, token=token)["preview"]
    assert outside["asset"]["objections"] == []
    assert api.data(LOOK, token=f"{token[:-1]}!")["preview"] is None
    assert api.data(REVOKE, Role.MARKETING, id=link["id"])["revokePreviewLink"]["previewLink"]["path"] is None
    assert api.data(LOOK, token=token)["preview"] is None


def test_links_are_made_and_listed_by_those_who_edit(sqlite_api: Api) -> None:
    asset = draft(sqlite_api.database)
    assert made(sqlite_api, asset.id, role=Role.REP)["errors"] == [{"code": "FORBIDDEN", "path": []}]
    assert made(sqlite_api, asset.id, hours=0)["errors"] == [{"code": "OUT_OF_RANGE", "path": ["hours"]}]
    assert made(sqlite_api, asset.id, "CUSTOMER_FACING")["errors"][0]["path"] == ["audience"]
    assert made(sqlite_api, 999)["errors"][0]["code"] == "NOT_FOUND"
    link = made(sqlite_api, asset.id)["previewLink"]
    listed = "query Links($slug: String!) { asset(slug: $slug, perspective: DRAFT) { previewLinks { id } } }"
    assert sqlite_api.data(listed, Role.MARKETING, slug=asset.slug)["asset"]["previewLinks"] == [{"id": link["id"]}]
    refused = sqlite_api.data(REVOKE, Role.REP, id=link["id"])["revokePreviewLink"]
    assert refused["errors"] == [{"code": "FORBIDDEN"}]


def test_drafts_are_for_those_who_edit_and_not_for_a_front_end_of_theirs(sqlite_api: Api) -> None:
    asset = draft(sqlite_api.database)
    ask = f'{{ asset(slug: "{asset.slug}", perspective: DRAFT) {{ slug }} }}'
    for role, scopes in ((Role.REP, ()), (Role.SERVICE, ()), (Role.MARKETING, (Scope.READ_CUSTOMER_FACING,))):
        answer = sqlite_api.ask(ask, role, *scopes)
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN", role
    assert sqlite_api.data(ask, Role.MARKETING)["asset"] == {"slug": asset.slug}
