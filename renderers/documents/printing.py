"""A document as PDF."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from renderers.documents.blocks import Document, to_data
from renderers.typesetting.press import Job, Press
from renderers.wording import day

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv"})


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose document it is: a name, a colour for light paper, and a logo as SVG, if there is one."""

    name: str = "Kindling"
    accent: str = "#0f6b5c"
    logo: str = ""


def pdf_of(press: Press, document: Document, letterhead: Letterhead, paper: Paper) -> bytes:
    """The document as PDF/UA-1: tagged, titled, its fonts inside. Raises NotSet with what stands in the way."""
    return press.pdf(Job(built_in(), print_data(document, letterhead, paper), int(document.made_at.timestamp())))


def print_data(document: Document, letterhead: Letterhead, paper: Paper) -> dict[str, Any]:
    """All that the template reads."""
    lang, _, region = document.language.partition("-")
    made = document.made_at
    return {
        "document": to_data(document),
        "brand": to_data(letterhead),
        "paper": "us-letter" if paper is Paper.LETTER else "a4",
        "lang": lang.lower()[:3],
        "region": region if len(region) == 2 and region.isalpha() else None,
        "rtl": lang.lower() in _RIGHT_TO_LEFT,
        "made": [made.year, made.month, made.day],
        "footer": f"{letterhead.name} · {day(made)}",
        "words": {
            "internal": "internal",
            "unshown": "No font here can show {}; it is told by its name in brackets.",
        },
    }


@cache
def built_in() -> str:
    """The template that comes with Kindling."""
    return (Path(__file__).parents[1] / "typesetting" / "paper.typ").read_text("utf-8")
