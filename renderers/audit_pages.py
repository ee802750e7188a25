"""The audit trail as a page."""

from renderers.audit_views import AuditPage
from renderers.environment import environment


def audit_page(view: AuditPage) -> str:
    """Who changed what, and when."""
    return environment().get_template("audit.html").render(view=view, frame=view.frame)
