"""The engines by name. Each is imported only when it is chosen: an installation may have but one of them."""

from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Literal

from search.documents import VERSION
from search.engine import Engine

_CLASSES = {"tantivy": ("search.tantivy_engine", "TantivyEngine"), "whoosh": ("search.whoosh_engine", "WhooshEngine")}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An engine, and the ``kind`` of index it reads: another version of it or of the documents is another kind."""

    engine: type[Engine]
    kind: str


def named(name: Literal["tantivy", "whoosh"]) -> Chosen:
    """The engine called ``name``. Raises ImportError where its library is not installed."""
    module, class_name = _CLASSES[name]
    engine: type[Engine] = getattr(import_module(module), class_name)
    return Chosen(engine, f"{name}-{metadata.version(name)}-{VERSION}")
