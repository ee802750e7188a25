"""A document as PDF."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from renderers.branding import Brand
from renderers.documents.blocks import Document, to_data
from renderers.environment import brand, overrides
from renderers.overrides import PAPER, Fault
from renderers.typesetting.press import Job, Press, TemplateFault
from renderers.wording import day


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    LETTER = "letter"


def pdf_of(press: Press, document: Document, paper: Paper) -> bytes:
    """The document as PDF/UA-1: tagged, titled, its fonts inside. Raises NotSet with what stands in the way.

    A template of this installation's own that fails is left out, and the built-in one serves.
    """
    own = overrides()
    data, made = print_data(document, brand(), paper), int(document.made_at.timestamp())
    template = own.text(PAPER)
    if template is not None:
        try:
            return press.pdf(Job(template, data, made, sizes(document)))
        except TemplateFault as fault:
            own.leave_out(PAPER, Fault((own.root or Path()) / PAPER, _line(fault.diagnostic), str(fault)))
    return press.pdf(Job(built_in(), data, made, sizes(document)))


def sizes(document: Document) -> tuple[float, ...]:
    """How large it may be set, the largest first; the first at which it takes one page is taken, or the last."""
    return (1.0, 0.93, 0.86, 0.8) if document.one_page else (1.05,)


def _line(diagnostic: str) -> int:
    """The line of the template that typst points at."""
    found = re.search(r"\.typ:(\d+):", diagnostic)
    return int(found[1]) if found else 0


def print_data(document: Document, owner: Brand, paper: Paper) -> dict[str, Any]:
    """All that the template reads."""
    lang, _, region = document.language.partition("-")
    made = document.made_at
    return {
        "document": to_data(document),
        "brand": {"name": owner.name, "accent": owner.accent, "logo": owner.logo.svg if owner.logo else ""},
        "paper": "us-letter" if paper is Paper.LETTER else "a4",
        "lang": lang.lower()[:3],
        "region": region if len(region) == 2 and region.isalpha() else None,
        "rtl": document.direction == "rtl",
        "made": [made.year, made.month, made.day],
        "footer": f"{owner.name} · {day(made)}",
        "words": {
            "internal": "internal",
            "unshown": "No font here can show {}; it is told by its name in brackets.",
        },
    }


@cache
def built_in() -> str:
    """The template that comes with Kindling."""
    return (Path(__file__).parents[1] / "typesetting" / "paper.typ").read_text("utf-8")
