"""Every example in docs/graphql.md runs as it is written."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from content_store import authoring
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import KindlingError
from content_store.queries.assets import ids_of
from content_store.rules.vocabulary import ContentType, Facet, Role
from content_store.work import Work
from schema.ids import Kind, global_id
from schema.limits import Limits
from tests.content_store.kit_making import published_kit, step
from tests.content_store.making import draft, published, tag
from tests.schema.asking import YESTERDAY, Api
from tests.schema.test_main_queries import BEFORE_THE_CALL

TEXT = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text()
EXAMPLES = re.findall(r"```graphql\n(.*?)```(?:\n+```json\n(.*?)```)?", TEXT, re.DOTALL)


def fill(database: Database) -> None:
    tag(database, Facet.PERSONA, "CFO", details={"goals": ["Cash"]})
    tag(database, Facet.STAGE, "Decision")
    tag(database, Facet.PAIN, "Unplanned spend")
    tags = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"], Facet.PAIN: ["unplanned-spend"]}
    draft(database, title="Being written", tags=tags)
    published(database, ContentType.CASE_STUDY, "Harbour Mills", YESTERDAY - timedelta(days=1))
    published(database, at=YESTERDAY, tags=tags)
    published_kit(database, step("budget-freeze"), at=YESTERDAY)


@pytest.mark.begins_with(fill=fill)
@pytest.mark.parametrize(("document", "variables"), EXAMPLES)
def test_an_example(sqlite_api: Api, document: str, variables: str) -> None:
    with sqlite_api.database.reading() as session:
        slug = "being-written" if "updateAsset" in document else "budget-freeze"
        unread = global_id(Kind.ASSET, ids_of(session, ["being-written"])["being-written"])
    if "eview(" in document or "reviews(" in document:
        prepare_review(sqlite_api, unread, asked="reviews(" in document)
    with sqlite_api.database.reading() as session:
        asset = global_id(Kind.ASSET, ids_of(session, [slug])[slug])
    if "compareRevisions(" in document:
        save_another(sqlite_api, slug)
    if "notices(" in document or "requests(" in document:
        ask_and_promise(sqlite_api)
    if "recentUsage" in document:
        sqlite_api.data(
            next(each for each, _ in EXAMPLES if "mutation Used" in each), Role.MARKETING, asset=asset, key="a"
        )
    if "$token" in variables:
        shared = sqlite_api.data(next(each for each, _ in EXAMPLES if "Share(" in each), Role.MARKETING, id=asset)
        path = shared["createPreviewLink"]["previewLink"]["path"]
        variables = variables.replace("$token", path.rpartition("/")[2])
    given: dict[str, Any] = (
        json.loads(variables.replace("$asset", asset).replace("$draft", unread)) if variables else {}
    )
    data = sqlite_api.data(document, Role.MARKETING, **given)
    # An example that finds nothing, or is refused, teaches nothing.
    assert '"errors"' not in json.dumps(data)
    assert all(data.values())
    for found in data.values():
        assert not isinstance(found, dict) or found.get("totalCount", 1)
        assert not isinstance(found, dict) or found.get("nodes", True)


def save_another(api: Api, slug: str) -> None:
    """A second revision to compare with the first."""
    with api.database.writing() as session:
        changed = {"title": "Spending freeze"}
        authoring.update(Work(session, SYSTEM, YESTERDAY), ids_of(session, [slug])[slug], changed, 1)


def prepare_review(api: Api, draft_id: str, *, asked: bool) -> None:
    """A draft that can be reviewed, and somebody to do it."""
    api.token(Role.ADMIN)
    content = '{talkingPoint: {headline: "Cash is tied up", opener: "People in your role …"}}'
    given = f'{{id: "{draft_id}", expectedRevision: 1, content: {content}, summary: "About cash."}}'
    api.data(f"mutation {{ updateAsset(input: {given}) {{ __typename }} }}", Role.MARKETING)
    if asked:
        given = f'{{id: "{draft_id}", reviewers: ["admin@example.com"]}}'
        api.data(f"mutation {{ requestReview(input: {given}) {{ __typename }} }}", Role.MARKETING)


def ask_and_promise(api: Api) -> None:
    given = '{title: "More", persona: "cfo"}'
    ask = f"mutation {{ requestContent(input: {given}) {{ ... on RequestContentPayload {{ request {{ id }} }} }} }}"
    asked = api.data(ask, Role.MARKETING)["requestContent"]["request"]["id"]
    promise = f'mutation {{ answerRequest(input: {{id: "{asked}", status: ACCEPTED}}) {{ __typename }} }}'
    api.data(promise, Role.ADMIN)


def test_every_code_and_limit_is_told() -> None:
    told_of: list[type[KindlingError]] = [KindlingError, *KindlingError.__subclasses__()]
    codes = {each.code for each in told_of} | {"COST_EXCEEDED"}
    assert {code for code in codes if f"| `{code}` |" not in TEXT} == set()
    limits = Limits()
    for told in (limits.depth, limits.aliases, limits.cost, limits.tokens, limits.directives):
        assert f"| {told:,} |" in TEXT


def test_the_main_queries_are_the_examples() -> None:
    assert BEFORE_THE_CALL.strip() in TEXT
