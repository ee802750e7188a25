"""Pages for those who may do something; others are told whose they are."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from starlette.responses import Response

from api.pages.errors import refuse
from api.pages.visits import Visit
from content_store.rules.permissions import Action, may

P = ParamSpec("P")


def is_allowed(visit: Visit, action: Action) -> bool:
    """Whether the visitor may do ``action``."""
    return may(visit.viewer.role, visit.viewer.scopes, action)


def guarded(
    handler: Callable[Concatenate[Visit, P], Response], action: Action, reason: str
) -> Callable[Concatenate[Visit, P], Response]:
    """``handler`` of a page or of a form, for those who may do ``action``; others get 403 and ``reason``."""

    def guard(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        if is_allowed(visit, action):
            return handler(visit, *args, **kwargs)
        return refuse(visit.request, 403, reason)

    return guard
