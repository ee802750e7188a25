"""What is new, changed, retired, what landed and what is wanted; and how somebody wants to be told."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any

import strawberry

from content_store.digest_settings import DigestWishes, change_settings, interests_of
from content_store.digest_views import AssetNews, DigestSettings, NewsSection
from content_store.digest_views import Digest as DigestView
from content_store.digests import edition
from content_store.errors import Invalid
from content_store.queries.digests import settings_of
from content_store.queries.filters import unknown_tag
from content_store.queries.taxonomy import tag_book
from content_store.rules.digests import DigestFrequency, DigestSection, Interests
from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import Facet
from content_store.work import Work
from schema.assets import Asset
from schema.enums import Perspective, describe
from schema.fields import read
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from schema.people import Person
from schema.requests import ContentRequest, request_nodes
from schema.tags import Tag

USUAL_DAYS = 14

describe(
    DigestFrequency,
    "DigestFrequency",
    "How often somebody is told by e-mail.",
    {
        "WEEKLY": "Every week.",
        "FORTNIGHTLY": "Every two weeks.",
        "MONTHLY": "Every four weeks.",
        "NEVER": "Not at all.",
    },
)
describe(
    DigestSection,
    "DigestSectionName",
    "Under which heading something is told.",
    {
        "RETIRED": "It must not be said any more; successor is what to say instead.",
        "RECOMMENDED": "A member of the advisory council recommends it.",
        "LANDED": "It went well in conversations of these days (tier: use).",
        "NEW": "Readers saw it for the first time.",
        "CHANGED": "It was published anew.",
        "WANTED": "Content that people miss, and what became of it.",
    },
)


class DigestNode:
    """The source of ``Digest``: all assets of all sections are loaded together."""

    def __init__(self, operation: Operation, view: DigestView) -> None:
        self._operation = operation
        self.since, self.until = view.since, view.until
        self.sections = [SectionNode(each, self) for each in view.sections]
        self._views = [news for each in view.sections for news in each.assets]

    @cached_property
    def assets(self) -> dict[int, AssetNode]:
        """Every asset that is told of, and every successor, by id."""
        told = {view.id: view for news in self._views for view in (news.asset, news.successor) if view is not None}
        window = self._operation.window(Perspective.PUBLISHED)
        return {node.view.id: node for node in Page(self._operation, window, told.values()).nodes}

    def wanted(self, section: NewsSection) -> list[Any]:
        """The requests of a section."""
        return list(request_nodes(self._operation, [news.request for news in section.wanted]))


class SectionNode:
    """The source of ``DigestSection``."""

    def __init__(self, view: NewsSection, digest: DigestNode) -> None:
        self._view = view
        self._digest = digest
        self.section, self.more = view.section, view.more
        self.news = [NewsNode(each, digest) for each in view.assets]

    @property
    def requests(self) -> list[Any]:
        """Those of WANTED."""
        return self._digest.wanted(self._view)


class NewsNode:
    """The source of ``DigestNews``."""

    __slots__ = ("_digest", "view")

    def __init__(self, view: AssetNews, digest: DigestNode) -> None:
        self.view = view
        self._digest = digest

    @property
    def asset(self) -> AssetNode:
        """What it is about."""
        return self._digest.assets[self.view.asset.id]

    @property
    def successor(self) -> AssetNode | None:
        """What to say instead."""
        return self._digest.assets[self.view.successor.id] if self.view.successor else None


def _shown(name: str) -> Any:
    return lambda node, _: getattr(node.view, name)


@strawberry.type(description="Something about one asset.")
class DigestNews:
    """The source is a ``NewsNode``."""

    asset: Asset = read("The asset; of a retired one only what everybody may still know.")
    at: datetime = read("When it happened; of what landed the end of the digest.", _shown("at"))
    text: str = read("What changed, or why it is recommended, plain text; may be empty.", _shown("text"))
    successor: Asset | None = read("What to say instead of a retired one.")
    credit: Person | None = read("Who recommends it.", _shown("credit"))
    landed: int = read("Of what landed: conversations in these days that went well.", _shown("landed"))
    judged: int = read("Of how many whose outcome is known.", _shown("judged"))


@strawberry.type(name="DigestSection", description="What is told under one heading, at most thirty items.")
class DigestSectionType:
    """The source is a ``SectionNode``."""

    section: DigestSection = read("Which heading.")
    news: list[DigestNews] = read("What is about assets, the nearest to the viewer's work first.")
    requests: list[ContentRequest] = read("What is about content requests; under WANTED only.")
    more: int = read("How many are left out.")


@strawberry.type(description="What is new for the viewer.")
class Digest:
    """The source is a ``DigestNode``."""

    since: datetime = read("The moment after which it begins.")
    until: datetime = read("The moment at which it ends.")
    sections: list[DigestSectionType] = read("What there is to tell; headings without news are left out.")


@strawberry.type(name="DigestSettings", description="How the viewer wants to be told.")
class DigestSettingsType:
    """The source is a ``DigestSettings`` of the store."""

    frequency: DigestFrequency = read("How often by e-mail.")
    personas: list[Tag] = read("Whom it is about first of all; empty means whom they talked to lately.")
    feed_path: str = read(
        "The viewer's private feeds: this path with .atom or .json at its end, and ?persona= or ?team= where wanted. "
        "Whoever knows it may read them.",
        lambda settings, _: f"/feeds/{settings.feed_key}/digest",
    )
    told_until: datetime | None = read("Where the last e-mail to them ended.")


def _digest(
    info: Info,
    since: Annotated[
        datetime | None,
        strawberry.argument(description="Where it begins, a year ago at most; without it 14 days ago."),
    ] = None,
    persona: Annotated[
        str | None, strawberry.argument(description="The slug of the persona it is about first, instead of one's own.")
    ] = None,
    team: Annotated[
        str | None, strawberry.argument(description="A team: what landed is then what landed with them.")
    ] = None,
) -> Any:
    operation = info.context
    begins = since or operation.now - timedelta(days=USUAL_DAYS)
    told = edition(operation.session, operation.viewer, begins, operation.now, team or "")
    return DigestNode(operation, told.for_reader(_interests(operation, persona)))


def _interests(operation: Operation, persona: str | None) -> Interests:
    if persona is not None:
        book = tag_book(operation.session)
        tag = book.find(Facet.PERSONA, persona)
        if tag is None:
            raise Invalid([unknown_tag(book, Facet.PERSONA, persona, ("persona",))])
        return Interests(frozenset({tag.id}))
    person = operation.viewer.person
    found = settings_of(operation.session, [person.id])
    return interests_of(operation.session, found, operation.now).get(person.id, Interests(region=person.region))


def _settings(info: Info) -> Any:
    viewer = info.context.viewer
    if not may(viewer.role, viewer.scopes, Action.GIVE_FEEDBACK):
        return None
    return settings_of(info.context.session, [viewer.person.id]).get(viewer.person.id)


DIGEST_FIELDS: dict[str, tuple[Any, Any]] = {
    "digest": (
        Digest,
        strawberry.field(
            resolver=_digest, description="What is new, changed, retired, what landed and what is wanted."
        ),
    ),
    "digest_settings": (
        DigestSettingsType | None,
        strawberry.field(
            resolver=_settings,
            description="How the viewer wants to be told; null until they were told once or changed it.",
        ),
    ),
}
_PAYLOAD: dict[str, tuple[Any, Any]] = {"settings": (DigestSettingsType, read("As they are now."))}


def _change(work: Work, given: Any) -> DigestSettings:
    personas = None if given.personas is strawberry.UNSET else given.personas
    wishes = DigestWishes(given.frequency or None, personas, bool(given.new_feed_address))
    return change_settings(work, wishes)


def _pays(_: Operation, settings: DigestSettings) -> dict[str, Any]:
    return {"settings": settings}


DIGEST_MUTATIONS = [
    Mutation(
        "change_digest_settings",
        Action.GIVE_FEEDBACK,
        "Say how often to be told what is new, and about whom first.",
        input_type(
            "ChangeDigestSettingsInput",
            "What to change; what is left out stays.",
            {
                "frequency": (DigestFrequency | None, optional("How often by e-mail.")),
                "personas": (
                    list[str] | None,
                    optional("Slugs of personas, at most 20; an empty list means whom one talked to lately."),
                ),
                "new_feed_address": (
                    bool | None,
                    optional("Whether to give one's feeds new addresses; the old ones answer no more."),
                ),
            },
        ),
        _change,
        _PAYLOAD,
        _pays,
    ),
]
