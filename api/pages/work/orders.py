"""An order to do something to assets, as a form says it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from api.pages.forms import Form
from content_store.bulk_acts import Order
from content_store.database import Session
from content_store.errors import Invalid
from content_store.queries.assets import ids_of
from content_store.rules.bulk import BulkKind
from content_store.rules.vocabulary import Facet, RetireReason

_FARTHEST_ZONE = 26 * 60  # minutes; no zone is farther from UTC


def read_order(session: Session, form: Form) -> Order:
    """The order that was sent. Raises Invalid."""
    kind = next((each for each in BulkKind if each.value == form.get("do")), None)
    if kind is None:
        raise Invalid.of("do", "UNKNOWN_VALUE", "choose what to do")
    facet, _, slug = form.get("tag", "").partition(":")
    return Order(
        kind,
        publish_at=_moment(form, "publish_at") if kind is BulkKind.SCHEDULE else None,
        unpublish_at=_moment(form, "unpublish_at"),
        reason=next((each for each in RetireReason if each.value == form.get("reason")), None),
        replacement_id=_replacement(session, form.get("replacement", "")) if kind is BulkKind.RETIRE else None,
        email=form.get("email", "").strip().lower(),
        facet=next((each for each in Facet if each.value == facet), None),
        tag=slug,
        note=form.get("note", ""),
        override=form.get("override", ""),
    )


def _moment(form: Form, name: str) -> datetime | None:
    """A moment as a browser sends it: local time, with the minutes that it lies before UTC where scripts told them."""
    text = form.get(name, "").strip()
    if not text:
        return None
    offset = form.get(f"{name}_offset", "").strip()
    minutes = int(offset) if offset.removeprefix("-").isdecimal() and len(offset) < 6 else 0
    try:
        local = datetime.fromisoformat(text)
        return (local.replace(tzinfo=UTC) if local.tzinfo is None else local) + timedelta(
            minutes=max(-_FARTHEST_ZONE, min(minutes, _FARTHEST_ZONE))
        )
    except (ValueError, OverflowError):
        raise Invalid.of(name, "WRONG_FORM", "a time is written like 2026-06-30 09:00") from None


def _replacement(session: Session, text: str) -> int | None:
    """The asset of a slug, or of an address that somebody copied. Raises Invalid where there is none."""
    slug = urlsplit(text.strip()[:500]).path.rstrip("/").rpartition("/")[2]
    if not slug:
        return None
    found = ids_of(session, [slug]).get(slug)
    if found is None:
        raise Invalid.of("replacement", "UNKNOWN_ASSET", f"there is no asset “{slug[:100]}”")
    return found
