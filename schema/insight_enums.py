"""The words of reports as GraphQL enums."""

from content_store.rules.insights import UsageList, UsageOrder
from content_store.rules.vocabulary import QuotaBand
from schema.enums import describe

__all__ = ["QuotaBand", "UsageList", "UsageOrder"]

describe(
    UsageList,
    "UsageList",
    "A part of the assets, each a question that marketing asks.",
    {
        "ALL": "Published assets that showed in the window, and retired ones.",
        "USED": "Those used in a conversation.",
        "NEVER_USED": "Published ones that were not.",
        "ONBOARDING_ONLY": "Published ones used for onboarding and nothing else.",
        "VIEWED_NEVER_USED": "Published ones with ten views or more and no conversation.",
        "COPIED_FELL_FLAT": "Copied ones of which three conversations or more were judged, most of them fallen flat.",
        "RETIRED_ASKED_FOR": "Retired ones that were still opened: since the window began, or in the months after they "
        "were retired in it.",
    },
)
describe(
    UsageOrder,
    "UsageOrder",
    "What a report on usage is ordered by.",
    {
        "CONVERSATIONS": "Conversations.",
        "REPS": "Different people who used it.",
        "LANDED_RATE": "The lower bound of the share that landed.",
        "LANDED": "Conversations in which it worked.",
        "FELL_FLAT": "Conversations in which it did not.",
        "COPIES": "Copies, downloads, exports and shares.",
        "VIEWS": "Views.",
        "IMPRESSIONS": "How often search showed it.",
        "LAST_USED": "When it was last used in a conversation.",
        "TREND": "The change of conversations against as many days before.",
    },
)
describe(
    QuotaBand,
    "QuotaBand",
    "Where a rep stands against quota.",
    {"BELOW": "Below quota.", "AT": "At quota.", "ABOVE": "Above quota."},
)
