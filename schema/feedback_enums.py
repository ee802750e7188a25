"""The words of feedback and requests as GraphQL enums."""

from content_store.queries.feedback import FeedbackOrder
from content_store.queries.requests import RequestOrder
from content_store.rules.vocabulary import FeedbackKind, FeedbackStatus, FlagReason
from schema.enums import describe

describe(
    FeedbackKind,
    "FeedbackKind",
    "What somebody says about an asset.",
    {
        "FLAG": "Something is wrong with it; flagReason says what.",
        "COMMENT": "Words about it.",
        "SUGGESTION": "How it should read; marketing can take it into a draft.",
    },
)
describe(
    FlagReason,
    "FlagReason",
    "What is wrong with an asset.",
    {
        "OUTDATED": "It was right once.",
        "INACCURATE": "It is wrong.",
        "DUPLICATE": "Another asset says the same.",
        "WRONG_AUDIENCE": "It is not for those whom it is offered for.",
        "BROKEN": "A file, a link or its form does not work.",
    },
)
describe(
    FeedbackStatus,
    "FeedbackStatus",
    "What became of feedback or of a content request.",
    {
        "OPEN": "Nobody has answered yet.",
        "ACCEPTED": "It will be done: a suggestion is in a draft, a request is promised.",
        "DECLINED": "It will not be done; the answer says why.",
        "RESOLVED": "It is done.",
        "REOPENED": "The answer was none; it waits again.",
    },
)
describe(
    FeedbackOrder,
    "FeedbackOrder",
    "What a list of feedback is ordered by.",
    {"NEWEST": "The newest first.", "OPEN_FIRST": "What waits for an answer first, the newest first within that."},
)
describe(
    RequestOrder,
    "RequestOrder",
    "What a list of requests is ordered by; the newest first within that.",
    {
        "VOTES": "What most people miss first.",
        "NEWEST": "The newest first.",
        "PROMISED": "What is promised for the nearest day first, what is not promised last.",
    },
)
