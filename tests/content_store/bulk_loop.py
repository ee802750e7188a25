"""A process that works through bulks and says after each part that it is done, for a test that kills it."""

import sys
from datetime import UTC, datetime

from content_store.bulk import advance
from content_store.database import Database

database = Database(sys.argv[1])
while advance(database, datetime.now(UTC)):
    sys.stdout.write("a part\n")
    sys.stdout.flush()
