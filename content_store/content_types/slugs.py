"""Making slugs of titles."""

import re

from slugify import slugify

SLUG_LENGTH = 100  # of one made from a title
_PLAIN_TITLE = re.compile(rf"(?=.{{1,{SLUG_LENGTH}}}$)[A-Za-z0-9]+(?:[ _-]+[A-Za-z0-9]+)*")


def slug_stem(title: str) -> str:
    """The slug that ``title`` gives, if nobody has it yet."""
    if _PLAIN_TITLE.fullmatch(title):
        # What slugify makes of it too, in a tenth of the time; an import asks for thousands.
        return "-".join(re.split("[ _-]+", title.lower()))
    return slugify(title, max_length=SLUG_LENGTH, word_boundary=True) or "untitled"
