"""The one template environment: escaping on, a missing name an error, every template compiled once."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from jinja2.filters import do_mark_safe
from jinja2.sandbox import ImmutableSandboxedEnvironment

from content_store.content_types import DECLARATIONS
from content_store.rules.briefing import may_quote
from content_store.rules.vocabulary import ContentType, EventKind, Facet, FlagReason
from content_store.views import AssetView
from renderers import files, markdown
from renderers.branding import Brand
from renderers.differences import differences
from renderers.documents.assets import leaves
from renderers.figures import figure
from renderers.overrides import Overrides
from renderers.static_files import static_address
from renderers.talking_points import anatomy, for_buyer
from renderers.wording import ago, alone, article, day, iso, minutes_in_words, spoken, step_words, trust


class _Page(Template):
    """A template that is never the reason for an empty page."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page; where a template of one's own fails, as it comes with Kindling."""
        environment = cast("_Environment", self.environment)
        try:
            return super().render(*args, **kwargs)
        except Exception as error:
            if not environment.overrides.blame(error.__traceback__, error):
                raise
        # Without what just failed; anything else that fails is left out in the same way.
        environment.forget()
        return environment.get_template(str(self.name)).render(*args, **kwargs)


class _Environment(ImmutableSandboxedEnvironment):
    """Compiles templates of one's own before those that come with Kindling, all of them in a sandbox."""

    template_class = _Page

    def __init__(self, overrides: Overrides) -> None:
        self.overrides = overrides
        super().__init__(
            loader=ChoiceLoader([overrides, PackageLoader("renderers")]),
            autoescape=_is_marked_up,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )

    def forget(self) -> None:
        """Compile every template anew when it is next asked for."""
        if self.cache is not None:
            self.cache.clear()


@dataclass(frozen=True, slots=True)
class Dressing:
    """How an installation looks: its brand, and a folder with templates of its own."""

    brand: Brand = field(default_factory=Brand)
    folder: Path | None = None


_dressings: dict[str, Dressing] = {"worn": Dressing()}


def dress(dressing: Dressing) -> None:
    """Let all pages from now on look like this."""
    _dressings["worn"] = dressing


def environment() -> Environment:
    """The environment all pages are rendered in, with every template compiled: no reader waits for that."""
    return _environment(_dressings["worn"])


def overrides() -> Overrides:
    """The templates of this installation's own, and what is wrong with them."""
    return _environment(_dressings["worn"]).overrides


def brand() -> Brand:
    """Whose installation it is."""
    return _dressings["worn"].brand


@lru_cache(maxsize=4)
def _environment(dressing: Dressing) -> _Environment:
    made = _Environment(Overrides(dressing.folder))
    # Whatever a template says, escaping is not its choice.
    del made.filters["safe"]
    made.filters.update(
        markdown=lambda text: do_mark_safe(markdown.html(text)),  # sanitised there
        marked=do_mark_safe,  # escaped by the search's highlighter
        ago=ago,
        alone=alone,
        day=day,
        iso=iso,
        spoken=spoken,
        step_words=step_words,
        field_words=lambda name: field_name((name,)).lower(),
        figure=figure,
    )
    _name(made)
    made.globals["brand"] = dressing.brand
    made.overrides.check(made)
    for name in made.list_templates():
        made.get_template(name)
    return made


def _name(made: Environment) -> None:
    """Name what every template may use."""
    made.globals.update(
        static=static_address,
        label=label,
        content_of=content_of,
        anatomy=anatomy,
        figure=figure,
        for_buyer=for_buyer,
        may_quote=may_quote,
        leaves=leaves,
        took=minutes_in_words,
        trust=trust,
        differences=differences,
        field_name=field_name,
        article=article,
        FlagReason=FlagReason,
        download_address=files.download_address,
        thumbnail_address=files.thumbnail_address,
        file_in_words=files.told,
        trouble=files.trouble,
        file_problem=files.problem_in_words,
        EventKind=EventKind,
        Facet=Facet,
    )


def _is_marked_up(name: str | None) -> bool:
    """Whether a template makes HTML, in which everything is escaped; only plain text is not."""
    return name is None or not name.endswith(".txt")


def label(type_: ContentType) -> str:
    """What a content type is called: ``Talking point``."""
    return DECLARATIONS[type_].label.capitalize()


def field_name(path: tuple[str, ...]) -> str:
    """What a field of an asset is called: ``Opener``, ``Persona``."""
    return path[-1].replace("_", " ").capitalize()


def content_of(asset: AssetView) -> object | None:
    """The fields of the asset's type, every one present; None when another version of Kindling wrote them."""
    try:
        return DECLARATIONS[asset.type].model_validate(asset.content)
    except ValueError:
        return None
