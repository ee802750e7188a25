"""The field's words as enumerations; their values are what is stored, exported and shown in the API."""

from enum import StrEnum


class ContentType(StrEnum):
    """What an asset is. Every asset is exactly one."""

    CASE_STUDY = "case_study"
    TESTIMONIAL = "testimonial"
    WHITE_PAPER = "white_paper"
    PROOF_STATEMENT = "proof_statement"
    PRESENTATION = "presentation"
    TALKING_POINT = "talking_point"
    PLAY = "play"
    GUIDELINE = "guideline"


class Facet(StrEnum):
    """A dimension of the taxonomy; a tag is one value of one facet."""

    PERSONA = "persona"
    STAGE = "stage"
    PAIN = "pain"
    INDUSTRY = "industry"
    PRODUCT = "product"
    COMPETITOR = "competitor"
    REGION = "region"

    @property
    def plural(self) -> str:
        """The name of a list of such tags: ``personas``, ``industries``."""
        return "industries" if self is Facet.INDUSTRY else f"{self.value}s"


class Status(StrEnum):
    """The stored lifecycle. *Scheduled* and *expired* are decided at read time, never stored."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"
    ARCHIVED = "archived"


class Audience(StrEnum):
    """Who may see an asset or a line of it; the stricter of the two wins."""

    INTERNAL = "internal"
    CUSTOMER_FACING = "customer_facing"


class RetireReason(StrEnum):
    """Why an asset left."""

    OUTDATED = "outdated"
    REPLACED = "replaced"
    INACCURATE = "inaccurate"
    OFF_MESSAGE = "off_message"
    LEGAL = "legal"
    UNUSED = "unused"


class Freshness(StrEnum):
    """How near the next verification is. Computed, never stored."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"


class LinkKind(StrEnum):
    """What one asset is to another: ``proof`` of it, ``related`` to it, ..."""

    PROOF = "proof"
    RELATED = "related"
    SUPERSEDES = "supersedes"
    TRANSLATION_OF = "translation_of"
    STEP = "step"


class TagStatus(StrEnum):
    """A retired tag stays on its assets and can no longer be chosen; a merged one points to its successor."""

    ACTIVE = "active"
    RETIRED = "retired"
    MERGED = "merged"


class Role(StrEnum):
    """What a person may do. A service is a program with a token."""

    REP = "rep"
    MARKETING = "marketing"
    ADMIN = "admin"
    SERVICE = "service"


class QuotaBand(StrEnum):
    """Where a rep stands against quota, so that reports hear those below it too."""

    BELOW = "below"
    AT = "at"
    ABOVE = "above"


class Scope(StrEnum):
    """What a token may do, within its person's role. No scope means all that the role may."""

    READ = "read"
    READ_CUSTOMER_FACING = "read:customer_facing"
    WRITE = "write"


class ClaimKind(StrEnum):
    """How firmly a claim stands."""

    FACT = "fact"
    INFERENCE = "inference"
    ASSUMPTION = "assumption"


class QuestionKind(StrEnum):
    """What a discovery question asks about (Rackham, SPIN Selling, 1988)."""

    SITUATION = "situation"
    PROBLEM = "problem"
    IMPLICATION = "implication"
    NEED_PAYOFF = "need_payoff"


class StepKind(StrEnum):
    """What a step of a play asks of the rep."""

    KNOW = "know"
    SAY = "say"
    SHOW = "show"
    DO = "do"


class GuidelineKind(StrEnum):
    """What both teams agreed on."""

    LEAD_DEFINITION = "lead_definition"
    LEAD_SCORING = "lead_scoring"
    PROCESS_STEP = "process_step"
    SERVICE_LEVEL_AGREEMENT = "service_level_agreement"


class PainCategory(StrEnum):
    """Which part of the buyer's business a pain hurts."""

    REVENUE = "revenue"
    COST = "cost"
    EFFICIENCY = "efficiency"
    RISK_AND_COMPLIANCE = "risk_and_compliance"
    QUALITY = "quality"
    CUSTOMER_EXPERIENCE = "customer_experience"
    GROWTH = "growth"
    PEOPLE = "people"


class BuyingRole(StrEnum):
    """A part somebody plays in a deal; it belongs to the deal, not to a title."""

    ECONOMIC_BUYER = "economic_buyer"
    TECHNICAL_BUYER = "technical_buyer"
    USER_BUYER = "user_buyer"
    CHAMPION = "champion"
    COACH = "coach"
    INFLUENCER = "influencer"
    GATEKEEPER = "gatekeeper"
    PROCUREMENT = "procurement"
    LEGAL = "legal"
    DECISION_MAKER = "decision_maker"


class Tier(StrEnum):
    """How much an event says. Every report states its tier; a view is never called use."""

    EXPOSURE = "exposure"
    INTENT = "intent"
    USE = "use"
    OUTCOME = "outcome"


class EventKind(StrEnum):
    """What happened with an asset. The last three say something about an earlier conversation."""

    IMPRESSION = "impression"
    VIEW = "view"
    COPY = "copy"
    DOWNLOAD = "download"
    EXPORT = "export"
    SHARE = "share"
    USED = "used"
    BUYER_OPENED = "buyer_opened"
    BUYER_ENGAGED = "buyer_engaged"
    DEAL_WON = "deal_won"
    DEAL_LOST = "deal_lost"
    LANDED = "landed"
    FELL_FLAT = "fell_flat"
    RETRACTED = "retracted"

    @property
    def tier(self) -> Tier | None:
        """Its tier; None for what is said about another event."""
        return _TIERS.get(self)

    @property
    def is_afterthought(self) -> bool:
        """Whether it speaks of an earlier event instead of standing for itself."""
        return self not in _TIERS


_TIERS = {
    EventKind.IMPRESSION: Tier.EXPOSURE,
    EventKind.VIEW: Tier.EXPOSURE,
    EventKind.COPY: Tier.INTENT,
    EventKind.DOWNLOAD: Tier.INTENT,
    EventKind.EXPORT: Tier.INTENT,
    EventKind.SHARE: Tier.INTENT,
    EventKind.USED: Tier.USE,
    EventKind.BUYER_OPENED: Tier.USE,
    EventKind.BUYER_ENGAGED: Tier.USE,
    EventKind.DEAL_WON: Tier.OUTCOME,
    EventKind.DEAL_LOST: Tier.OUTCOME,
}


class Channel(StrEnum):
    """Where an event came from."""

    WEB = "web"
    API = "api"
    SHARE = "share"
    CHAT = "chat"
    EXTENSION = "extension"


class ActorKind(StrEnum):
    """Who caused an event: a person, a program that says so, or one that does not."""

    HUMAN = "human"
    SERVICE = "service"
    SUSPECTED_BOT = "suspected_bot"


class Purpose(StrEnum):
    """What for. Onboarding is kept apart from selling."""

    CALL_PREP = "call_prep"
    LIVE_CALL = "live_call"
    FOLLOW_UP = "follow_up"
    ONBOARDING = "onboarding"
    BROWSING = "browsing"


class FlagReason(StrEnum):
    """What is wrong with an asset, in one tap."""

    OUTDATED = "outdated"
    INACCURATE = "inaccurate"
    DUPLICATE = "duplicate"
    WRONG_AUDIENCE = "wrong_audience"
    BROKEN = "broken"


class FeedbackKind(StrEnum):
    """What a rep says about an asset."""

    FLAG = "flag"
    COMMENT = "comment"
    SUGGESTION = "suggestion"


class FeedbackStatus(StrEnum):
    """What became of feedback or of a content request."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RESOLVED = "resolved"
    REOPENED = "reopened"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self in {FeedbackStatus.OPEN, FeedbackStatus.ACCEPTED, FeedbackStatus.REOPENED}
