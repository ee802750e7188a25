"""The taxonomy as pages."""

from renderers.environment import environment
from renderers.taxonomy_views import FacetView, ImportView, MergeView, TagEditView, TaxonomyView


def taxonomy_page(view: TaxonomyView) -> str:
    """All facets."""
    return environment().get_template("taxonomy.html").render(view=view, frame=view.frame)


def facet_page(view: FacetView) -> str:
    """One facet with its tags."""
    return environment().get_template("taxonomy_facet.html").render(view=view, frame=view.frame)


def tag_page(view: TagEditView) -> str:
    """One tag."""
    return environment().get_template("taxonomy_tag.html").render(view=view, frame=view.frame)


def merge_page(view: MergeView) -> str:
    """What would move with a merge."""
    return environment().get_template("taxonomy_merge.html").render(view=view, frame=view.frame)


def import_page(view: ImportView) -> str:
    """Uploading a taxonomy."""
    return environment().get_template("taxonomy_import.html").render(view=view, frame=view.frame)
