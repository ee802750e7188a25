"""The tables, one file per noun. Importing this package fills ``Base.metadata``."""

from content_store.tables.assets import Asset, AssetLink, AssetTag
from content_store.tables.base import Base
from content_store.tables.bulk import Bulk, BulkItem
from content_store.tables.changes import Change, ChangeCounter
from content_store.tables.digests import DigestDelivery, DigestSetting
from content_store.tables.enrolments import Enrolment, EnrolmentNote, EnrolmentReminder, EnrolmentStep
from content_store.tables.feedback import ContentRequest, Feedback, Notice, RequestVote
from content_store.tables.files import AssetFile, Blob, FilePassage
from content_store.tables.kits import Kit, KitAsset, KitVersion
from content_store.tables.people import ApiToken, Person, SignInSession
from content_store.tables.previews import PreviewLink, SigningKey
from content_store.tables.publications import Publication
from content_store.tables.recommendations import Recommendation
from content_store.tables.reviews import (
    CommentPeriod,
    CommentReply,
    Review,
    ReviewDecision,
    Reviewer,
    RevisionComment,
)
from content_store.tables.revisions import Revision
from content_store.tables.searches import SearchLog, SearchOpening, SearchSum
from content_store.tables.taxonomy import Tag, TagSynonym
from content_store.tables.usage import (
    NOTICED,
    Cohort,
    DemandSum,
    Evidence,
    EvidenceRep,
    LateSum,
    RepSum,
    UsageEvent,
    UsageSum,
)
from content_store.tables.verifications import Verification
from content_store.tables.working_copies import WorkingCopy

__all__ = [
    "NOTICED",
    "ApiToken",
    "Asset",
    "AssetFile",
    "AssetLink",
    "AssetTag",
    "Base",
    "Blob",
    "Bulk",
    "BulkItem",
    "Change",
    "ChangeCounter",
    "Cohort",
    "CommentPeriod",
    "CommentReply",
    "ContentRequest",
    "DemandSum",
    "DigestDelivery",
    "DigestSetting",
    "Enrolment",
    "EnrolmentNote",
    "EnrolmentReminder",
    "EnrolmentStep",
    "Evidence",
    "EvidenceRep",
    "Feedback",
    "FilePassage",
    "Kit",
    "KitAsset",
    "KitVersion",
    "LateSum",
    "Notice",
    "Person",
    "PreviewLink",
    "Publication",
    "Recommendation",
    "RepSum",
    "RequestVote",
    "Review",
    "ReviewDecision",
    "Reviewer",
    "Revision",
    "RevisionComment",
    "SearchLog",
    "SearchOpening",
    "SearchSum",
    "SignInSession",
    "SigningKey",
    "Tag",
    "TagSynonym",
    "UsageEvent",
    "UsageSum",
    "Verification",
    "WorkingCopy",
]
