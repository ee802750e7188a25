"""What reps type becomes a synonym of a tag with one click, and is taken back with another."""

from urllib.parse import urlencode

from api.pages.forms import Form
from api.pages.insights_asking import InsightAsking
from api.pages.visits import Visit
from content_store import taxonomy
from content_store.errors import Invalid
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.views import TagView
from content_store.work import Work
from renderers.insight_demand import tag_label
from renderers.insight_views import Added


def act_on_words(work: Work, form: Form) -> str:
    """Do what the form says; what the next page is to tell of it, as the end of an address.

    Raises Forbidden, NotFound, and Invalid where the tag is none or the words are another's.
    """
    words, book = form.get("words", ""), tag_book(work.session)
    if form.get("do") == "undo":
        tag = _by_slug(book, form.get("tag", ""))
        if tag is not None:
            taxonomy.remove_synonym(work, tag.id, words)
        return ""
    tag = _by_label(book, form.get("tag", ""))
    if tag is None:
        raise Invalid.of("tag", "UNKNOWN_TAG", f"choose one of the tags that “{words[:60]}” shall stand for")
    taxonomy.add_synonym(work, tag.id, words)
    return urlencode({"words": words, "tag": _slug(tag)})


def added(visit: Visit, asking: InsightAsking) -> Added | None:
    """What was just added, as the address says and the taxonomy agrees."""
    asked = visit.request.query_params
    tag = _by_slug(tag_book(visit.session), asked.get("tag", ""))
    words = asked.get("words", "").strip()
    if tag is None or words.casefold() not in {each.casefold() for each in tag.synonyms}:
        return None
    fields = (("do", "undo"), ("words", words), ("tag", _slug(tag)))
    return Added(words, tag_label(tag), asking.address(), fields)


def _by_label(book: TagBook, label: str) -> TagView | None:
    wanted = label.strip().casefold()
    active = (tag for tag in book.by_id.values() if tag.status is TagStatus.ACTIVE)
    return next((tag for tag in active if tag_label(tag).casefold() == wanted), None)


def _slug(tag: TagView) -> str:
    return f"{tag.facet.value}:{tag.slug}"


def _by_slug(book: TagBook, text: str) -> TagView | None:
    facet, _, slug = text.partition(":")
    return book.find(Facet(facet), slug) if facet in set(Facet) else None
