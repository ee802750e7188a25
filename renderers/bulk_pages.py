"""Publishing one asset, and doing the same to many, as pages."""

from renderers.bulk_views import KINDS, BulkForm, BulkPage, BulksPage, PublishPage
from renderers.environment import environment


def publish_page(view: PublishPage) -> str:
    """What can be done to one asset, with what would happen."""
    return environment().get_template("publish.html").render(view=view, frame=view.frame)


def bulk_form(view: BulkForm) -> str:
    """What is to be done to what was chosen."""
    return environment().get_template("bulk_form.html").render(view=view, frame=view.frame)


def bulks_page(view: BulksPage) -> str:
    """What was done to many at once lately."""
    return environment().get_template("bulks.html").render(view=view, frame=view.frame, kinds=KINDS)


def bulk_page(view: BulkPage) -> str:
    """One bulk, from its preview to what it did."""
    return environment().get_template("bulk.html").render(view=view, frame=view.frame, kinds=KINDS)
