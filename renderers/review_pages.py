"""Reviews as pages."""

from renderers.environment import environment
from renderers.review_views import ReviewList, ReviewPage, standing_in_words, state_in_words


def review_page(view: ReviewPage) -> str:
    """One asset's review."""
    return (
        environment()
        .get_template("review.html")
        .render(view=view, frame=view.frame, state_of=state_in_words, standing_of=standing_in_words)
    )


def reviews_page(view: ReviewList) -> str:
    """What is to be reviewed, and what was."""
    return environment().get_template("reviews.html").render(view=view, frame=view.frame, state_of=state_in_words)
