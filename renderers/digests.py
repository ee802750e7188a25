"""Digests as a page, as a mail of two parts, as an Atom feed and as a JSON feed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import css_inline

from content_store.digest_views import AssetNews, Digest, NewsSection, WantedNews
from content_store.rules.digests import DigestSection
from content_store.rules.vocabulary import FeedbackStatus
from renderers.digest_views import DigestMail, DigestPage, Feed, UnsubscribePage
from renderers.environment import brand, environment
from renderers.wording import day, iso, spoken

HEADINGS: dict[DigestSection, str] = {
    DigestSection.RETIRED: "Do not say this any more",
    DigestSection.RECOMMENDED: "The council recommends",
    DigestSection.LANDED: "What landed",
    DigestSection.NEW: "New",
    DigestSection.CHANGED: "Changed",
    DigestSection.WANTED: "Wanted",
}
_COUNTED = {
    DigestSection.RETIRED: "retired",
    DigestSection.NEW: "new",
    DigestSection.CHANGED: "changed",
}
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed."""

    id: str
    title: str
    address: str
    text: str
    section: DigestSection
    at: datetime


def digest_page(view: DigestPage) -> str:
    """What is new, for whoever looks."""
    return (
        environment()
        .get_template("digest.html")
        .render(view=view, frame=view.frame, headings=HEADINGS, landed=landed, wished=wished, gone=gone)
    )


def unsubscribe_page(view: UnsubscribePage) -> str:
    """Ending one's mails, without signing in."""
    return environment().get_template("unsubscribe.html").render(view=view)


def digest_html(mail: DigestMail) -> str:
    """The part of a mail that most programs show: every style beside what it is for, as they want it."""
    page = (
        environment()
        .get_template("digest_mail.html")
        .render(mail=mail, headings=HEADINGS, landed=landed, wished=wished, gone=gone)
    )
    return _inliner().inline(page)


def digest_text(mail: DigestMail) -> str:
    """The part for those who read plain text."""
    return (
        environment()
        .get_template("digest_mail.txt")
        .render(mail=mail, headings=HEADINGS, landed=landed, wished=wished, gone=gone)
    )


def subject(digest: Digest) -> str:
    """What a mail is about: ``2 retired, 5 new, 1 changed``."""
    counts = {each.section: len(each.assets) + each.more for each in digest.sections}
    told = [f"{counts[section]} {words}" for section, words in _COUNTED.items() if counts.get(section)]
    return ", ".join(told) or "What landed, and what is wanted"


def atom(feed: Feed) -> bytes:
    """An Atom feed (RFC 4287)."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    for name, text in (("id", feed.address), ("title", feed.title), ("updated", iso(_updated(feed)))):
        SubElement(root, name).text = _xml(text)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{feed.site}/digest"})
    SubElement(SubElement(root, "author"), "name").text = _xml(brand().name)
    for entry in entries(feed):
        item = SubElement(root, "entry")
        for name, text in (("id", entry.id), ("title", entry.title), ("updated", iso(entry.at))):
            SubElement(item, name).text = _xml(text)
        SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": entry.address})
        SubElement(item, "category", {"term": entry.section.value, "label": HEADINGS[entry.section]})
        SubElement(item, "summary").text = _xml(entry.text)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def json_feed(feed: Feed) -> dict[str, Any]:
    """A JSON feed (jsonfeed.org, version 1.1)."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{feed.site}/digest",
        "feed_url": feed.address,
        "language": "en",
        "items": [
            {
                "id": entry.id,
                "url": entry.address,
                "title": entry.title,
                "content_text": entry.text or entry.title,
                "date_modified": iso(entry.at),
                "tags": [entry.section.value],
            }
            for entry in entries(feed)
        ],
    }


def entries(feed: Feed) -> Iterator[Entry]:
    """The items of a feed, in the digest's order."""
    for section in feed.digest.sections:
        yield from _entries(feed, section)


def _entries(feed: Feed, section: NewsSection) -> Iterator[Entry]:
    for news in section.assets:
        shown = news.successor or news.asset
        made = f"{feed.site}/a/{news.asset.slug}#{section.section.value}-{news.at:%Y-%m-%d}"
        yield Entry(made, _title(section, news), f"{feed.site}/a/{shown.slug}", _text(news), section.section, news.at)
    for wish in section.wanted:
        request = wish.request
        address = f"{feed.site}/requests/{request.id}"
        made = f"{address}#{request.status.value}"
        yield Entry(made, request.title, address, wished(wish, feed.digest.until), section.section, request.updated_at)


def _title(section: NewsSection, news: AssetNews) -> str:
    if section.section is not DigestSection.RETIRED:
        return news.asset.title
    return f"Retired: {news.asset.title}"


def _text(news: AssetNews) -> str:
    if news.successor is not None:
        return f"Say instead: {news.successor.title}"
    said_by = f"{news.credit.name} recommends it." if news.credit else ""
    parts = (news.text or news.asset.summary, said_by, landed(news))
    return " ".join(part for part in parts if part)


def landed(news: AssetNews) -> str:
    """How often it went well: ``Landed in 7 of 9 conversations.``; empty where nobody said."""
    if not news.judged:
        return ""
    return f"Landed in {news.landed} of {news.judged} conversation{'' if news.judged == 1 else 's'}."


def wished(wish: WantedNews, until: datetime) -> str:
    """Where a request stands at that moment, in a sentence."""
    request = wish.request
    votes = f"{request.votes} {'person misses' if request.votes == 1 else 'people miss'} this."
    match request.status:
        case FeedbackStatus.RESOLVED:
            return f"Done: {wish.asset.title}." if wish.asset else "Done."
        case FeedbackStatus.DECLINED:
            return f"Declined: {request.answer}" if request.answer else "Declined."
        case FeedbackStatus.ACCEPTED if request.promised_for:
            late = ", and late" if request.is_late(until.date()) else ""
            return f"{votes} Promised for {day(request.promised_for)}{late}."
        case _:
            return votes


def gone(news: AssetNews) -> str:
    """Why something was retired: ``Inaccurate``."""
    return spoken(news.asset.retire_reason) if news.asset.retire_reason else "Retired"


def _updated(feed: Feed) -> datetime:
    return max((entry.at for entry in entries(feed)), default=feed.digest.until)


def _xml(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return "".join(character for character in text if character in "\t\n\r" or " " <= character not in "\ufffe\uffff")


@cache
def _inliner() -> css_inline.CSSInliner:
    # Mails point nowhere: nothing is loaded to make them.
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False)
