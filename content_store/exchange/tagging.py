"""Turning the words that files use for tags into tags, and making those that are new."""

import re
from collections.abc import Iterable
from typing import Any

from slugify import slugify

from content_store import taxonomy
from content_store.errors import Invalid, Problem
from content_store.exchange.entries import Written
from content_store.exchange.report import Report
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.vocabulary import Facet, TagStatus
from content_store.work import Work


def add_new_tags(work: Work, texts: Iterable[Written], report: Report) -> TagBook:
    """Make the tags that ``texts`` name and that do not exist, and return the taxonomy with them."""
    book = tag_book(work.session)
    for facet, name in _unknown(book, texts):
        if book.find_by_word(facet, name) is None:
            slug = slugify(name, max_length=100)
            known = book.find(facet, slug)
            if slug and known is None:
                taxonomy.create(work, facet, {"name": name, "slug": slug})
                report.new_tags.append(f"{facet.value} {name}")
            book = tag_book(work.session)
    return book


def tags_of(book: TagBook, written: Written) -> dict[Facet, list[str]]:
    """The slugs of the tags that ``written`` names, by facet. Raises Invalid naming every word that is no tag."""
    found: dict[Facet, list[str]] = {}
    problems = []
    for facet, words in written.words.items():
        for word in _names(book, facet, words):
            tag = book.find_by_word(facet, word) or book.find(facet, slugify(word, max_length=100))
            if tag is None:
                problems.append(Problem((facet.plural,), "UNKNOWN_TAG", f"there is no {facet.value} “{word}”"))
            else:
                found.setdefault(facet, []).append(tag.slug)
    if problems:
        raise Invalid(problems)
    for facet, slug in _loose(book, written):
        found.setdefault(facet, []).append(slug)
    return {facet: list(dict.fromkeys(slugs)) for facet, slugs in found.items()}


def left_over(book: TagBook, written: Written) -> dict[str, Any]:
    """The words of no facet that the taxonomy does not know, under the names that they had."""
    unknown = {key: [word for word in words if not _anywhere(book, key, word)] for key, words in written.loose.items()}
    return {key: words for key, words in unknown.items() if words}


def _unknown(book: TagBook, texts: Iterable[Written]) -> list[tuple[Facet, str]]:
    named = (
        (facet, name)
        for written in texts
        for facet, words in written.words.items()
        for name in _names(book, facet, words)
        if book.find_by_word(facet, name) is None
    )
    return list(dict.fromkeys(named))


def _names(book: TagBook, facet: Facet, words: Iterable[str]) -> list[str]:
    """The words, each cut at its commas unless it is known as a whole: “Finance, IT” may be one name or two."""
    names: list[str] = []
    for word in words:
        whole = "," not in word or book.find_by_word(facet, word) is not None
        names += [word] if whole else [part.strip() for part in re.split(",", word) if part.strip()]
    return [name[:200] for name in names]


def _loose(book: TagBook, written: Written) -> list[tuple[Facet, str]]:
    return [found for key, words in written.loose.items() for word in words for found in _anywhere(book, key, word)]


def _anywhere(book: TagBook, key: str, word: str) -> list[tuple[Facet, str]]:
    """The tags of this name in any facet; an audience can only be a persona."""
    facets: Iterable[Facet] = (Facet.PERSONA,) if key == "audience" else Facet
    tags = [(facet, book.find_by_word(facet, word)) for facet in facets]
    return [(facet, tag.slug) for facet, tag in tags if tag is not None and tag.status is TagStatus.ACTIVE]


def facet_named(name: object) -> Facet | None:
    """The facet of this name, singular or plural."""
    wanted = str(name).strip().lower()
    return next((facet for facet in Facet if wanted in {facet.value, facet.plural}), None)
