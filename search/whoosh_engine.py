"""The second engine: Whoosh, pure Python, for where no compiled wheel can be installed, up to some 10,000 assets.

Whoosh finds and scores the words. Filters, times and counts are compared here, on the few facts of each asset
that are kept in memory: simple, exact, and another voice than tantivy's in the tests.
"""

import json
import struct
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from pickle import UnpicklingError
from threading import RLock
from typing import Any, Self

from content_store.rules.freshness import due_bounds
from content_store.rules.vocabulary import Freshness
from search.documents import NEVER, Document, Facts, Field, micros
from search.engine import Found, Mode, Query, Spread, Stamp, Wanted, failure
from search.facts import from_json, is_visible, passes, to_json
from search.query import Phrase
from search.ranking import CONTEXT_WEIGHT, EVIDENCE_WEIGHTS, FIELD_WEIGHTS, OVERDUE_WEIGHT, STARTED_WEIGHT, TYPE_WEIGHTS

with warnings.catch_warnings():
    # Its source is older than Python's warning about backslashes in plain strings.
    warnings.simplefilter("ignore")
    from whoosh import fields, index
    from whoosh import query as whoosh_query
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.scoring import BM25F
    from whoosh.searching import SearchContext, Searcher

_STAMP_KEY = "stamp"
_MEMORY_MB = 64
# What its readers raise, wherever they happen to be in a file that is cut or scribbled on.
_UNREADABLE = (EOFError, LookupError, ValueError, TypeError, AttributeError, UnpicklingError, struct.error)


class WhooshEngine:
    """A Whoosh index in one folder."""

    def __init__(self, opened: Any) -> None:
        # Whoosh's readers are not made for several threads; being pure Python, they would not run at once anyway.
        self._lock = RLock()
        self._index = opened
        self._searcher: Searcher = opened.searcher(weighting=BM25F())
        self._facts: dict[int, Facts] = {}
        self._of_segment: dict[str, dict[int, Facts]] = {}
        self._stamp: Stamp | None = None
        self._read_facts()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new, empty index in ``folder``."""
        with _told():
            return cls(index.create_in(str(folder), _schema()))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in ``folder``."""
        with _told(*_UNREADABLE):
            return cls(index.open_dir(str(folder)))

    @property
    def stamp(self) -> Stamp | None:
        """The state shown, as of the last ``refresh``."""
        return self._stamp

    def refresh(self) -> Stamp | None:
        """See what this or another process committed."""
        with self._lock, _told(*_UNREADABLE):
            searcher = self._searcher.refresh()
            if searcher is not self._searcher:
                self._searcher = searcher
                self._read_facts()
            return self._stamp

    def apply(self, replaced: Collection[int], documents: Iterable[Document], stamp: Stamp) -> None:
        """Remove the documents of the ``replaced`` assets, add ``documents``, and commit both with ``stamp``."""
        with _told():
            writer = self._index.writer(limitmb=_MEMORY_MB)
            try:
                for asset_id in replaced:
                    writer.delete_by_term("key", str(asset_id))
                for document in documents:
                    writer.add_document(**_to_whoosh(document))
                writer.delete_by_term("key", _STAMP_KEY)
                writer.add_document(key=_STAMP_KEY, facts=json.dumps(asdict(stamp)))
                writer.commit()
            except BaseException:
                _give_up(writer)
                raise

    def tidy(self) -> None:
        """Nothing is left over: a commit merges at once."""

    def search(self, query: Query, offset: int, limit: int) -> Found:
        """The hits from ``offset`` on, by falling score, or newest first where nothing is ranked."""
        with self._lock, _told(*_UNREADABLE):
            matched = list(self._matching(query))
        if query.is_ranked:
            scored = [(score + _weight(facts, query), facts) for facts, score in matched]
            scored.sort(key=lambda each: (-each[0], each[1].id))
        else:
            scored = [(0.0, facts) for facts, _ in matched]
            scored.sort(key=lambda each: (-_place(each[1], query), each[1].id))
        page = scored[offset : offset + limit]
        return Found(tuple(facts.id for _, facts in page), tuple(score for score, _ in page), len(matched))

    def count(self, query: Query) -> int:
        """How many assets match."""
        with self._lock, _told(*_UNREADABLE):
            return sum(1 for _ in self._matching(query))

    def most(self, term: str, fields: Iterable[Field] = tuple(Field)) -> int:
        """Not more than so many assets have ``term`` in ``fields``, whoever may see them."""
        with self._lock, _told(*_UNREADABLE):
            return sum(int(self._searcher.doc_frequency(field.value, term)) for field in fields)

    def spread(self, query: Query) -> Spread:
        """How the matching assets are spread over tags and types."""
        with self._lock, _told(*_UNREADABLE):
            matched = [facts for facts, _ in self._matching(query)]
        by_tag = Counter(tag_id for facts in matched for tag_id in facts.tag_ids)
        return Spread(by_tag, Counter(facts.type for facts in matched))

    def next_boundary(self, now: datetime) -> int | None:
        """The first time after ``now`` at which something is listed or leaves."""
        moments = [moment for facts in self._facts.values() for moment in (facts.listed_at, facts.unpublish_at)]
        return min((moment for moment in moments if moment is not None and micros(now) < moment < NEVER), default=None)

    def document_count(self) -> int:
        """How many assets are indexed."""
        return len(self._facts)

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._searcher.close()
            self._index.close()

    def _read_facts(self) -> None:
        """Read the facts of new segments; what is in old ones stays as it is, but for what was deleted."""
        stamp: Stamp | None = None
        facts: dict[int, Facts] = {}
        of_segment: dict[str, dict[int, Facts]] = {}
        for leaf, offset in self._searcher.leaf_searchers():
            reader = leaf.reader()
            segment = reader.segment()
            name = segment.segment_id() if segment is not None else ""
            known = self._of_segment.get(name, {})
            of_segment[name] = {}
            for number in reader.all_doc_ids():
                if number in known:
                    of_segment[name][number] = known[number]
                    continue
                stored = reader.stored_fields(number)
                if stored["key"] == _STAMP_KEY:
                    stamp = Stamp(**json.loads(stored["facts"]))
                else:
                    of_segment[name][number] = from_json(stored["facts"])
            facts.update({number + offset: each for number, each in of_segment[name].items()})
        self._facts, self._of_segment, self._stamp = facts, of_segment, stamp

    def _matching(self, query: Query) -> Iterator[tuple[Facts, float]]:
        for number, score in self._scored(query).items():
            facts = self._facts.get(number)
            if facts is None or facts.id in query.without:
                continue
            if is_visible(facts, query) and passes(facts, query.filter, query.now):
                yield facts, score

    def _scored(self, query: Query) -> dict[int, float]:
        """The documents whose texts match, by number, with their scores."""
        words = [self._read(_word(word, query)) for word in query.words]
        required = [self._read(_phrase(phrase, query)) for phrase in query.phrases]
        excluded = [self._read(_phrase(phrase, query)) for phrase in query.excluded]
        # Combined here: Whoosh's own AndNot lets some documents through that it should not.
        if words and query.mode is Mode.ALL:
            required += words
        elif words:
            required.append(_united(words))
        found = _shared(required) if required else dict.fromkeys(self._facts, 0.0)
        return {number: score for number, score in found.items() if not any(number in each for each in excluded)}

    def _read(self, wanted: Any) -> dict[int, float]:
        found: dict[int, float] = {}
        context = SearchContext(weighting=self._searcher.weighting)
        for leaf, offset in self._searcher.leaf_searchers():
            matcher = wanted.matcher(leaf, context)
            while matcher.is_active():
                found[matcher.id() + offset] = matcher.score()
                matcher.next()
        return found


def _shared(parts: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """The documents in all ``parts``, with the sums of their scores."""
    return {number: sum(part[number] for part in parts) for number in set(parts[0]).intersection(*parts[1:])}


def _united(parts: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """The documents in any of ``parts``, with the sums of their scores."""
    return {number: sum(part.get(number, 0.0) for part in parts) for number in set().union(*parts)}


@contextmanager
def _told(*damage: type[Exception]) -> Iterator[None]:
    try:
        yield
    except (index.IndexError, OSError, *damage) as error:
        raise failure(error) from error


def _give_up(writer: Any) -> None:
    """Cancel what was being written. On a full disk its files cannot even be closed; the next writer must get in."""
    try:
        writer.cancel()
    except (index.IndexError, OSError, ValueError):
        writer.writelock.release()


def _schema() -> Any:
    text = {field.value: fields.TEXT(analyzer=SpaceSeparatedTokenizer()) for field in Field}
    words = {name: fields.KEYWORD() for name in ("words", "internal_words", "heading_words")}
    return fields.Schema(key=fields.ID(stored=True), facts=fields.STORED(), **text, **words)


def _to_whoosh(source: Document) -> dict[str, Any]:
    words = {name: " ".join(sorted(getattr(source, name))) for name in ("words", "internal_words", "heading_words")}
    texts = {field.value: text for field, text in source.fields.items()}
    return {"key": str(source.id), "facts": to_json(source), **texts, **words}


def _word(wanted: Wanted, query: Query) -> Any:
    found = [
        whoosh_query.Term(field.value, term, boost=FIELD_WEIGHTS[field])
        for term in wanted.terms
        for field in query.fields
    ]
    if wanted.prefix is not None:
        found += [_begun(name, wanted.prefix, 0.0) for name in query.completed_from]
        found.append(_begun("heading_words", wanted.prefix, STARTED_WEIGHT))
    return whoosh_query.Or(found)


def _begun(name: str, prefix: str, score: float) -> Any:
    return whoosh_query.ConstantScoreQuery(whoosh_query.Prefix(name, prefix), score)


def _phrase(phrase: Phrase, query: Query) -> Any:
    terms = list(phrase.terms)
    kind = whoosh_query.Phrase if len(terms) > 1 else whoosh_query.Term
    wanted = terms if len(terms) > 1 else terms[0]
    return whoosh_query.Or([kind(field.value, wanted, boost=FIELD_WEIGHTS[field]) for field in query.fields])


def _weight(facts: Facts, query: Query) -> float:
    _, end = due_bounds(Freshness.OVERDUE, query.now)
    overdue = end is not None and facts.due_at < micros(end)
    in_context = CONTEXT_WEIGHT * len(query.context.intersection(facts.tag_ids))
    proven = EVIDENCE_WEIGHTS.get(facts.evidence, 0.0)
    return in_context + proven + OVERDUE_WEIGHT * overdue + TYPE_WEIGHTS.get(facts.type, 0.0)


def _place(facts: Facts, query: Query) -> int:
    return facts.worth if query.proven_first else facts.listed_at
