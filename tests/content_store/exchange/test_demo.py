from datetime import timedelta

from content_store.access import SYSTEM, window
from content_store.database import Database
from content_store.exchange.demo import is_loaded, load_demo, read_demo
from content_store.queries.changes import asset_count
from content_store.queries.listing import Order, OrderField, Span, list_assets
from content_store.rules.filters import Filter
from content_store.rules.vocabulary import Status
from tests.content_store.exchange.folders import change_number, told
from tests.project.files import ROOT


def test_the_demo_looks_as_if_it_had_been_written_today(database: Database) -> None:
    demo = read_demo(ROOT / "demo")
    now = demo.anchor + timedelta(days=500, hours=9)
    report = load_demo(database, demo, "kindling-demo", now)
    assert told(report) == []
    with database.reading() as session:
        assert is_loaded(session, demo)
        assert asset_count(session) == report.created
        order = Order(OrderField.UPDATED)
        assets = list_assets(session, Filter(), window(SYSTEM, now, drafts=True), order, Span(200)).items
    assert {asset.status for asset in assets} >= {Status.DRAFT, Status.PUBLISHED, Status.RETIRED}
    assert all(asset.owner is not None for asset in assets)
    assert any(asset.listed_at is not None and asset.listed_at > now for asset in assets)
    assert max(asset.verified_at for asset in assets) > now - timedelta(days=60)
    before = change_number(database)
    load_demo(database, demo, "kindling-demo", now)
    assert change_number(database) == before
