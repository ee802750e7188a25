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
)


def kits_page(view: KitList) -> str:
    """Kits to read, one's own first."""
    return environment().get_template("kits.html").render(view=view, frame=view.frame)


def kit_page(view: KitPage) -> str:
    """One kit, step by step."""
    return environment().get_template("kit.html").render(view=view, frame=view.frame)


def managed_page(view: ManagedKits) -> str:
    """All kits, for those who write them."""
    return environment().get_template("kits_manage.html").render(view=view, frame=view.frame)


def edit_page(view: EditPage) -> str:
    """The form of a kit."""
    return environment().get_template("kit_edit.html").render(view=view, frame=view.frame)


def new_kit_page(view: NewKitPage) -> str:
    """Beginning a kit."""
    return environment().get_template("kit_new.html").render(view=view, frame=view.frame)


def newcomers_page(view: NewcomersPage) -> str:
    """Who is on a kit."""
    return environment().get_template("kit_newcomers.html").render(view=view, frame=view.frame)


def overview_page(view: OverviewPage) -> str:
    """A program in figures."""
    return environment().get_template("kit_overview.html").render(view=view, frame=view.frame)


def enrolment_page(view: EnrolmentPage) -> str:
    """One newcomer's progress."""
    return environment().get_template("kit_enrolment.html").render(view=view, frame=view.frame)
