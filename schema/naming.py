"""Names in Python and in GraphQL."""

import re


def camel(name: str) -> str:
    """``discovery_questions`` as ``discoveryQuestions``."""
    first, *others = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def snake(name: str) -> str:
    """``discoveryQuestions`` as ``discovery_questions``."""
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: f"_{found[0].lower()}", name)
