"""Feedback, requests and notices as pages."""

from renderers.environment import environment
from renderers.feedback_views import (
    AskPage,
    FeedbackList,
    FeedbackPage,
    NoticeList,
    RequestList,
    RequestPage,
    SimilarView,
    SuggestPage,
)


def feedback_list_page(view: FeedbackList) -> str:
    """One's own feedback, or the inbox of those who answer it."""
    return environment().get_template("feedback_list.html").render(view=view, frame=view.frame)


def feedback_page(view: FeedbackPage) -> str:
    """One piece of feedback, with its answer."""
    return environment().get_template("feedback.html").render(view=view, frame=view.frame)


def suggest_page(view: SuggestPage) -> str:
    """The form for a suggestion."""
    return environment().get_template("suggest.html").render(view=view, frame=view.frame)


def requests_page(view: RequestList) -> str:
    """What people miss."""
    return environment().get_template("requests.html").render(view=view, frame=view.frame)


def request_page(view: RequestPage) -> str:
    """One request, with its answer."""
    return environment().get_template("request.html").render(view=view, frame=view.frame)


def ask_page(view: AskPage) -> str:
    """The form to ask for content."""
    return environment().get_template("ask.html").render(view=view, frame=view.frame)


def similar_fragment(similar: SimilarView) -> str:
    """What may make a request needless, to be put into that form."""
    return environment().get_template("_similar.html").render(similar=similar)


def notices_page(view: NoticeList) -> str:
    """What one is told."""
    return environment().get_template("notices.html").render(view=view, frame=view.frame)
