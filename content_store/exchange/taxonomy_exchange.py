"""The whole taxonomy as text, out and in; what comes in can be looked at before it is kept."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from content_store.errors import Invalid
from content_store.exchange.front_matter import dump_yaml
from content_store.exchange.raw import Unreadable
from content_store.exchange.report import Report
from content_store.exchange.taxonomy_file import place_tags, read_taxonomy_text, store_tags, tag_fields
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.permissions import Action
from content_store.rules.taxonomy import Key, differences
from content_store.taxonomy_views import TaxonomyImport
from content_store.work import Work

_NAME = "taxonomy.yaml"


def taxonomy_text(session: Session) -> str:
    """All tags by facet, in order, as ``import_taxonomy`` reads them."""
    lists: dict[str, list[object]] = {}
    for facet, fields in tag_fields(tag_book(session)):
        lists.setdefault(facet.plural, []).append(fields)
    return dump_yaml(lists)


def import_taxonomy(work: Work, text: str, *, dry_run: bool = False) -> TaxonomyImport:
    """Make, change and order the tags that ``text`` describes; others stay as they are.

    A ``dry_run`` takes all of it back and tells what it would have been. Raises Forbidden, and Invalid where the text
    cannot be read.
    """
    work.require(Action.EDIT_TAXONOMY)
    outcome = _imported(work, text)
    if dry_run:
        work.session.rollback()
    return outcome


def _imported(work: Work, text: str) -> TaxonomyImport:
    try:
        tags = read_taxonomy_text(text, _NAME)
    except Unreadable as error:
        raise Invalid.of("text", "WRONG_FORM", f"it cannot be read: {error}") from error
    if not tags:
        raise Invalid.of("text", "REQUIRED", "it holds no tags; download the taxonomy to see how such a file looks")
    before, report = _described(tag_book(work.session)), Report()
    store_tags(work, tags, report)
    place_tags(work, tags)
    changes = differences(before, _described(tag_book(work.session)))
    told = (*report.skipped, *report.notes)
    return TaxonomyImport(tuple(changes), tuple(each.text for each in told))


def _described(book: TagBook) -> dict[Key, Mapping[str, Any]]:
    return {(facet.value, str(fields["slug"])): fields for facet, fields in tag_fields(book)}
