"""The words of reviews as GraphQL enums."""

from content_store.queries.reviews import ReviewGroup
from content_store.rules.reviewing import ReviewOutcome, ReviewRule, ReviewState, Verdict
from schema.enums import describe

describe(
    ReviewRule,
    "ReviewRule",
    "Whose approval is needed.",
    {
        "ANY": "One of those who are asked.",
        "ALL": "Everybody who is asked and can still review; the author of the revision is not asked.",
    },
)
describe(
    Verdict,
    "ReviewVerdict",
    "What a reviewer decides about a revision.",
    {"APPROVED": "It may be published.", "CHANGES_REQUESTED": "Something should change first."},
)
describe(
    ReviewState,
    "ReviewState",
    "Where the review of the revision stands, computed whenever it is read.",
    {
        "WAITING": "An approval is still missing.",
        "CHANGES_REQUESTED": "A reviewer asked for changes of this revision.",
        "APPROVED": "Nothing is missing.",
        "STALE": "An older revision was approved; it changed since, and the approval must be given again.",
        "STUCK": "Nobody who was asked can approve it: they left, or wrote it themselves.",
    },
)
describe(
    ReviewOutcome,
    "ReviewOutcome",
    "How a review ended.",
    {"PUBLISHED": "The asset was published.", "WITHDRAWN": "It was taken back, or the asset was put away."},
)
describe(
    ReviewGroup,
    "ReviewGroup",
    "What a list of reviews is narrowed to.",
    {
        "MINE": "What waits for the viewer's decision.",
        "OTHERS": "What is open and waits for others.",
        "DONE": "What is over.",
    },
)
