"""A kit as one document, and each of its steps as one: for our own people, with all lines."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime

from content_store.kit_views import StepView
from content_store.rules.kits import Plan
from content_store.views import AssetView
from renderers.documents.assets import asset_document
from renderers.documents.blocks import Block, Blocks, Document, Paragraph, Recipient, Section, Span, text
from renderers.wording import minutes_in_words

Proof = Mapping[int, Sequence[AssetView]]
_NOT_THERE = "Nothing is to be read here now: this step is skipped."


def kit_document(plan: Plan, steps: Sequence[StepView], proof: Proof, now: datetime, base: str = "") -> Document:
    """The whole kit: its sections with each step's reason, question and content."""
    by_key = {step.step.key: step for step in steps}
    blocks: list[Block] = []
    numbers = itertools.count(1)
    for section in plan.sections:
        views = [by_key[step.key] for step in section.steps]
        made = tuple(
            Section(f"{next(numbers)}. {_name(view)}", step_blocks(view, proof, now, base), "step") for view in views
        )
        blocks += [Section(section.title, made, "chapter")] if section.title and made else made
    count = len(plan.steps)
    lead = " · ".join(
        filter(None, (plan.role, f"{count} step{'' if count == 1 else 's'}", minutes_in_words(plan.minutes)))
    )
    summary: Blocks = (Paragraph(text(plan.summary)),) if plan.summary else ()
    return Document(plan.title, "Kit", "en", now, Recipient.ME, (*summary, *blocks), lead=lead)


def step_document(view: StepView, proof: Proof, now: datetime, base: str = "") -> Document:
    """One step alone."""
    return Document(_name(view), "", "en", now, Recipient.ME, step_blocks(view, proof, now, base))


def step_blocks(view: StepView, proof: Proof, now: datetime, base: str = "") -> Blocks:
    """What a step says: how long, why, what to answer, and what to read."""
    step = view.step
    asked = minutes_in_words(step.minutes) + ("" if step.required else " · if you like")
    blocks: list[Block] = [Paragraph(text(asked), style="quiet")]
    if step.why:
        blocks.append(Paragraph((Span("Why: ", bold=True), *text(step.why))))
    if step.question:
        blocks.append(Paragraph((Span("To answer: ", bold=True), *text(step.question))))
    if view.instead_of:
        blocks.append(Paragraph(text(f"In place of “{view.instead_of}”, which is retired."), style="quiet"))
    for asset in view.assets:
        found = asset_document(asset, proof.get(asset.id, ()), Recipient.ME, now, base)
        if found is not None:
            if found.title != view.words:
                blocks.append(Paragraph(text(found.title), style="strong"))
            blocks += found.blocks
    return tuple(blocks) if view.assets else (*blocks, Paragraph(text(_NOT_THERE)))


def _name(view: StepView) -> str:
    return view.words or "No longer to be read"
