"""Sums by quarter, searches by everybody, and an index on what was looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NOTICED = "views > 0 OR copies > 0 OR downloads > 0 OR exports > 0 OR shares > 0"
# For each table of sums the columns of its key, the grain and the period left out, and those that are added up.
_SUMS = {
    "usage_sum": (
        ("actor_kind", "cohort_id", "asset_id", "onboarding"),
        (
            *("impressions", "views", "copies", "downloads", "exports", "shares", "conversations", "buyer_opens"),
            *("buyer_engagements", "deals_won", "deals_lost", "landed", "fell_flat"),
        ),
    ),
    "rep_sum": (
        ("tag_id", "asset_id", "person_id", "cohort_id", "onboarding"),
        ("conversations", "landed", "fell_flat"),
    ),
    "demand_sum": (
        ("persona_id", "stage_id", "pain_id", "cohort_id"),
        ("conversations", "searches", "without_result"),
    ),
    "search_sum": (("cohort_id", "words"), ("searches", "without_result", "opened")),
}


def upgrade() -> None:
    """Apply."""
    _remake_search_sum(("grain", "cohort_id", "period", "words"))
    names = "grain, cohort_id, period, words, searches, without_result, opened"
    op.execute(
        f"INSERT INTO search_sum ({names}) SELECT grain, 0, period, words, sum(searches), sum(without_result), "
        "sum(opened) FROM search_sum GROUP BY grain, period, words"
    )
    for table, (key, counts) in _SUMS.items():
        keys, sums = ", ".join(key), ", ".join(f"sum({name})" for name in counts)
        op.execute(
            f"INSERT INTO {table} (grain, period, {keys}, {', '.join(counts)}) SELECT 'quarter', period / 3, {keys}, "
            f"{sums} FROM {table} WHERE grain = 'month' GROUP BY period / 3, {keys}"
        )
    op.create_index(
        "ix_usage_sum_noticed",
        "usage_sum",
        [
            *("grain", "actor_kind", "cohort_id", "period", "asset_id"),
            *("onboarding", "views", "copies", "downloads", "exports", "shares"),
        ],
        unique=False,
        sqlite_where=sa.text(_NOTICED),
        postgresql_where=sa.text(_NOTICED),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_usage_sum_noticed", "usage_sum")
    for table in _SUMS:
        op.execute(f"DELETE FROM {table} WHERE grain = 'quarter'")
    op.execute("DELETE FROM search_sum WHERE cohort_id = 0")
    _remake_search_sum(("grain", "period", "words", "cohort_id"))


def _remake_search_sum(key: tuple[str, ...]) -> None:
    """Give the table this primary key: reports lead through it, and SQLite keeps the rows in its order."""
    op.rename_table("search_sum", "search_sum_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_search_sum RENAME TO pk_search_sum_before")
    op.create_table(
        "search_sum",
        sa.Column("grain", sa.String(length=40), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("without_result", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_search_sum"),
        sqlite_with_rowid=False,
    )
    names = "grain, cohort_id, period, words, searches, without_result, opened"
    op.execute(f"INSERT INTO search_sum ({names}) SELECT {names} FROM search_sum_before")
    op.drop_table("search_sum_before")
