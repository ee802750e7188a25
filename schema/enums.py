"""The vocabulary's enumerations as GraphQL enums, each value with its meaning."""

from collections.abc import Mapping
from enum import Enum, StrEnum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from content_store.queries.listing import OrderField
from content_store.rules.filters import Use
from content_store.rules.lifecycle import State
from content_store.rules.vocabulary import (
    Audience,
    BuyingRole,
    ClaimKind,
    ContentType,
    Facet,
    Freshness,
    GuidelineKind,
    PainCategory,
    QuestionKind,
    RetireReason,
    Role,
    Scope,
    Status,
    StepKind,
    TagStatus,
)
from search.ranking import ReasonCode


class Perspective(StrEnum):
    """Which state of the content is read."""

    PUBLISHED = "published"
    DRAFT = "draft"


class Direction(StrEnum):
    """Which end of a list comes first."""

    ASC = "asc"
    DESC = "desc"


def describe(enum: type[Enum], name: str, description: str, values: Mapping[str, str]) -> None:
    """Make ``enum`` a GraphQL enum; ``values`` says what each of its members means."""
    strawberry.enum(enum, name=name, description=description)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[value.name]


describe(
    ContentType,
    "AssetType",
    "What an asset is. Every asset is exactly one type.",
    {
        "CASE_STUDY": "One customer's story, with figures before and after.",
        "TESTIMONIAL": "A customer's own words.",
        "WHITE_PAPER": "A long document with key findings.",
        "PROOF_STATEMENT": "One claim that can be said aloud, with its source.",
        "PRESENTATION": "A slide deck.",
        "TALKING_POINT": "Fuel for a conversation about the buyer's business.",
        "PLAY": "An ordered set of talking points and proof for one situation.",
        "GUIDELINE": "What sales and marketing agreed on.",
    },
)
describe(
    Facet,
    "FacetName",
    "A dimension of the taxonomy; a tag is one value of one facet.",
    {
        "PERSONA": "Who we talk to.",
        "STAGE": "How far the buyer is.",
        "PAIN": "The business pain, in the buyer's words.",
        "INDUSTRY": "The buyer's industry.",
        "PRODUCT": "What we sell.",
        "COMPETITOR": "Whom the buyer compares us with.",
        "REGION": "Where the buyer is.",
    },
)
describe(
    Status,
    "Status",
    "Where an asset is in its life. Scheduled and expired are no statuses: times decide them whenever it is read.",
    {
        "DRAFT": "Being written; readers do not see it.",
        "IN_REVIEW": "Waits for somebody to approve it.",
        "PUBLISHED": "Shows to readers, from publishAt until unpublishAt where these are set.",
        "RETIRED": "Withdrawn; whoever asks for it is led to its replacement.",
        "ARCHIVED": "Put away; shows only where asked for by status.",
    },
)
describe(
    State,
    "State",
    "How an asset stands at the moment it is read: its status, with what is published told apart by its times.",
    {
        "DRAFT": "Being written; readers do not see it.",
        "IN_REVIEW": "Waits for somebody to approve it.",
        "SCHEDULED": "Published; its hour has not come.",
        "PUBLISHED": "Shows to readers.",
        "EXPIRED": "Published; its time is over.",
        "RETIRED": "Withdrawn; whoever asks for it is led to its replacement.",
        "ARCHIVED": "Put away; shows only where asked for.",
    },
)
describe(
    Use,
    "Use",
    "Whether an asset was used in conversations; onboarding is left out, and what was taken back.",
    {
        "LATELY": "In the last 90 days.",
        "NOT_LATELY": "Not in the last 90 days.",
        "NEVER": "Never yet.",
    },
)
describe(
    Audience,
    "Audience",
    "Who may see an asset or a line of it; the stricter of the two wins.",
    {"INTERNAL": "Our own people only.", "CUSTOMER_FACING": "Buyers too."},
)
describe(
    Freshness,
    "Freshness",
    "How near the next verification is, computed from verifiedAt and verifyIntervalDays.",
    {
        "FRESH": "Verified, and not due for more than 14 days.",
        "DUE": "Due within 14 days.",
        "OVERDUE": "Its interval has passed; trust it less.",
    },
)
describe(
    RetireReason,
    "RetireReason",
    "Why an asset was retired.",
    {
        "OUTDATED": "What it says was right once.",
        "REPLACED": "A better one took its place.",
        "INACCURATE": "What it says is wrong.",
        "OFF_MESSAGE": "It no longer says what we want to say.",
        "LEGAL": "It may no longer be used.",
        "UNUSED": "Nobody used it.",
    },
)
describe(
    TagStatus,
    "TagStatus",
    "Where a tag is in its life.",
    {
        "ACTIVE": "Can be chosen.",
        "RETIRED": "Stays on its assets and can no longer be chosen.",
        "MERGED": "Became part of another tag.",
    },
)
describe(
    Role,
    "Role",
    "What a person may do.",
    {
        "REP": "Reads what is published.",
        "MARKETING": "Writes, publishes and retires.",
        "ADMIN": "As marketing, and manages people.",
        "SERVICE": "A program with a token.",
    },
)
describe(
    Scope,
    "Scope",
    "What a token may do, within its person's role.",
    {
        "READ": "Read all that the role may.",
        "READ_CUSTOMER_FACING": "Read only what buyers may see.",
        "WRITE": "Change what the role may.",
    },
)
describe(
    ClaimKind,
    "ClaimKind",
    "How firmly a claim stands.",
    {
        "FACT": "Measured or documented.",
        "INFERENCE": "Follows from facts.",
        "ASSUMPTION": "Believed, not shown.",
    },
)
describe(
    QuestionKind,
    "QuestionKind",
    "What a discovery question asks about (SPIN).",
    {
        "SITUATION": "How things are.",
        "PROBLEM": "What does not work.",
        "IMPLICATION": "What that leads to.",
        "NEED_PAYOFF": "What solving it would be worth.",
    },
)
describe(
    StepKind,
    "StepKind",
    "What a step of a play asks of the rep.",
    {
        "KNOW": "Something to know before.",
        "SAY": "Something to say.",
        "SHOW": "Something to show.",
        "DO": "Something to do.",
    },
)
describe(
    GuidelineKind,
    "GuidelineKind",
    "What a guideline settles.",
    {
        "LEAD_DEFINITION": "What counts as a lead.",
        "LEAD_SCORING": "How leads are scored.",
        "PROCESS_STEP": "How a step of the sales process is done.",
        "SERVICE_LEVEL_AGREEMENT": "What each team owes the other, and by when.",
    },
)
describe(
    PainCategory,
    "PainCategory",
    "Which part of the buyer's business a pain hurts.",
    {
        "REVENUE": "Money coming in.",
        "COST": "Money going out.",
        "EFFICIENCY": "Time and effort.",
        "RISK_AND_COMPLIANCE": "Risk, audits and rules.",
        "QUALITY": "The quality of what they make.",
        "CUSTOMER_EXPERIENCE": "What their customers live through.",
        "GROWTH": "How they grow.",
        "PEOPLE": "The people who work there.",
    },
)
describe(
    BuyingRole,
    "BuyingRole",
    "A part somebody plays in a deal; it belongs to the deal, not to a title.",
    {
        "ECONOMIC_BUYER": "Releases the money.",
        "TECHNICAL_BUYER": "Judges whether it can work, and may say no.",
        "USER_BUYER": "Will work with it.",
        "CHAMPION": "Sells for us inside.",
        "COACH": "Tells us how things are decided.",
        "INFLUENCER": "Is listened to.",
        "GATEKEEPER": "Decides who gets through.",
        "PROCUREMENT": "Negotiates the terms.",
        "LEGAL": "Checks the contract.",
        "DECISION_MAKER": "Says the final yes.",
    },
)
describe(
    OrderField,
    "AssetOrderField",
    "What a list of assets may be ordered by.",
    {
        "PUBLISHED": "When it began to show; the list then holds only what is published.",
        "UPDATED": "When what its readers see last changed.",
        "EDITED": "When a revision was last saved; as UPDATED where drafts are not seen.",
        "TITLE": "Its title, without case and accents.",
        "DUE": "When it must be verified again.",
    },
)
describe(
    ReasonCode,
    "SearchReasonCode",
    "Why a search result is where it is.",
    {
        "MATCHES_HEADLINE": "A word of the search is in the headline.",
        "MATCHES_TITLE": "A word of the search is in the title.",
        "MATCHES_SUMMARY": "A word of the search is in the summary.",
        "MATCHES_CUSTOMER": "A word of the search is in the customer's name.",
        "MATCHES_TYPE": "The search names its content type.",
        "MATCHES_TAG": "A word of the search names a tag it carries.",
        "SYNONYM": "A word of the search is a synonym of a tag it carries.",
        "MATCHES_DETAILS": "A word of the search is in the fields of its type.",
        "MATCHES_BODY": "A word of the search is in the body.",
        "MATCHES_FILE": "A word of the search is in a file; the text says on which page or slide.",
        "TYPO": "A word was read as another that is spelt alike.",
        "CONTEXT": "It carries tags of the given context.",
        "FRESH": "It was verified lately.",
        "OVERDUE": "It is overdue for another look.",
        "EVIDENCE": "What came of using it in conversations; in this situation, where that is known.",
    },
)
describe(
    Perspective,
    "Perspective",
    "Which state of the content is read. Everything below a field inherits it.",
    {
        "PUBLISHED": "What readers see now.",
        "DRAFT": "The newest saved revision of everything, whatever its status; for those who may edit.",
    },
)
describe(
    Direction,
    "Direction",
    "Which end of a list comes first.",
    {"ASC": "Smallest, oldest or A first.", "DESC": "Largest, newest or Z first."},
)
