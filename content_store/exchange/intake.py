"""Taking a batch of entries into the store: what is new in few statements, what is known one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from content_store.authoring import RESERVED, free_slug
from content_store.drafting import Surroundings, checked_snapshot, link_problem, missing_to_publish
from content_store.errors import Invalid
from content_store.exchange.arrivals import Arrival, insert_arrivals
from content_store.exchange.dangling import mentions, without
from content_store.exchange.entries import Entry, Written
from content_store.exchange.files import Sources
from content_store.exchange.reading import reasons
from content_store.exchange.renewals import as_in_store, not_said_before, renew
from content_store.exchange.report import Report
from content_store.exchange.settling import Late, Replacement, WaitingLink, field_of, links_in, place_links
from content_store.exchange.tagging import add_new_tags, left_over, tags_of
from content_store.queries.exchange import Present, assets_named, links_of_assets, present
from content_store.queries.people import PeopleBook, people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, LinkKind, Status
from content_store.work import Work


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller chose: whether tags must exist, and the owner of assets whose file names none.

    With ``holds_back`` nothing is shown to readers that they did not see before: it waits for a review.
    """

    strict_tags: bool = False
    owner_id: int | None = None
    holds_back: bool = False


@dataclass(slots=True)
class _Batch:
    """What is known of the store while a batch is taken in."""

    work: Work
    book: TagBook
    people: PeopleBook
    by_slug: dict[str, Present]
    by_source: dict[str, Present]
    named: dict[str, tuple[int, ContentType]]
    arrivals: list[Arrival] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    met: list[WaitingLink] = field(default_factory=list)

    def types(self, slugs: Iterable[str]) -> Mapping[str, ContentType]:
        """The types of those of ``slugs`` that are assets already."""
        return {slug: self.named[slug][1] for slug in slugs if slug in self.named}


class Intake:
    """One import's way into the store. ``waiting`` holds the links whose target has not come yet."""

    def __init__(self, sources: Sources, choices: Choices, report: Report) -> None:
        self._sources = sources
        self.choices = choices
        self._report = report
        self._touched: set[int] = set()
        self.waiting: list[WaitingLink] = []
        self.late: list[Late] = []
        self.replacements: list[Replacement] = []

    def take(self, work: Work, entries: Sequence[Entry]) -> None:
        """Store ``entries`` within the caller's transaction."""
        batch = self._begin(work, entries)
        for entry in entries:
            try:
                self._take(batch, entry)
            except Invalid as error:
                place = self._sources.line_of(entry.place, error.problems[0].path)
                self._report.skip(place, reasons(error, entry.called))
        links = _not_yet_linked(work, batch.met)
        for arrival, asset_id in insert_arrivals(work, batch.arrivals):
            self._touched.add(asset_id)
            links += _links_of_new(asset_id, arrival)
            self._wait_for_replacement(asset_id, arrival.entry)
        self.waiting += [link for link, _ in place_links(work.session, links)]

    def _begin(self, work: Work, entries: Sequence[Entry]) -> _Batch:
        texts = [written for entry in entries for written in (entry.written, entry.pending) if written]
        book = tag_book(work.session) if self.choices.strict_tags else add_new_tags(work, texts, self._report)
        slugs = {entry.slug or entry.stem for entry in entries}
        there = present(work.session, slugs, {entry.place.source for entry in entries})
        links = {slug for written in texts for slug in _links_in(written)}
        return _Batch(
            work=work,
            book=book,
            people=people_book(work.session),
            by_slug={asset.slug: asset for asset in there},
            by_source={asset.source: asset for asset in there if asset.source},
            named=assets_named(work.session, links),
        )

    def _take(self, batch: _Batch, entry: Entry) -> None:
        there = self._find(batch, entry)
        slug = there.slug if there else self._new_slug(batch, entry)
        snapshots = self._snapshots(batch, entry, slug)
        if there is None and not entry.slug:
            there = self._moved(batch, entry, snapshots[0])
        if there is None:
            self._arrive(batch, entry, slug, snapshots)
            return
        if there.type is not entry.type:
            reason = f"“{there.slug}” is a {_said(there.type)} here; the type of an asset stays what it is"
            raise Invalid.of("type", "FIXED", reason)
        self._renew(batch, entry, there, snapshots)

    def _renew(self, batch: _Batch, entry: Entry, there: Present, snapshots: list[Snapshot]) -> None:
        self._touched.add(there.id)
        self._check_complete(entry, snapshots[0])
        self._hold_back(entry)
        missing = [mention for mention in mentions(snapshots[0]) if mention.slug not in batch.named]
        if missing:
            gone = {(mention.kind, mention.slug) for mention in missing}
            settled = [without(snapshot, gone) for snapshot in snapshots]
            if not not_said_before(batch.work.session, batch.book, there, settled):
                snapshots = settled
                self.late.append(Late(there.id, entry.place, missing))
        people = self._people(batch, entry)
        if there.owner_id is None:
            self._give_owner(people)
        renewal = renew(batch.work, batch.book, there, entry, snapshots, people)
        entry.notes += renewal.notes
        self._report.changed += renewal.changed
        self._report.unchanged += not renewal.changed
        self._tell(entry)
        if there.replacement_id is None:
            self._wait_for_replacement(there.id, entry)
        saved: list[tuple[int | None, Snapshot, bool]] = [*renewal.saved]
        if not saved and there.revision == there.latest_revision:
            # Its links may be missing from the row: an import was killed before it came to them.
            saved = [(None, there.newest, True)]
        batch.met += [
            link
            for number, snapshot, live in saved
            for link in links_in(snapshot, there.id, number, entry.place, live=live)
        ]

    def _find(self, batch: _Batch, entry: Entry) -> Present | None:
        """The asset that the entry is about: the one with its slug, or the one that came from the same source."""
        there = batch.by_slug.get(entry.slug) if entry.slug else batch.by_source.get(entry.place.source)
        claimed = there is not None and there.id in self._touched
        if entry.slug and (claimed or entry.slug in batch.taken):
            raise Invalid.of("slug", "TAKEN", f"another file of this import has the slug “{entry.slug}” already")
        return None if claimed else there

    def _moved(self, batch: _Batch, entry: Entry, snapshot: Snapshot) -> Present | None:
        """An asset with the same content whose file is no longer where it was: the file was moved."""
        there = batch.by_slug.get(entry.stem)
        if there is None or there.type is not entry.type or there.id in self._touched:
            return None
        gone = there.source is not None and not self._sources.holds(there.source)
        return there if gone and as_in_store(batch.book, there.newest) == snapshot else None

    @staticmethod
    def _new_slug(batch: _Batch, entry: Entry) -> str:
        """The slug the entry names, or the first free one made from its file's name or its title."""
        if entry.slug in RESERVED:
            raise Invalid.of("slug", "TAKEN", f"a page already has the slug “{entry.slug}”")
        stem = entry.slug or entry.stem
        if entry.slug or not (stem in batch.by_slug or stem in batch.taken or stem in RESERVED):
            return stem
        return free_slug(batch.work.session, entry.stem, batch.taken)

    def _snapshots(self, batch: _Batch, entry: Entry, slug: str) -> list[Snapshot]:
        """What is to be shown and, where a newer draft waits, that."""
        around = Surroundings(batch.book, batch.types, lenient=True)
        texts = [entry.written, entry.pending] if entry.pending else [entry.written]
        return [self._snapshot(around, batch, entry, written, slug) for written in texts]

    def _snapshot(self, around: Surroundings, batch: _Batch, entry: Entry, written: Written, slug: str) -> Snapshot:
        links = {kind: self._sound(batch, entry, kind, slugs, slug) for kind, slugs in written.links.items()}
        content = written.content
        if content.get("steps"):
            content = {**content, "steps": [self._sound_step(batch, entry, step, slug) for step in content["steps"]]}
        given = {
            **written.common,
            "content": content,
            "extra": {**written.extra, **left_over(batch.book, written)},
            "tags": tags_of(batch.book, written),
            "links": links,
        }
        return checked_snapshot(around, entry.type, given, own_slug=slug)

    def _sound(self, batch: _Batch, entry: Entry, kind: LinkKind, slugs: list[str], own_slug: str) -> list[str]:
        """The links of one kind without those that can never be; of what has not come yet nothing is known."""
        sound = []
        for slug in slugs:
            problem = link_problem(kind, slug, batch.named.get(slug, (0, None))[1], own_slug)
            if problem and (slug == own_slug or slug in batch.named):
                entry.notes.append(f"{field_of(kind)}: {problem[1]}; the link was left out")
            else:
                sound.append(slug)
        return sound

    def _sound_step(self, batch: _Batch, entry: Entry, step: object, own_slug: str) -> object:
        named = isinstance(step, dict) and isinstance(step.get("asset"), str)
        if named and isinstance(step, dict) and not self._sound(batch, entry, LinkKind.STEP, [step["asset"]], own_slug):
            return {**step, "asset": None}
        return step

    def _arrive(self, batch: _Batch, entry: Entry, slug: str, snapshots: list[Snapshot]) -> None:
        self._check_complete(entry, snapshots[0])
        if self._hold_back(entry):
            entry.notes.append("imported as a draft: it needs a review before readers see it")
        people = self._people(batch, entry)
        self._give_owner(people)
        batch.taken.add(slug)
        batch.arrivals.append(Arrival(entry, slug, snapshots, people.get("owner"), people.get("steward")))
        self._report.created += 1
        self._tell(entry)

    def _give_owner(self, people: dict[str, int]) -> None:
        """The caller's owner, where the file names nobody who is here."""
        if self.choices.owner_id is not None:
            people.setdefault("owner", self.choices.owner_id)

    def _check_complete(self, entry: Entry, snapshot: Snapshot) -> None:
        """What readers would miss something in comes in as a draft."""
        if entry.life.status not in {Status.PUBLISHED, Status.IN_REVIEW}:
            return
        missing = missing_to_publish(entry.type, snapshot)
        if missing:
            entry.life = entry.life.as_draft()
            entry.notes.append(f"imported as a draft: {', '.join(problem.message for problem in missing)}")

    def _hold_back(self, entry: Entry) -> bool:
        """Whether what a file says is published waits for a review instead."""
        held = self.choices.holds_back and entry.life.status is Status.PUBLISHED
        if held:
            entry.life = entry.life.as_draft()
        return held

    @staticmethod
    def _people(batch: _Batch, entry: Entry) -> dict[str, int]:
        """The ids of owner and steward, where the entry names somebody who is here."""
        found = {}
        for name, email in entry.people.items():
            person = batch.people.find(email)
            if person is None or person.disabled_at is not None:
                entry.notes.append(f"{name}: nobody active has the address “{email[:100]}”")
            else:
                found[name] = person.id
        return found

    def _tell(self, entry: Entry) -> None:
        for note in entry.notes:
            self._report.note(entry.place, note)
        self._report.unknown_keys.update(key for key in entry.written.extra)

    def _wait_for_replacement(self, asset_id: int, entry: Entry) -> None:
        if entry.life.replacement:
            self.replacements.append(Replacement(asset_id, entry.life.replacement, entry.place))


def _not_yet_linked(work: Work, links: list[WaitingLink]) -> list[WaitingLink]:
    """Those of ``links`` that are not in their asset's row already."""
    linked = links_of_assets(work.session, list({link.asset_id for link in links}))
    return [link for link in links if not link.live or (link.kind, link.slug) not in linked.get(link.asset_id, ())]


def _links_of_new(asset_id: int, arrival: Arrival) -> list[WaitingLink]:
    """The links of each revision of a new asset; those of the one that shows go into its row."""
    entry = arrival.entry
    return [
        link
        for number, snapshot in arrival.revisions
        for link in links_in(snapshot, asset_id, number, entry.place, live=snapshot is arrival.shown)
    ]


def _links_in(written: Written) -> set[str]:
    """Every slug that the text names, in links and in the steps of a play."""
    steps = written.content.get("steps")
    named = [step.get("asset") for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    return {slug for slugs in written.links.values() for slug in slugs} | {s for s in named if isinstance(s, str)}


def _said(type_: ContentType) -> str:
    return type_.value.replace("_", " ")
