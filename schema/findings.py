"""What the checker points out about assets."""

from typing import Annotated, Any

import strawberry

from content_store.errors import Problem
from content_store.rules.checking import Check, Finding, Severity
from schema.enums import describe
from schema.errors import problem_path
from schema.fields import read

describe(
    Severity,
    "FindingSeverity",
    "How much a finding matters. None forbids anything.",
    {"WARNING": "Look at it before publishing.", "HINT": "It may be better otherwise."},
)
describe(
    Check,
    "FindingCode",
    "What the checker found.",
    {
        "NO_PROOF": "It promises something, and nothing proves it.",
        "PROOF_GONE": "Its proof was retired or archived.",
        "NO_SOURCE": "A claim or a figure without its source.",
        "NO_SOURCE_DATE": "A claim without the date of its evidence.",
        "OLD_SOURCE": "The evidence is more than three years old.",
        "REVEALS_TRACKING": "A line tells the buyer that they were watched.",
        "FEATURE_SPEAK": "A line speaks of our product, or of us, instead of the buyer.",
        "WORN_WORDS": "A word that everybody uses and nobody means.",
        "TOO_LONG_TO_SAY": "It takes too long to say aloud, at 150 words a minute.",
        "NO_PERMISSION": "A testimonial that the customer has not allowed in public.",
        "PERMISSION_EXPIRED": "A testimonial whose permission has ended.",
        "NO_PERSONA": "No persona is chosen.",
        "NO_STAGE": "No stage is chosen.",
        "NO_PAIN": "No pain is chosen.",
        "LIKELY_DUPLICATE": "Another asset says much the same.",
    },
)


def _path(found: tuple[Finding, Any], _info: Any) -> list[str]:
    return problem_path(Problem(found[0].path, "", ""))


def _asset() -> Any:
    return Annotated["Asset", strawberry.lazy("schema.assets")] | None  # noqa: F821 - strawberry looks it up


@strawberry.type(name="Finding", description="One thing that could be better about an asset. It forbids nothing.")
class AssetFinding:
    """The source is the store's ``Finding``, and the node of the asset that it speaks of."""

    code: Check = read("What was found.", lambda found, _: found[0].check)
    severity: Severity = read("How much it matters.", lambda found, _: found[0].severity)
    path: list[str] = read("Where in the asset: names of fields, and places in lists.", _path)
    message: str = read("What to do, for people, plain text.", lambda found, _: found[0].message)
    asset: _asset() = read(  # type: ignore[valid-type]
        "The asset that it speaks of: the proof that is gone, the one that says the same.", lambda found, _: found[1]
    )
