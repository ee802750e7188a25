"""The tables, one file per noun. Importing this package fills ``Base.metadata``."""

from content_store.tables.assets import Asset, AssetLink, AssetTag
from content_store.tables.base import Base
from content_store.tables.changes import Change, ChangeCounter
from content_store.tables.people import ApiToken, Person, SignInSession
from content_store.tables.publications import Publication
from content_store.tables.revisions import Revision
from content_store.tables.searches import SearchLog, SearchOpening
from content_store.tables.taxonomy import Tag, TagSynonym

__all__ = [
    "ApiToken",
    "Asset",
    "AssetLink",
    "AssetTag",
    "Base",
    "Change",
    "ChangeCounter",
    "Person",
    "Publication",
    "Revision",
    "SearchLog",
    "SearchOpening",
    "SignInSession",
    "Tag",
    "TagSynonym",
]
