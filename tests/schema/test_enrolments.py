"""Enrolments through the API."""

from typing import Any

from content_store.rules.vocabulary import EventKind, Purpose, Role, Scope
from content_store.tables import UsageEvent
from schema.ids import Kind, global_id
from tests.content_store.kit_making import published_kit, step
from tests.content_store.making import person, published
from tests.schema.asking import YESTERDAY, Api

ENROLMENT = """id state version latestVersion doneCount stepCount minutesLeft minutesSpent kit { slug }
  person { email } mentor { email } nextStep { step { key words } }
  steps { step { key assets { slug } } doneAt minutes answer useful } notes { person { email } text step }"""


def change(api: Api, name: str, who: Role, /, payload: str = f"enrolment {{ {ENROLMENT} }}", **given: Any) -> Any:
    """What one mutation gives back, or its errors."""
    title = name[0].upper() + name[1:]
    document = f"""
    mutation Change($input: {title}Input!) {{
      {name}(input: $input) {{
        ... on {title}Payload {{ {payload} }}
        ... on MutationErrors {{ errors {{ path code message }} }}
      }}
    }}"""
    result = api.data(document, who, input=given)[name]
    return result.get("enrolment", result)


def enrol(api: Api, **given: Any) -> Any:
    published(api.database, at=YESTERDAY)
    published(api.database, title="Second", at=YESTERDAY)
    made = published_kit(api.database, step("budget-freeze"), step("second"), at=YESTERDAY)
    api.token(Role.REP)
    api.token(Role.SERVICE)
    outcomes = f"outcomes {{ email wasEnrolled code message enrolment {{ {ENROLMENT} }} }}"
    people = [{"email": "rep@example.com", **given}, {"email": "service@example.com"}]
    kit = global_id(Kind.KIT, made.id)
    found: Any = change(api, "enrol", Role.MARKETING, payload=outcomes, kit=kit, people=people)["outcomes"]
    return found


def test_a_newcomer_learns(api: Api) -> None:
    person(api.database, Role.MARKETING, "mentor@example.com")
    first, second = enrol(api, mentor="mentor@example.com")
    assert (second["enrolment"], second["code"]) == (None, "NO_PERSON")
    made = first["enrolment"]
    assert (made["state"], made["stepCount"], made["nextStep"]["step"]["key"]) == ("UNDER_WAY", 2, "budget-freeze")
    given = {"id": made["id"], "step": "budget-freeze", "minutes": 9, "useful": True, "answer": "Because."}
    done = change(api, "completeKitStep", Role.REP, **given)
    assert (done["doneCount"], done["minutesSpent"], done["nextStep"]["step"]["key"]) == (1, 9, "second")
    noted = change(api, "writeEnrolmentNote", Role.REP, id=made["id"], text="What next?")
    assert noted["notes"] == [{"person": {"email": "rep@example.com"}, "text": "What next?", "step": ""}]
    undone = change(api, "undoKitStep", Role.REP, id=made["id"], step="budget-freeze")
    assert undone["doneCount"] == 0
    assert change(api, "completeKitStep", Role.REP, id=made["id"], step="no")["errors"][0]["code"] == "UNKNOWN_STEP"
    assert change(api, "completeKitStep", Role.MARKETING, **given)["errors"][0]["code"] == "FORBIDDEN"
    assert change(api, "endEnrolment", Role.MARKETING, id=made["id"])["state"] == "ENDED"


def test_what_was_read_is_recorded_as_onboarding(sqlite_api: Api) -> None:
    made = enrol(sqlite_api)[0]["enrolment"]
    for _ in range(2):
        change(sqlite_api, "completeKitStep", Role.REP, id=made["id"], step="second")
    sqlite_api.runtime.recorder.close()
    with sqlite_api.database.reading() as session:
        events = session.query(UsageEvent).all()
        assert [(each.kind, each.purpose) for each in events] == [(EventKind.VIEW, Purpose.ONBOARDING)]


def test_progress_is_no_business_of_others(sqlite_api: Api) -> None:
    made = enrol(sqlite_api)[0]["enrolment"]
    asked = f'{{ enrolments {{ totalCount nodes {{ id }} }} node(id: "{made["id"]}") {{ id }} }}'
    nothing = {"enrolments": {"totalCount": 0, "nodes": []}, "node": None}
    assert sqlite_api.data(asked, Role.SERVICE) == nothing
    assert sqlite_api.data(asked, Role.MARKETING, Scope.READ_CUSTOMER_FACING) == nothing
    for role in (Role.REP, Role.MARKETING):
        assert sqlite_api.data(asked, role)["enrolments"]["totalCount"] == 1
    overview = '{ kitOverview(slug: "first-steps") { enrolled underWay steps { done step { words } } ramps { days } } }'
    assert sqlite_api.error(overview)["extensions"]["code"] == "FORBIDDEN"
    told = sqlite_api.data(overview, Role.MARKETING, Scope.READ)["kitOverview"]
    assert (told["enrolled"], told["underWay"], len(told["steps"])) == (1, 1, 2)


def test_moving_says_before_what_it_does(sqlite_api: Api) -> None:
    made = enrol(sqlite_api)[0]["enrolment"]
    kits = '{ kit(slug: "first-steps") { id revision } }'
    kit = sqlite_api.data(kits)["kit"]
    sections = [{"steps": [{"key": "second", "asset": "second"}]}]
    given = {"id": kit["id"], "expectedRevision": 1, "sections": sections}
    change(sqlite_api, "updateKit", Role.MARKETING, payload="kit { id }", **given)
    change(sqlite_api, "publishKit", Role.MARKETING, payload="kit { id }", id=kit["id"])
    asked = '{ kitMoves(slug: "first-steps") { toVersion dropped added kept completes enrolment { id version } } }'
    (move,) = sqlite_api.data(asked, Role.MARKETING)["kitMoves"]
    assert (move["toVersion"], move["dropped"], move["enrolment"]["version"]) == (2, ["Budget freeze"], 1)
    payload = "enrolments { version stepCount }"
    there = change(sqlite_api, "moveEnrolments", Role.MARKETING, payload=payload, ids=[made["id"]])
    assert there == {"enrolments": [{"version": 2, "stepCount": 1}]}
    assert sqlite_api.data(asked, Role.MARKETING)["kitMoves"] == []
