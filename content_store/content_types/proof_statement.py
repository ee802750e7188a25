"""One claim that can be said aloud."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from content_store.content_types.base import LINE, Content, text_field
from content_store.rules.vocabulary import ClaimKind, ContentType


class ProofStatement(Content):
    """A proof statement: one claim, the figure in it, where it comes from and how firmly it stands."""

    type: ClassVar = ContentType.PROOF_STATEMENT
    label: ClassVar = "proof statement"
    plural: ClassVar = "proof statements"
    help: ClassVar = "One claim that can be said aloud, with its source and date."
    required_to_publish: ClassVar = ("claim",)

    claim: str = text_field("The claim, as it would be said aloud.", limit=LINE)
    metric: str = text_field("The figure in it, with its unit: “31 % fewer late invoices”.", limit=200)
    source: str = text_field("Where the evidence is: a study, a customer's report, our own measurement.", limit=LINE)
    source_date: date | None = Field(None, description="The day the evidence is from.")
    claim_kind: ClaimKind = Field(ClaimKind.FACT, description="How firmly it stands.")
