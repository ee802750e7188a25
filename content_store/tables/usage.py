"""What happened with assets: events as they came in, and the sums that reports read.

Sums are kept by day, month and quarter: see ``content_store.rules.periods`` for the numbers of periods. In their keys
the id 0 stands for “all” or “not named”, which no foreign key allows.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.periods import Grain
from content_store.rules.vocabulary import ActorKind, Channel, EventKind, Purpose, QuotaBand
from content_store.tables.base import Base, one_of, word


class Cohort(Base):
    """A team, region and quota band as somebody had them when something happened; empty texts where none is known."""

    __tablename__ = "cohort"
    __table_args__ = (
        Index("uq_cohort_team_region_quota_band", "team", "region", "quota_band", unique=True),
        CheckConstraint(f"quota_band IN ('', {', '.join(repr(b.value) for b in QuotaBand)})", name="quota_band_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(200))
    quota_band: Mapped[str] = mapped_column(String(40))


class UsageEvent(Base):
    """One event; never changed. What is said of it later is an event of its own that names it in ``about_id``.

    ``key`` makes it count once: the person's id and the key that their client chose. ``digest`` tells whether the
    same key came with the same body. ``occurred_at`` is the client's time, ``recorded_at`` ours.
    """

    __tablename__ = "usage_event"
    __table_args__ = (
        one_of("kind", EventKind),
        one_of("actor_kind", ActorKind),
        one_of("channel", Channel),
        one_of("purpose", Purpose),
        CheckConstraint("(kind IN ('landed', 'fell_flat', 'retracted')) = (about_id IS NOT NULL)", name="about"),
        Index("ix_usage_event_asset_id_occurred_at", "asset_id", "occurred_at"),
        Index("ix_usage_event_person_id_id", "person_id", "id"),
        # Few events are about another: the index holds those alone.
        Index(
            "ix_usage_event_about_id",
            "about_id",
            sqlite_where=text("about_id IS NOT NULL"),
            postgresql_where=text("about_id IS NOT NULL"),
        ),
        # What an account was shown already; few events name one.
        Index(
            "ix_usage_event_account",
            "account",
            "asset_id",
            sqlite_where=text("account <> ''"),
            postgresql_where=text("account <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    digest: Mapped[str] = mapped_column(String(32))
    kind: Mapped[EventKind] = mapped_column(word(EventKind))
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    revision: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    actor_kind: Mapped[ActorKind] = mapped_column(word(ActorKind))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    about_id: Mapped[int | None]
    persona_id: Mapped[int] = mapped_column(default=0)
    stage_id: Mapped[int] = mapped_column(default=0)
    pain_id: Mapped[int] = mapped_column(default=0)
    deal: Mapped[str] = mapped_column(String(200), default="")
    account: Mapped[str] = mapped_column(String(200), default="")


NOTICED = "views > 0 OR copies > 0 OR downloads > 0 OR exports > 0 OR shares > 0"


class UsageSum(Base):
    """How often each kind of event came, by asset; ``cohort_id`` 0 sums all cohorts."""

    __tablename__ = "usage_sum"
    __table_args__ = (
        # Nine rows of ten hold only what was looked at; reports of use read those with conversations alone.
        Index(
            "ix_usage_sum_used",
            *("grain", "actor_kind", "cohort_id", "period", "asset_id"),
            *("onboarding", "conversations", "landed", "fell_flat"),
            sqlite_where=text("conversations > 0"),
            postgresql_where=text("conversations > 0"),
        ),
        # Most rows hold only that a search showed something; reports of views and copies read the others.
        Index(
            "ix_usage_sum_noticed",
            *("grain", "actor_kind", "cohort_id", "period", "asset_id"),
            *("onboarding", "views", "copies", "downloads", "exports", "shares"),
            sqlite_where=text(NOTICED),
            postgresql_where=text(NOTICED),
        ),
        {"sqlite_with_rowid": False},
    )

    grain: Mapped[Grain] = mapped_column(word(Grain), primary_key=True)
    actor_kind: Mapped[ActorKind] = mapped_column(word(ActorKind), primary_key=True)
    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True)
    onboarding: Mapped[bool] = mapped_column(primary_key=True)
    impressions: Mapped[int]
    views: Mapped[int]
    copies: Mapped[int]
    downloads: Mapped[int]
    exports: Mapped[int]
    shares: Mapped[int]
    conversations: Mapped[int]
    buyer_opens: Mapped[int]
    buyer_engagements: Mapped[int]
    deals_won: Mapped[int]
    deals_lost: Mapped[int]
    landed: Mapped[int]
    fell_flat: Mapped[int]


class RepSum(Base):
    """Conversations by person and asset, so that different persons can be counted; people only.

    ``tag_id`` 0 holds every conversation; the others those that named this persona, stage or pain.
    """

    __tablename__ = "rep_sum"
    __table_args__ = (
        # Reports of people: in their order, and all they ask for.
        Index(
            "ix_rep_sum_people",
            *("tag_id", "grain", "period", "person_id", "cohort_id"),
            *("onboarding", "asset_id", "conversations", "landed", "fell_flat"),
            sqlite_where=text("tag_id = 0"),
            postgresql_where=text("tag_id = 0"),
        ),
        {"sqlite_with_rowid": False},
    )

    grain: Mapped[Grain] = mapped_column(word(Grain), primary_key=True)
    tag_id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    onboarding: Mapped[bool] = mapped_column(primary_key=True)
    conversations: Mapped[int]
    landed: Mapped[int]
    fell_flat: Mapped[int]


class LateSum(Base):
    """How often the sums of usage of a period were changed after it was over: what was read before is old then."""

    __tablename__ = "late_sum"
    __table_args__ = ({"sqlite_with_rowid": False},)

    grain: Mapped[Grain] = mapped_column(word(Grain), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[int]


class DemandSum(Base):
    """What was wanted in which situation, whatever the asset; onboarding left out, people only.

    A search that names several personas counts once for each combination it names.
    """

    __tablename__ = "demand_sum"
    __table_args__ = ({"sqlite_with_rowid": False},)

    grain: Mapped[Grain] = mapped_column(word(Grain), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(primary_key=True)
    pain_id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    conversations: Mapped[int]
    searches: Mapped[int]
    without_result: Mapped[int]


class Evidence(Base):
    """What conversations prove of an asset since it exists; ``tag_id`` as in ``RepSum``. Onboarding left out.

    ``level`` is what the search index knows of it.
    """

    __tablename__ = "evidence"
    __table_args__ = ({"sqlite_with_rowid": False},)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(primary_key=True)
    conversations: Mapped[int]
    landed: Mapped[int]
    fell_flat: Mapped[int]
    reps: Mapped[int]
    last_used_at: Mapped[datetime | None]
    level: Mapped[int] = mapped_column(default=1)


class EvidenceRep(Base):
    """Who used an asset how often, so that different persons can be counted at once."""

    __tablename__ = "evidence_rep"
    __table_args__ = ({"sqlite_with_rowid": False},)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    conversations: Mapped[int]
