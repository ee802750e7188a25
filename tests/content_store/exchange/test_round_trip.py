"""What is exported imports back to the same, between databases and through both formats."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import delete, select

from content_store import authoring, people, publishing, taxonomy
from content_store.access import SYSTEM
from content_store.content_types import DECLARATIONS
from content_store.database import Database
from content_store.drafting import missing_to_publish
from content_store.errors import Invalid
from content_store.exchange.exporting import export_path
from content_store.queries.assets import snapshot_of
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind, RetireReason
from content_store.tables import Asset, AssetLink, AssetTag, Publication, Revision, Tag
from content_store.work import Work
from tests.content_store.exchange.folders import NOW, change_number, imported, told

# Everything that could be taken for something else in YAML, Markdown or a CSV cell.
TRICKY = st.sampled_from(
    [
        "no",
        "null",
        "~",
        "1.10",
        "12:30",
        "2026-05-04",
        "# Title",
        "---",
        "a: b",
        "- a",
        "{x}",
        "&a",
        "*a",
        "“q”",
        "🔥",
        "a\n\n# b",
    ]
)
TEXT = st.one_of(TRICKY, st.text(max_size=40))
WORDS = TEXT.map(lambda text: " ".join(text.split()) or "word")
EXTRA = st.dictionaries(
    st.one_of(
        st.sampled_from(["image", "tags", "Type", "weight", "extra", "published"]), st.text(min_size=1, max_size=8)
    ),
    st.recursive(
        st.one_of(TEXT, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none(), st.floats(-1e9, 1e9)),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=3,
)


def _values(annotation: Any, constraints: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values for a field of a declaration."""
    arguments = [kind for kind in get_args(annotation) if kind is not NoneType]
    if get_origin(annotation) is tuple:
        return st.lists(_values(arguments[0]), max_size=2)
    if arguments:
        return _values(arguments[0])
    if annotation is date:
        return st.dates(date(2000, 1, 1), date(2040, 1, 1)).map(date.isoformat)
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(-1000, 1000)
    if annotation is str:
        return WORDS
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _parts(annotation)
    return st.sampled_from([entry.value for entry in annotation])


def _parts(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: _values(field.annotation) for name, field in model.model_fields.items() if name != "asset"}
    return st.fixed_dictionaries(fields)


@st.composite
def _given(draw: st.DrawFn, type_: ContentType) -> dict[str, Any]:
    return {
        "title": draw(WORDS),
        "summary": draw(WORDS),
        "body": draw(TEXT),
        "language": draw(st.sampled_from(["en", "no", "de-AT"])),
        "audience": draw(st.sampled_from(Audience)),
        "verify_interval_days": draw(st.integers(1, 3650)),
        "content": draw(_parts(DECLARATIONS[type_])),
        "extra": draw(EXTRA),
        "tags": draw(st.dictionaries(st.sampled_from([Facet.PERSONA]), st.permutations(["cfo", "coo"]))),
    }


def _fill(database: Database, type_: ContentType, first: dict[str, Any], second: dict[str, Any]) -> None:
    """One published asset of the type, with a proof, a newer draft and a retired predecessor."""
    with database.writing() as session:
        work = Work(session, SYSTEM, NOW)
        people.add(work, people.PersonInput("owner@example.com", "Owner"))
        for slug in ("cfo", "coo", "old"):
            taxonomy.create(work, Facet.PERSONA, {"name": slug.upper(), "slug": slug, "synonyms": [f"the {slug}"]})
        proof = authoring.create(work, ContentType.TESTIMONIAL, {"title": "Proof"})
        links = {LinkKind.PROOF: [proof.slug], LinkKind.RELATED: [proof.slug]}
        made = authoring.create(work, type_, {**first, "links": links, "owner": "owner@example.com"})
        if not _is_complete(work, made.id, type_):
            return
        live = publishing.publish(work, made.id, publishing.Times(unpublish_at=NOW + timedelta(days=9)), note="go")
        authoring.update(work, made.id, second, live.latest_revision)
        other = authoring.create(work, type_, {**first, "title": "Other"})
        publishing.publish(work, other.id)
        publishing.retire(work, other.id, RetireReason.REPLACED, made.id, "see there")


def _is_complete(work: Work, asset_id: int, type_: ContentType) -> bool:
    snapshot = snapshot_of(work.session, asset_id, 1)
    return snapshot is not None and not missing_to_publish(type_, snapshot)


def _state(database: Database) -> dict[str, Any]:
    """All content, tags, links and history, without what differs between databases by nature."""
    with database.reading() as session:
        slugs = {row.id: row.slug for row in session.execute(select(Asset.id, Asset.slug))}
        tags = {row.id: f"{row.facet} {row.slug}" for row in session.execute(select(Tag.id, Tag.facet, Tag.slug))}
        skipped = {"id", "source", "replacement_id", "owner_id", "steward_id"}
        steps = [
            (slugs[row.asset_id], row.step, row.at, row.revision, row.actor_email, row.note)
            for row in session.execute(select(Publication).order_by(Publication.id)).scalars()
        ]
        columns = [column for column in Asset.__table__.columns if column.name not in skipped]
        return {
            "assets": {row.slug: dict(row._mapping) for row in session.execute(select(*columns))},
            "owners": {slugs[i]: o is not None for i, o in session.execute(select(Asset.id, Asset.owner_id))},
            "replacements": {
                slugs[i]: slugs.get(r or 0) for i, r in session.execute(select(Asset.id, Asset.replacement_id))
            },
            "newest": {
                slugs[row.asset_id]: row.snapshot
                for row in session.execute(select(Revision.asset_id, Revision.snapshot).order_by(Revision.number))
            },
            "tags": sorted((slugs[a], tags[t]) for a, t in session.execute(select(AssetTag.asset_id, AssetTag.tag_id))),
            "links": sorted(
                (slugs[s], k, slugs[t], p)
                for s, k, t, p in session.execute(
                    select(AssetLink.source_id, AssetLink.kind, AssetLink.target_id, AssetLink.position)
                )
            ),
            "history": {slug: [step for of, *step in steps if of == slug] for slug in slugs.values()},
        }


def _emptied(database: Database) -> None:
    with database.writing() as session:
        for table in (Publication, AssetLink, AssetTag, Revision, Asset, Tag):
            session.execute(delete(table))
        people_table: Mapping[str, Any] = Asset.metadata.tables
        session.execute(people_table["change"].delete())
        session.execute(people_table["person"].delete())


def _with_owner(database: Database) -> None:
    with database.writing() as session:
        people.add(Work(session, SYSTEM, NOW), people.PersonInput("owner@example.com", "Owner"))


@pytest.mark.parametrize("name", ["export.jsonl", "export"])
@pytest.mark.parametrize("type_", ContentType)
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_type_comes_back_as_it_was(
    sqlite_database: Database, postgresql_database: Database, type_: ContentType, name: str, data: st.DataObject
) -> None:
    first, second = data.draw(_given(type_)), data.draw(_given(type_))
    _emptied(sqlite_database)
    _emptied(postgresql_database)
    try:
        _fill(sqlite_database, type_, first, second)
    except Invalid:
        return  # not something an author could save
    folder = Path(tempfile.mkdtemp())
    try:
        export_path(sqlite_database, folder / name)
        _with_owner(postgresql_database)
        report = imported(postgresql_database, folder / name)
        assert told(report) == []
        there, here = _state(postgresql_database), _state(sqlite_database)
        for kind, found in there.items():
            assert found == here[kind], kind
        export_path(postgresql_database, folder / "again.jsonl")
        _emptied(sqlite_database)
        _with_owner(sqlite_database)
        imported(sqlite_database, folder / "again.jsonl")
        assert _state(sqlite_database) == there
        before = change_number(sqlite_database)
        imported(sqlite_database, folder / "again.jsonl")
        assert change_number(sqlite_database) == before
    finally:
        shutil.rmtree(folder)
