"""Digests: what is new, changed, retired, what landed and what is wanted, for one person's work first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from content_store.access import window
from content_store.digest_views import AssetNews, Digest, NewsSection, WantedNews
from content_store.errors import Invalid
from content_store.queries import digests as queries
from content_store.queries.assets import load, load_reachable
from content_store.queries.council import recommendations
from content_store.queries.digests import Happened
from content_store.queries.insights import narrow
from content_store.queries.insights_usage import uses
from content_store.queries.replacements import successors
from content_store.queries.requests import load_requests
from content_store.queries.taxonomy import tag_book
from content_store.rules.digests import SHOWN, DigestSection, Interests, nearest_first, nearness
from content_store.rules.evidence import wilson_lower_bound
from content_store.rules.insights import InsightFilter
from content_store.rules.periods import Days
from content_store.rules.vocabulary import Audience, Facet
from content_store.views import AssetView, TagView, Viewer

T = TypeVar("T")

LONGEST_DAYS = 366
_MOST = 200  # items of one section that are looked at, to find those nearest to somebody
_LEAST_LANDED = 2  # conversations; one alone is luck


@dataclass(frozen=True, slots=True)
class Edition:
    """All there is to tell of a time, in the order for somebody of whom nothing is known."""

    since: datetime
    until: datetime
    assets: Mapping[DigestSection, tuple[AssetNews, ...]]
    wanted: tuple[WantedNews, ...]
    more: Mapping[DigestSection, int]

    def for_reader(self, interests: Interests) -> Digest:
        """The same for one reader: what is about their work first, and no more than can be read."""
        sections = []
        for section in DigestSection:
            most = SHOWN[section]
            assets, left = nearest_first(self.assets.get(section, ()), _near(interests, _asset_tags), most)
            wanted = self.wanted if section is DigestSection.WANTED else ()
            wishes, unwished = nearest_first(wanted, _near(interests, _wish_tags), most)
            if assets or wishes:
                # What landed is a choice of the best, not a list with an end.
                more = 0 if section is DigestSection.LANDED else left + unwished + self.more.get(section, 0)
                sections.append(NewsSection(section, assets, wishes, more))
        return Digest(self.since, self.until, tuple(sections))


def edition(session: Session, viewer: Viewer, since: datetime, until: datetime, team: str = "") -> Edition:
    """Gather what readers are told of the time after ``since`` up to ``until``, for all who see what ``viewer`` sees.

    With a ``team``, what landed is what landed with that team. Raises Invalid where the time is none, is longer than a
    year, or nobody was ever in that team.
    """
    if not since < until:
        raise Invalid.of("since", "WRONG_ORDER", "it must lie before the end")
    if until - since > timedelta(days=LONGEST_DAYS):
        raise Invalid.of("since", "TOO_LONG", "a digest tells of a year at most")
    gathering = _Gathering(session, viewer, since, until)
    found = {
        DigestSection.RETIRED: gathering.retired(),
        DigestSection.RECOMMENDED: gathering.recommended(),
        DigestSection.LANDED: gathering.landed(team),
        DigestSection.NEW: gathering.published(queries.first_published, with_notes=False),
        DigestSection.CHANGED: gathering.published(queries.published_again, with_notes=True),
    }
    wanted, more = gathering.wanted()
    return Edition(since, until, found, wanted, {DigestSection.WANTED: more})


class _Gathering:
    """Reading one edition, all of it as one reader sees it at its end."""

    def __init__(self, session: Session, viewer: Viewer, since: datetime, until: datetime) -> None:
        self._session = session
        self._viewer = viewer
        self._since = since
        self._until = until
        self._window = window(viewer, until)

    def published(
        self, read: Callable[[Session, datetime, datetime], list[Happened]], *, with_notes: bool
    ) -> tuple[AssetNews, ...]:
        """What ``read`` finds and the reader may see."""
        happened = read(self._session, self._since, self._until)[:_MOST]
        assets = load(self._session, [each.asset_id for each in happened], self._window)
        ids = [asset.id for asset in assets] if with_notes else []
        notes = queries.publication_notes(self._session, ids, self._since) if ids else {}
        return self._told(happened, assets, lambda news: replace(news, text=notes.get(news.asset.id, "")))

    def retired(self) -> tuple[AssetNews, ...]:
        """What must not be said any more, each with what to say instead."""
        happened = queries.retired(self._session, self._since, self._until)[:_MOST]
        assets = load_reachable(self._session, [each.asset_id for each in happened], self._window)
        instead = successors(self._session, [asset.id for asset in assets], self._window)
        return self._told(happened, assets, lambda news: replace(news, successor=instead.get(news.asset.id)))

    def landed(self, team: str) -> tuple[AssetNews, ...]:
        """What went well with buyers in these days, the surest first."""
        if Audience.INTERNAL not in self._window.audiences:
            # How often something went well is our own business.
            return ()
        days = Days(_day_after(self._since), self._until.astimezone(UTC).date())
        asked = InsightFilter(Days(min(days.first, days.last), days.last), teams=(team,) if team else ())
        used = uses(self._session, narrow(self._session, asked, days.last))
        sure = {
            asset_id: wilson_lower_bound(use.landed, use.landed + use.fell_flat)
            for asset_id, use in used.items()
            if use.landed >= _LEAST_LANDED
        }
        best = sorted(sure, key=lambda asset_id: (-sure[asset_id], asset_id))[: SHOWN[DigestSection.LANDED] * 4]
        return tuple(
            AssetNews(
                asset,
                self._until,
                landed=used[asset.id].landed,
                judged=used[asset.id].landed + used[asset.id].fell_flat,
            )
            for asset in load(self._session, best, self._window)
        )

    def recommended(self) -> tuple[AssetNews, ...]:
        """What the council recommends, each with the words and the name of whoever does."""
        found = recommendations(self._session, self._window, since=self._since, most=_MOST)
        said = [each for each in found if each.created_at <= self._until]
        assets = {asset.id: asset for asset in load(self._session, [each.asset_id for each in said], self._window)}
        regions = {tag.slug: tag.name for tag in tag_book(self._session).of_facet(Facet.REGION)}
        return tuple(
            AssetNews(
                assets[each.asset_id],
                each.created_at,
                each.text,
                credit=each.person,
                region=regions.get(each.person.region, each.person.region),
            )
            for each in said
        )

    def wanted(self) -> tuple[tuple[WantedNews, ...], int]:
        """What many miss, what became of it, and how many requests are left out."""
        ids, total = queries.wanted_ids(self._session, self._since, self._until, SHOWN[DigestSection.WANTED] * 2)
        requests = load_requests(self._session, ids, self._viewer, self._until)
        made = {each.asset_id for each in requests if each.asset_id is not None}
        assets = {asset.id: asset for asset in load(self._session, sorted(made), self._window)}
        news = tuple(WantedNews(each, assets.get(each.asset_id or 0)) for each in requests)
        return news, total - len(ids)

    def _told(
        self, happened: Sequence[Happened], assets: Iterable[AssetView], complete: Callable[[AssetNews], AssetNews]
    ) -> tuple[AssetNews, ...]:
        at = {each.asset_id: each.at for each in happened}
        return tuple(complete(AssetNews(asset, at[asset.id])) for asset in assets)


def _day_after(moment: datetime) -> date:
    return moment.astimezone(UTC).date() + timedelta(days=1)


def _near(interests: Interests, tags_of: Callable[[T], Iterable[TagView]]) -> Callable[[T], int]:
    def near(news: T) -> int:
        tags = tuple(tags_of(news))
        personas = {tag.id for tag in tags if tag.facet is Facet.PERSONA}
        regions = {word for tag in tags if tag.facet is Facet.REGION for word in (tag.slug, tag.name, *tag.synonyms)}
        return nearness(personas, regions, interests)

    return near


def _asset_tags(news: AssetNews) -> Iterable[TagView]:
    return (news.successor or news.asset).tags


def _wish_tags(news: WantedNews) -> Iterable[TagView]:
    return filter(None, (news.request.persona, news.request.stage, news.request.pain))
