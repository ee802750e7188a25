"""What can go wrong, in the domain's terms. Raised here, translated once at each edge."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


class KindlingError(Exception):
    """Base of all that a caller can be told. ``code`` is what a program reads, the message what a person reads."""

    code = "INTERNAL"


class Unauthenticated(KindlingError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"


class Forbidden(KindlingError):
    """The person may see the thing, but may not do this."""

    code = "FORBIDDEN"


class NotFound(KindlingError):
    """There is no such thing, or it may not be seen: the two are never told apart."""

    code = "NOT_FOUND"


class Conflict(KindlingError):
    """Somebody else was faster. ``current_revision`` is what stands now."""

    code = "CONFLICT"

    def __init__(self, message: str, current_revision: int | None = None) -> None:
        super().__init__(message)
        self.current_revision = current_revision


class Unavailable(KindlingError):
    """The database did not answer in time. Nothing was changed; try again."""

    code = "UNAVAILABLE"


class RateLimited(KindlingError):
    """Too much from one person or program in too little time. ``retry_after`` seconds from now there is room again."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: where (``path``), which kind (``code``), and what to do (``message``)."""

    path: tuple[str, ...]
    code: str
    message: str


class Invalid(KindlingError):
    """The input cannot be taken. Carries every problem found, and nothing was changed."""

    code = "BAD_USER_INPUT"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{'.'.join(p.path)}: {p.message}" for p in self.problems))

    @classmethod
    def of(cls, path: str | tuple[str, ...], code: str, message: str) -> "Invalid":
        """One problem; ``path`` may be a single field name."""
        return cls([Problem((path,) if isinstance(path, str) else path, code, message)])


@contextmanager
def gathered(problems: list[Problem]) -> Iterator[None]:
    """One of several steps whose problems are told together: what is Invalid in it goes to ``problems``."""
    try:
        yield
    except Invalid as error:
        problems += error.problems
