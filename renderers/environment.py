"""The one template environment: escaping on, a missing name an error, every template compiled once."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.filters import do_mark_safe

from content_store.content_types import DECLARATIONS
from content_store.rules.briefing import may_quote
from content_store.rules.vocabulary import ContentType, EventKind, Facet, FlagReason
from content_store.views import AssetView
from renderers import files, markdown
from renderers.differences import differences
from renderers.documents.assets import leaves
from renderers.figures import figure
from renderers.static_files import static_address
from renderers.talking_points import anatomy, for_buyer
from renderers.wording import ago, alone, article, day, iso, spoken, trust


@cache
def environment() -> Environment:
    """The environment all pages are rendered in, with every template compiled: no reader waits for that."""
    made = Environment(
        loader=PackageLoader("renderers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        markdown=lambda text: do_mark_safe(markdown.html(text)),  # sanitised there
        marked=do_mark_safe,  # escaped by the search's highlighter
        ago=ago,
        alone=alone,
        day=day,
        iso=iso,
        spoken=spoken,
        figure=figure,
    )
    _name(made)
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
