"""Plain functions that make views for tests: no database needed."""

from typing import Any

from content_store.content_types import DECLARATIONS
from content_store.rules.freshness import due_at, freshness
from content_store.rules.vocabulary import Audience, ContentType, Facet, RetireReason, Role, Status, TagStatus
from content_store.views import AssetView, PersonView, TagView
from renderers.views import Choice, Choices, Frame, Reading
from tests.content_store.making import ENOUGH, NOON

OWNER = PersonView(1, "m@example.com", "Martin Oyelaran", Role.MARKETING, "", "", None, council=False, disabled_at=None)

# Every field of every type filled in.
FULL: dict[ContentType, dict[str, Any]] = {
    ContentType.TALKING_POINT: {
        "headline": "Say this",
        "opener": "People in the {persona} role in {industry} speak of {pain}. And you?",
        "discovery_questions": [
            {"kind": "need_payoff", "text": "What if it were solved?"},
            {"kind": "problem", "text": "What hurts, between us?", "audience": "internal"},
        ],
        "value_statement": "It is worth a lot.",
        "before_scenario": "Before.",
        "negative_consequences": "Costs.",
        "objections": [{"buyer_says": "Too dear.", "response": "Compare.", "evidence": "A study."}],
        "landmine_questions": [{"question": "Do they do this?", "answer": "We do."}],
        "do_say": ["What is on order?"],
        "do_not_say": ["I saw you on our website."],
        "next_step": "Agree on a day.",
        "internal_fields": ["negative_consequences"],
    },
    ContentType.CASE_STUDY: {
        "customer": "Harbour Mills",
        "challenge": "Too *much* stock.",
        "solution": "Less.",
        "results": [{"metric": "Stock", "before": "12", "after": "7", "unit": "weeks"}],
        "pull_quote": {"text": "We sleep again.", "speaker_name": "Ada Quist", "speaker_title": "CFO"},
    },
    ContentType.TESTIMONIAL: {
        "quote": "We sleep again.",
        "speaker_name": "Ada Quist",
        "company": "Harbour Mills",
        "permission_public": True,
        "permission_until": "2027-01-31",
    },
    ContentType.WHITE_PAPER: {"abstract": "In *short*.", "key_findings": ["One.", "Two."], "file": "paper.pdf"},
    ContentType.PROOF_STATEMENT: {
        "claim": "A third fewer.",
        "metric": "31 % fewer late orders",
        "source": "Survey",
        "source_date": "2026-02-03",
        "claim_kind": "inference",
    },
    ContentType.PRESENTATION: {
        "file": "https://example.com/deck.pdf",
        "slides": [{"title": "One", "purpose": "Begin."}],
    },
    ContentType.PLAY: {
        "situation": "Before the freeze.",
        "steps": [
            {"kind": "say", "text": "Open.", "asset": "used"},
            {"kind": "do", "text": "Sort.", "audience": "internal"},
        ],
    },
    ContentType.GUIDELINE: {
        "guideline_kind": "lead_scoring",
        "criteria": [{"name": "Budget", "description": "There is one.", "points": 20}, {"name": "Date"}],
        "effective_from": "2026-01-15",
    },
}


def tag(facet: Facet, name: str, number: int = 1) -> TagView:
    slug = name.lower().replace(" ", "-")
    return TagView(number, facet, slug, name, "", 0, TagStatus.ACTIVE, (), (), {})


def asset(type_: ContentType = ContentType.TALKING_POINT, slug: str = "one", **given: Any) -> AssetView:
    """A published, customer-facing asset with the least its type needs; ``given`` replaces any field."""
    verified, interval = given.pop("verified_at", NOON), 90
    due = due_at(verified, interval)
    content = DECLARATIONS[type_].model_validate(given.pop("content", ENOUGH[type_])).model_dump(mode="json")
    fields: dict[str, Any] = {
        "id": 1,
        "slug": slug,
        "type": type_,
        "status": Status.PUBLISHED,
        "title": "The title",
        "summary": "The summary.",
        "body": "",
        "language": "en",
        "audience": Audience.CUSTOMER_FACING,
        "content": content,
        "extra": {},
        "tags": (),
        "owner": OWNER,
        "steward": None,
        "publish_at": None,
        "unpublish_at": None,
        "published_at": NOON,
        "first_published_at": NOON,
        "listed_at": NOON,
        "verified_at": verified,
        "verify_interval_days": interval,
        "due_at": due,
        "freshness": freshness(due, NOON),
        "retired_at": None,
        "retire_reason": None,
        "retire_note": "",
        "replacement_id": None,
        "revision": 1,
        "latest_revision": 1,
        "created_at": NOON,
        "updated_at": NOON,
        "edited_at": NOON,
    }
    return AssetView(**fields | given)


def retired(**given: Any) -> AssetView:
    fields: dict[str, Any] = {"status": Status.RETIRED, "retired_at": NOON, "retire_reason": RetireReason.LEGAL}
    return asset(title="The old one", **fields | given)


def frame() -> Frame:
    chip = Choices("Persona", (Choice("CFO", "/?persona=cfo", 3),), "", "/?persona=")
    return Frame("Ruth Calloway", "rep", (chip,), "stock", (("stage", "decision"),))


def reading(shown: AssetView | None = None, **given: Any) -> Reading:
    return Reading(shown, NOON, **given)
