"""A process that publishes without end and says what is done, for a test that kills it."""

import sys
from datetime import UTC, datetime
from itertools import count

from content_store import authoring, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import ContentType, RetireReason
from content_store.work import Work

database = Database(sys.argv[1])
for number in count():
    with database.writing() as session:
        work = Work(session, SYSTEM, datetime.now(UTC))
        given = {"title": f"Asset {number}", "summary": "One.", "content": {"claim": "A third less."}}
        asset = authoring.create(work, ContentType.PROOF_STATEMENT, given)
        publishing.publish(work, asset.id)
        if number % 3 == 0:
            publishing.retire(work, asset.id, RetireReason.UNUSED)
    sys.stdout.write(f"{asset.id}\n")
    sys.stdout.flush()
