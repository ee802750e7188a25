"""How errors are told: what is the client's with its code, what is ours without its words."""

import sqlite3

import pytest
from graphql import GraphQLError
from sqlalchemy.exc import OperationalError

from content_store.errors import Conflict, Forbidden, Invalid, NotFound
from schema.errors import told


def test_the_domains_errors_keep_their_words_and_codes() -> None:
    for error in (Forbidden("you may not"), NotFound("there is none"), Conflict("somebody was faster", 3)):
        found = told(GraphQLError("x", path=["a"], original_error=error), "id")
        assert (found["message"], found["extensions"], found["path"]) == (str(error), {"code": error.code}, ["a"])


def test_problems_are_listed_in_the_inputs_own_names() -> None:
    error = GraphQLError("x", original_error=Invalid.of(("where", "updated_since"), "WRONG_VALUE", "no"))
    assert told(error, "id")["extensions"] == {
        "code": "BAD_USER_INPUT",
        "problems": [{"path": ["where", "updatedSince"], "code": "WRONG_VALUE", "message": "no"}],
    }


def test_a_busy_database_is_told_as_such() -> None:
    cause = OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))
    found = told(GraphQLError("x", path=["a"], original_error=cause), "id")
    assert found["extensions"] == {"code": "UNAVAILABLE"}
    assert "SELECT" not in found["message"]


def test_what_is_ours_is_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    found = told(GraphQLError("secret", path=["a"], original_error=RuntimeError("secret")), "request-7")
    assert found["extensions"] == {"code": "INTERNAL", "requestId": "request-7"}
    assert "secret" not in found["message"]
    assert "secret" in caplog.text
    assert "request-7" in caplog.text
