"""Kits as pages."""

from renderers.environment import environment
from renderers.kit_views import (
    EditPage,
    EnrolmentPage,
    KitList,
    KitPage,
    ManagedKits,
    NewcomersPage,
    NewKitPage,
    OverviewPage,
    minutes_in_words,
)

View = EditPage | EnrolmentPage | KitList | KitPage | ManagedKits | NewcomersPage | NewKitPage | OverviewPage


def _rendered(template: str, view: View) -> str:
    found = environment().get_template(template)
    return found.render(view=view, frame=view.frame, took=minutes_in_words)


def kits_page(view: KitList) -> str:
    """Kits to read, one's own first."""
    return _rendered("kits.html", view)


def kit_page(view: KitPage) -> str:
    """One kit, step by step."""
    return _rendered("kit.html", view)


def managed_page(view: ManagedKits) -> str:
    """All kits, for those who write them."""
    return _rendered("kits_manage.html", view)


def edit_page(view: EditPage) -> str:
    """The form of a kit."""
    return _rendered("kit_edit.html", view)


def new_kit_page(view: NewKitPage) -> str:
    """Beginning a kit."""
    return _rendered("kit_new.html", view)


def newcomers_page(view: NewcomersPage) -> str:
    """Who is on a kit."""
    return _rendered("kit_newcomers.html", view)


def overview_page(view: OverviewPage) -> str:
    """A program in figures."""
    return _rendered("kit_overview.html", view)


def enrolment_page(view: EnrolmentPage) -> str:
    """One newcomer's progress."""
    return _rendered("kit_enrolment.html", view)
