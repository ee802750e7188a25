"""Global ids: opaque to clients, a kind and a number to us."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from enum import StrEnum

_FORM = re.compile(r"([a-z]+):([1-9][0-9]{0,9})")
GREATEST_ID = 2**31 - 1  # what an integer column holds


class Kind(StrEnum):
    """What has a global id."""

    ASSET = "asset"
    TAG = "tag"
    PERSON = "person"
    FEEDBACK = "feedback"
    REQUEST = "request"
    KIT = "kit"
    ENROLMENT = "enrolment"
    NOTICE = "notice"
    EVENT = "event"
    FILE = "file"
    PREVIEW_LINK = "previewlink"
    REVIEW = "review"
    COMMENT = "comment"
    PERIOD = "period"
    RECOMMENDATION = "recommendation"


def global_id(kind: Kind, number: int) -> str:
    """The id that clients see."""
    return urlsafe_b64encode(f"{kind.value}:{number}".encode()).decode().rstrip("=")


def parse_id(text: str) -> tuple[Kind, int] | None:
    """What ``text`` stands for; None where it is not one of ours."""
    try:
        found = _FORM.fullmatch(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode())
        return (Kind(found[1]), int(found[2])) if found and int(found[2]) <= GREATEST_ID else None
    except (Error, ValueError):
        return None


def number_of(kind: Kind, text: str) -> int | None:
    """The number of an id of this kind; None where ``text`` is anything else."""
    parsed = parse_id(text)
    return parsed[1] if parsed and parsed[0] is kind else None
