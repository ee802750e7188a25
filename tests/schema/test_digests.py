from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from content_store import publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import Facet, RetireReason, Role, Scope
from content_store.work import Work
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, served

DIGEST = """query($persona: String) { digest(persona: $persona) { sections { section more
  news { asset { slug title } successor { slug } } requests { title } } } }"""
CHANGE = """mutation($input: ChangeDigestSettingsInput!) { changeDigestSettings(input: $input) {
  ... on ChangeDigestSettingsPayload { settings { frequency personas { slug } feedPath } }
  ... on MutationErrors { errors { path code } } } }"""


def test_what_is_new_and_how_to_be_told(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path) as api:
        tag(database, Facet.PERSONA, "CFO")
        new = published(database, title="New line", at=YESTERDAY, tags={Facet.PERSONA: ["cfo"]})
        old = published(database, title="Old line", at=YESTERDAY - timedelta(days=40))
        with database.writing() as session:
            publishing.retire(Work(session, SYSTEM, YESTERDAY), old.id, RetireReason.REPLACED, new.id)
        sections = api.data(DIGEST, persona="cfo")["digest"]["sections"]
        assert [(each["section"], each["news"][0]["asset"]["slug"]) for each in sections] == [
            ("RETIRED", "old-line"),
            ("NEW", "new-line"),
        ]
        assert sections[0]["news"][0]["successor"] == {"slug": "new-line"}
        assert api.error(DIGEST, persona="nobody")["extensions"]["code"] == "BAD_USER_INPUT"
        assert api.data("{ digestSettings { frequency } }")["digestSettings"] is None
        first = api.data(CHANGE, input={"frequency": "WEEKLY", "personas": ["cfo"]})["changeDigestSettings"]["settings"]
        assert (first["frequency"], first["personas"]) == ("WEEKLY", [{"slug": "cfo"}])
        again = api.data(CHANGE, input={"newFeedAddress": True})["changeDigestSettings"]["settings"]
        assert again["frequency"] == "WEEKLY"
        assert again["feedPath"] != first["feedPath"]
        wrong = api.data(CHANGE, input={"personas": ["nobody"]})["changeDigestSettings"]["errors"]
        assert wrong == [{"path": ["personas"], "code": "UNKNOWN_TAG"}]
        assert api.data("{ digestSettings { feedPath } }")["digestSettings"] == {"feedPath": again["feedPath"]}


@pytest.mark.parametrize("scopes", [(Scope.READ,), (Scope.READ_CUSTOMER_FACING,)])
def test_a_token_that_only_reads_learns_no_private_address(
    sqlite_database: Database, tmp_path: Path, scopes: tuple[Any, ...]
) -> None:
    with served(sqlite_database, tmp_path) as api:
        assert api.data("{ digestSettings { feedPath } }", Role.REP, *scopes) == {"digestSettings": None}
        refused = api.data(CHANGE, Role.REP, *scopes, input={})["changeDigestSettings"]
        assert refused["errors"][0]["code"] == "FORBIDDEN"
