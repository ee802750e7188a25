"""What a page's address asks for, and the addresses that ask for something near it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote_plus

from content_store.queries.taxonomy import TagBook
from content_store.rules.filters import Filter
from content_store.rules.vocabulary import ContentType, Facet
from content_store.views import TagView

CONTEXT = (Facet.PERSONA, Facet.STAGE, Facet.PAIN)
CONTEXT_COOKIE = "kindling_context"
EVERY_TYPE = "any"
PAGE_SIZE = 20
LAST_OFFSET = 10_000  # nobody reads so far, and an index would count up to there

_TYPES = {type_.value.replace("_", "-"): type_ for type_ in ContentType}


class Parameters(Protocol):
    """The part of an address behind the question mark."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of ``key``."""

    def keys(self) -> Iterable[str]:
        """All names."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One state of the page: words, filters, what is open, and from which result on.

    ``exact`` takes the words as they were typed.
    ``types`` is None where the address says nothing: then a search finds all types, the start recommends of all, and
    any other list shows talking points.
    ``unknown`` are tags that the address names and the taxonomy does not have, ``beside`` are names and values that
    only this page's addresses carry.
    """

    text: str = ""
    tags: Mapping[Facet, tuple[TagView, ...]] = field(default_factory=dict)
    types: tuple[ContentType, ...] | None = None
    show: str = ""
    offset: int = 0
    exact: bool = False
    path: str = "/"
    unknown: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, parameters: Parameters, book: TagBook, path: str = "/") -> "Asking":
        """What the address asks for. Whatever it holds, something sensible comes out."""
        tags: dict[Facet, tuple[TagView, ...]] = {}
        unknown: list[str] = []
        for facet in Facet:
            found: dict[int, TagView] = {}
            for slug in filter(None, parameters.getlist(facet.value)[:20]):
                tag = book.find(facet, slug)
                if tag is None:
                    unknown.append(f"{facet.value} “{slug[:60]}”")
                else:
                    found[tag.id] = tag
            if found:
                tags[facet] = tuple(found.values())
        return cls(
            text=_first(parameters, "q")[:2_000],
            tags=tags,
            types=_types(parameters.getlist("type")),
            show=_first(parameters, "show")[:200],
            offset=_offset(_first(parameters, "from")),
            exact=_first(parameters, "exact") == "1",
            path=path,
            unknown=tuple(unknown),
        )

    @property
    def shown_types(self) -> tuple[ContentType, ...]:
        """The types looked for; empty for all."""
        if self.types is None:
            return () if self.text.strip() or self.is_start else (ContentType.TALKING_POINT,)
        return self.types

    @property
    def is_start(self) -> bool:
        """Whether nothing is asked for but a situation: then what works in it is shown."""
        one_of_each = all(facet in CONTEXT and len(tags) == 1 for facet, tags in self.tags.items())
        return not self.text.strip() and self.types is None and not self.offset and one_of_each

    @property
    def filter(self) -> Filter:
        """The same as the store and the index take it."""
        groups = tuple(frozenset(tag.id for tag in tags) for tags in self.tags.values())
        return Filter(tag_groups=groups, types=frozenset(self.shown_types))

    @property
    def context_ids(self) -> frozenset[int]:
        """The tags of the call's situation."""
        return frozenset(tag.id for facet in CONTEXT for tag in self.tags.get(facet, ()))

    @property
    def situation(self) -> dict[str, str]:
        """The slugs of persona, stage and pain; empty where none is chosen, or several: nobody knows which it was."""
        return {facet.value: tags[0].slug if len(tags := self.tags.get(facet, ())) == 1 else "" for facet in CONTEXT}

    @property
    def is_open(self) -> bool:
        """Whether the reader chose something to read."""
        return bool(self.show)

    def showing(self, slug: str) -> "Asking":
        """The same with this asset open; an empty slug closes."""
        return replace(self, show=slug)

    def at(self, offset: int) -> "Asking":
        """The same from another result on."""
        return replace(self, offset=offset, show="")

    def saying(self, text: str, *, exact: bool = False) -> "Asking":
        """The same filters with other words."""
        return replace(self, text=text, exact=exact, show="", offset=0)

    def of_types(self, *types: ContentType) -> "Asking":
        """The same narrowed to these types; to none in particular without any."""
        return replace(self, types=types, show="", offset=0)

    def choosing(self, facet: Facet, *tags: TagView) -> "Asking":
        """The same with exactly these tags of ``facet``."""
        changed = {**self.tags, facet: tags}
        # In one order, so that the same choice is the same address and the same filter.
        ordered = {each: changed[each] for each in Facet if changed.get(each)}
        return replace(self, tags=ordered, show="", offset=0)

    def toggling(self, tag: TagView) -> "Asking":
        """The same with ``tag`` chosen besides the others of its facet, or no longer."""
        chosen = self.tags.get(tag.facet, ())
        kept = tuple(each for each in chosen if each.id != tag.id)
        return self.choosing(tag.facet, *(kept if len(kept) < len(chosen) else (*chosen, tag)))

    def pairs(self) -> list[tuple[str, str]]:
        """The address's names and values; never none at all, for the bare path means the remembered context."""
        made = [("q", self.text)] if self.text else []
        for facet in Facet:
            made += [(facet.value, tag.slug) for tag in self.tags.get(facet, ())]
        if self.types is not None:
            names = [name for name, type_ in _TYPES.items() if type_ in self.types]
            made += [("type", name) for name in names or [EVERY_TYPE]]
        if self.exact:
            made.append(("exact", "1"))
        if self.offset:
            made.append(("from", str(self.offset)))
        if self.show:
            made.append(("show", self.show))
        made += self.beside
        return made or [(Facet.PERSONA.value, "")]

    @property
    def address(self) -> str:
        """The address of this state."""
        return f"{self.path}?{'&'.join(f'{name}={_quoted(value)}' for name, value in self.pairs())}"

    @property
    def context_cookie(self) -> str:
        """The context as it is remembered: ``persona:cfo|stage:decision``."""
        return "|".join(f"{facet.value}:{tag.slug}" for facet in CONTEXT for tag in self.tags.get(facet, ()))


class Remembered:
    """The context of a cookie, read as if it were an address."""

    def __init__(self, cookie: str) -> None:
        self._pairs = [(facet, slug) for facet, _, slug in (part.partition(":") for part in cookie.split("|"))]

    def getlist(self, key: str, /) -> list[str]:
        """The slugs of one facet."""
        return [slug for facet, slug in self._pairs if facet == key and key in {each.value for each in CONTEXT}]

    def keys(self) -> Iterable[str]:
        """The facets it names."""
        return [facet for facet, _ in self._pairs]


# A page has some eighty addresses, nearly all made of the same words.
_quoted = lru_cache(maxsize=4_096)(quote_plus)


def _first(parameters: Parameters, name: str) -> str:
    return next(iter(parameters.getlist(name)), "")


def _types(names: list[str]) -> tuple[ContentType, ...] | None:
    known = tuple(dict.fromkeys(_TYPES[name] for name in names if name in _TYPES))
    return known if known or EVERY_TYPE in names else None


def _offset(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    return min(number - number % PAGE_SIZE, LAST_OFFSET)
