"""The team, region and quota band that people have as something happens, by number."""

from sqlalchemy.orm import Session

from content_store.queries.usage import cohort_id
from content_store.tables import Cohort
from content_store.views import PersonView


class Cohorts:
    """Looks cohorts up in one transaction, and makes those that are the first of their kind."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, str, str], int] = {}

    def of(self, person: PersonView) -> int:
        """The id of the cohort that ``person`` is in now."""
        key = (person.team, person.region, person.quota_band.value if person.quota_band else "")
        if key not in self._known:
            found = cohort_id(self._session, *key)
            if found is None:
                made = Cohort(team=key[0], region=key[1], quota_band=key[2])
                self._session.add(made)
                self._session.flush()
                found = made.id
            self._known[key] = found
        return self._known[key]
