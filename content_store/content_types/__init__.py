"""One declaration for each content type; adding a type is adding one here."""

from content_store.content_types.base import Content
from content_store.content_types.case_study import CaseStudy
from content_store.content_types.guideline import Guideline
from content_store.content_types.play import Play
from content_store.content_types.presentation import Presentation
from content_store.content_types.proof_statement import ProofStatement
from content_store.content_types.talking_point import TalkingPoint
from content_store.content_types.testimonial import Testimonial
from content_store.content_types.white_paper import WhitePaper
from content_store.rules.vocabulary import ContentType

DECLARATIONS: dict[ContentType, type[Content]] = {
    declaration.type: declaration
    for declaration in (
        TalkingPoint,
        CaseStudy,
        Testimonial,
        ProofStatement,
        WhitePaper,
        Presentation,
        Play,
        Guideline,
    )
}

__all__ = ["DECLARATIONS", "Content"]
