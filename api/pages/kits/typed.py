"""The form of a kit: what was typed as the store takes it, and what a button does to it."""

from collections.abc import Mapping
from typing import Any

from api.pages.forms import Form
from content_store.rules.kit_rules import PARAMETERS

Typed = dict[str, Any]
Sections = list[dict[str, Any]]
TEXTS = ("title", "summary", "role", "region")


def typed_plan(form: Form) -> Typed:
    """The plan in a form, as ``kits.update`` takes it."""
    sections: Sections = []
    while f"section.{len(sections)}.title" in form:
        place = len(sections)
        steps: list[dict[str, Any]] = []
        while f"step.{place}.{len(steps)}.key" in form:
            steps.append(_step(form, f"step.{place}.{len(steps)}"))
        sections.append({"title": form[f"section.{place}.title"], "steps": steps})
    return {name: form.get(name, "") for name in TEXTS} | {"sections": sections}


def _step(form: Form, at: str) -> dict[str, Any]:
    step: dict[str, Any] = {
        name: form.get(f"{at}.{name}", "") for name in ("key", "asset", "minutes", "why", "question")
    }
    step["required"] = f"{at}.required" in form
    kind = form.get(f"{at}.rule.kind", "")
    if kind:
        given = {name: form.get(f"{at}.rule.{name}", "").strip() for name in PARAMETERS}
        step["rule"] = {"kind": kind} | {name: value for name, value in given.items() if value}
    return step


def acted(sections: Sections, do: str) -> Sections:
    """The sections after a button was pressed: ``up:0.1``, ``remove:0.1``, ``section-down:0``, ``add-section``."""
    name, _, place = do.partition(":")
    at = [int(part) for part in place.split(".") if part.isascii() and part.isdecimal() and len(part) < 4]
    made = [{**section, "steps": list(section["steps"])} for section in sections]
    if name == "add-section":
        return [*made, {"title": "", "steps": []}]
    if len(at) == 1 and at[0] < len(made):
        return _section_moved(made, name, at[0])
    if len(at) == 2 and at[0] < len(made) and at[1] < len(made[at[0]]["steps"]):
        return _step_moved(made, name, at[0], at[1])
    return made


def _section_moved(made: Sections, name: str, place: int) -> Sections:
    match name:
        case "section-up" if place > 0:
            made.insert(place - 1, made.pop(place))
        case "section-down":
            made.insert(place + 1, made.pop(place))
        case "remove-section":
            made.pop(place)
        case _:
            pass
    return made


def _step_moved(made: Sections, name: str, place: int, number: int) -> Sections:
    """A step moves within its section, and past its ends into the next one."""
    steps = made[place]["steps"]
    match name:
        case "remove":
            steps.pop(number)
        case "up" if number > 0:
            steps.insert(number - 1, steps.pop(number))
        case "up" if place > 0:
            made[place - 1]["steps"].append(steps.pop(number))
        case "down" if number < len(steps) - 1:
            steps.insert(number + 1, steps.pop(number))
        case "down" if place < len(made) - 1:
            made[place + 1]["steps"].insert(0, steps.pop(number))
        case _:
            pass
    return made


def with_step(sections: Sections, place: int, step: Mapping[str, Any]) -> Sections:
    """The sections with one more step at the end of one of them."""
    made = [{**section, "steps": list(section["steps"])} for section in sections]
    if 0 <= place < len(made):
        made[place]["steps"].append(dict(step))
    return made


def form_name(path: tuple[str, ...]) -> str:
    """The name in the form of a place in the plan: ``step.0.1.minutes``."""
    match path:
        case ("sections", place, "steps", number, *rest):
            return ".".join(("step", place, number, *rest))
        case ("sections", place, name):
            return f"section.{place}.{name}"
        case _:
            return ".".join(path)
