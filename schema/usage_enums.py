"""The words of usage as GraphQL enums."""

from content_store.rules.vocabulary import ActorKind, Channel, EventKind, Purpose, Tier
from schema.enums import describe

describe(
    EventKind,
    "UsageKind",
    "What happened with an asset. The last three speak of an earlier event.",
    {
        "IMPRESSION": "It stood in a list of results that somebody saw.",
        "VIEW": "Somebody opened it.",
        "COPY": "A line of it was copied.",
        "DOWNLOAD": "A file of it was downloaded.",
        "EXPORT": "It was exported.",
        "SHARE": "A link to it was made for a buyer.",
        "USED": "It was used in a conversation, as the rep says.",
        "BUYER_OPENED": "A buyer opened it.",
        "BUYER_ENGAGED": "A buyer spent time with it.",
        "DEAL_WON": "A deal in which it was used was won, as the CRM says. A correlation.",
        "DEAL_LOST": "A deal in which it was used was lost, as the CRM says. A correlation.",
        "LANDED": "It worked in the conversation.",
        "FELL_FLAT": "It did not work in the conversation.",
        "RETRACTED": "The earlier event was recorded by mistake and no longer counts.",
    },
)
describe(
    Tier,
    "UsageTier",
    "How much an event says. A view is never called use.",
    {
        "EXPOSURE": "It was seen: impressions and views.",
        "INTENT": "Somebody took it along: copies, downloads, exports, shares.",
        "USE": "It was used in a conversation, or a buyer opened it.",
        "OUTCOME": "A deal was won or lost; a correlation.",
    },
)
describe(
    Channel,
    "UsageChannel",
    "Where an event came from.",
    {
        "WEB": "Kindling's own pages.",
        "API": "A program with a token.",
        "SHARE": "A link that a buyer opened.",
        "CHAT": "A chat program.",
        "EXTENSION": "A browser's or mail program's extension.",
    },
)
describe(
    ActorKind,
    "ActorKind",
    "Who caused an event. Reports count people and leave the others out unless asked.",
    {
        "HUMAN": "A person.",
        "SERVICE": "A program with a token of a service.",
        "SUSPECTED_BOT": "A program that follows links, or a browser fetching ahead.",
    },
)
describe(
    Purpose,
    "UsagePurpose",
    "What for.",
    {
        "CALL_PREP": "Preparing a call.",
        "LIVE_CALL": "During a call.",
        "FOLLOW_UP": "After a call.",
        "ONBOARDING": "Learning the job; kept apart from selling.",
        "BROWSING": "Looking around.",
    },
)
