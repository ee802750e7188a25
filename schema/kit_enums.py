"""The words of kits as GraphQL enums."""

from content_store.kit_views import StepTrouble
from content_store.rules.assembling import Lack
from content_store.rules.enrolments import EnrolmentState
from content_store.rules.kit_rules import RULE_KINDS, KitRule
from content_store.rules.kits import KitStatus
from schema.enums import describe

describe(
    KitStatus,
    "KitStatus",
    "Where a kit is in its life.",
    {
        "DRAFT": "Being written; readers do not see it.",
        "PUBLISHED": "Readers see its last version.",
        "RETIRED": "Given to nobody any more; whoever asks for it is led to its successor.",
    },
)
describe(
    KitRule,
    "KitRuleKind",
    "What a rule of a kit looks for.",
    {kind.name: declared.meaning for kind, declared in RULE_KINDS.items()},
)
describe(
    StepTrouble,
    "KitStepTrouble",
    "Why a step shows something else than its author named, or nothing.",
    {
        "REPLACED": "Its asset was retired; what replaces it is shown.",
        "GONE": "Its asset is not to be seen any more, and nothing replaces it.",
        "NOT_PUBLISHED": "Its asset does not show to readers; told to editors.",
        "NOTHING_FOUND": "Its rule finds nothing.",
    },
)
describe(
    Lack,
    "KitLack",
    "Why a proposed kit does not cover something.",
    {"NOTHING": "Nothing published carries it.", "NO_TIME": "What carries it takes longer than the time left."},
)
describe(
    EnrolmentState,
    "EnrolmentState",
    "Where an enrolment stands.",
    {
        "UPCOMING": "It starts later.",
        "UNDER_WAY": "They are at it.",
        "COMPLETED": "Every required step is done.",
        "ENDED": "It was called off.",
    },
)
