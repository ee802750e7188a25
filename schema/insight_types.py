"""What reports answer: types whose sources are the store's frozen reports."""

from datetime import date, datetime

import strawberry

from content_store.rules.vocabulary import ContentType, Status, Tier
from schema.fields import Reader, attribute, read
from schema.ids import Kind, global_id
from schema.insight_enums import UsageList
from schema.people import Person
from schema.tags import Tag


def _figure(name: str) -> Reader:
    """Reads one of the source's figures."""
    return lambda source, _: getattr(source.figures, name)


@strawberry.type(description="A window of whole days in UTC, the first and the last included.")
class InsightWindow:
    """The source is ``Days``."""

    first: date = read("Its first day.")
    last: date = read("Its last day.")
    days: int = read("How many days.", attribute("count"))


@strawberry.type(description="What a report rests on: to be shown under every figure.")
class InsightBasis:
    """The source is a ``Basis``."""

    tier: Tier | None = read("The tier of what is counted; null where no usage is counted.")
    window: InsightWindow = read("The days that are reported on.")
    exclusions: list[str] = read("What is left out, in words.")
    beside: list[str] = read("What is counted beside that tier and is no usage of assets, in words.")


@strawberry.type(description="An asset as a report lists it, whatever its status.")
class InsightAsset:
    """The source is a ``Subject``."""

    id: strawberry.ID = read("Global id.", lambda asset, _: global_id(Kind.ASSET, asset.id))
    slug: str = read("Its stable name in addresses.")
    type: ContentType = read("Its type.")
    status: Status = read("Where it is in its life.")
    title: str = read("Its title, plain text.")


@strawberry.type(description="One asset and what was done with it in the window. Onboarding is kept apart.")
class InsightUsageRow:
    """The source is a ``UsageRow``."""

    asset: InsightAsset = read("The asset.")
    owner: Person | None = read("Who owns it.")
    impressions: int = read("How often search showed it. Tier exposure.", _figure("impressions"))
    views: int = read("How often it was opened. Tier exposure.", _figure("views"))
    copies: int = read("Copies, downloads, exports and shares together. Tier intent.", _figure("copies"))
    conversations: int = read("Conversations it was used in, as reps say. Tier use.", _figure("conversations"))
    conversations_before: int = read("The same in as many days right before.")
    trend: float | None = read("The change against the days before, as a share of them; null where there were none.")
    reps: int = read("How many different people used it in a conversation.")
    landed: int = read("Conversations in which it worked.", _figure("landed"))
    fell_flat: int = read("Conversations in which it did not.", _figure("fell_flat"))
    landed_rate: float = read(
        "The share that landed, 0 to 1: the lower bound of its 95 % interval (Wilson); 0 where none was judged.",
        _figure("landed_rate"),
    )
    in_onboarding: int = read("Conversations for onboarding, in no other figure.", _figure("in_onboarding"))
    last_used_at: datetime | None = read("When it was last used in a conversation, in the window or not.")
    lists: list[UsageList] = read("The lists it belongs to.")


@strawberry.type(description="Assets by what was done with them: one page of one list.")
class InsightUsage:
    """The source is a ``UsageReport``."""

    basis: InsightBasis = read("What it rests on.")
    total_count: int = read("How many assets the list holds, over all pages.")
    rows: list[InsightUsageRow] = read("This page.")


@strawberry.type(description="Published assets against used ones.")
class InsightTotals:
    """The source is ``UsageTotals``."""

    basis: InsightBasis = read("What it rests on.")
    published: int = read("Published assets that showed in the window.")
    used: int = read("Those of them that were used in a conversation.")
    never_used: int = read("Those that were not.")
    share_used: float = read("The share that was used, 0 to 1.")
    conversations: int = read("Conversations with published assets.")
    conversations_before: int = read("The same in as many days right before.")
    landed: int = read("Conversations in which the asset worked.")
    fell_flat: int = read("Conversations in which it did not.")


@strawberry.type(description="How many assets a list holds.")
class InsightListCount:
    """Made where it is asked for."""

    list: UsageList = strawberry.field(description="The list.")
    count: int = strawberry.field(description="How many assets it holds.")


@strawberry.type(description="Supply and demand of a situation.")
class InsightCoverageFigures:
    """The source is a ``Coverage``."""

    published: int = read("Published assets that carry the tags.")
    fresh: int = read("Those of them that are fresh.")
    conversations: int = read("Conversations that named the situation.")
    searches: int = read("Searches that named it.")
    without_result: int = read("Those of them that found nothing.")
    open_requests: int = read("Content requests for it that are open now.")
    demand: int = read(
        "Conversations and searches together; a search that found nothing counts five times, a request ten times."
    )
    gap: float = read("Demand for each asset there is and one more; one that is not fresh counts half.")


@strawberry.type(description="One situation: two tags of different facets.")
class InsightCoverageCell:
    """The source is a ``CoverageCell``."""

    row: Tag = read("The tag of the row.")
    column: Tag = read("The tag of the column.")
    figures: InsightCoverageFigures = read("What there is and what was wanted.")


@strawberry.type(description="Supply against demand by situation.")
class InsightCoverage:
    """The source is a ``CoverageReport``."""

    basis: InsightBasis = read("What it rests on.")
    rows: list[Tag] = read("The tags of the rows, in the taxonomy's order.")
    columns: list[Tag] = read("The tags of the columns, in the taxonomy's order.")
    cells: list[InsightCoverageCell] = read("Every pair of them, the greatest gap first.")
    unplaced: InsightCoverageFigures = read("Demand that named no tag of one of the two facets; its supply is 0.")


@strawberry.type(description="Words that found nothing, or led to nothing being opened.")
class InsightSearchGap:
    """The source is a ``SearchGap``."""

    words: str = read("What was typed most often, normalised.")
    variants: list[str] = read("All words of the same meaning, the most frequent first.")
    searches: int = read("How often they were searched for.")
    without_result: int = read("Searches that found nothing.")
    not_opened: int = read("Searches after which nothing was opened, those without a result included.")
    tag: Tag | None = read("The tag that they are a name or synonym of.")
    suggested: Tag | None = read("Where they mean no tag yet: the nearest, for addSynonym.")


@strawberry.type(description="What people typed that led to nothing.")
class InsightSearchGaps:
    """The source is a ``SearchGapReport``."""

    basis: InsightBasis = read("What it rests on.")
    searches: int = read("All searches of the window.")
    without_result: int = read("Those that found nothing.")
    opened: int = read("Those after which something was opened.")
    total_count: int = read("How many gaps there are, over all pages.")
    rows: list[InsightSearchGap] = read("This page, the worst first.")


@strawberry.type(description="How many people of a group use anything.")
class InsightAdoptionRow:
    """The source is an ``AdoptionRow``."""

    name: str = read("The team, region or quota band; empty for people of whom it is not known.")
    label: str = read("What it is called, for people: a region is named by its slug, and called by its tag's name.")
    people: int = read("Active reps who belong to it now.")
    active: int = read("People who used something in a conversation while they belonged to it.")
    unused: int = read("Of the people who belong to it now, those who used nothing.")
    conversations: int = read("Conversations of its people.")
    per_active: float = read("Conversations for each active person.")
    landed: int = read("Conversations in which the asset worked.")
    fell_flat: int = read("Conversations in which it did not.")
    landed_rate: float = read("The lower bound of the share that landed (Wilson), 0 to 1.")


@strawberry.type(description="One person's conversations.")
class InsightPersonRow:
    """The source is a ``PersonRow``."""

    person: Person = read("The person.")
    conversations: int = read("Their conversations.")
    landed: int = read("Those in which the asset worked.")
    fell_flat: int = read("Those in which it did not.")
    landed_rate: float = read("The lower bound of the share that landed (Wilson), 0 to 1.")


@strawberry.type(description="Who uses anything at all.")
class InsightAdoption:
    """The source is an ``AdoptionReport``."""

    basis: InsightBasis = read("What it rests on.")
    everybody: InsightAdoptionRow = read("All people who are meant.")
    teams: list[InsightAdoptionRow] = read("By team.")
    regions: list[InsightAdoptionRow] = read("By region.")
    quota_bands: list[InsightAdoptionRow] = read("By quota band: below, at, above.")
    persons: list[InsightPersonRow] | None = read(
        "By person, in the order of their addresses; null unless KINDLING_INSIGHTS_SHOW_NAMES says otherwise."
    )


@strawberry.type(description="How many people of a band used an asset.")
class InsightAdopted:
    """The source is an ``Adopted``."""

    people: int = read("People who used it.")
    of: int = read("People of the band who used anything.")
    share: float = read("The share, 0 to 1.")


@strawberry.type(description="An asset that people above quota use and people below it do not.")
class InsightDifference:
    """The source is a ``Difference``."""

    asset: InsightAsset = read("The asset.")
    above: InsightAdopted = read("People above quota.")
    below: InsightAdopted = read("People below quota.")


@strawberry.type(description="What people above quota do differently.")
class InsightDifferences:
    """The source is a ``DifferenceReport``."""

    basis: InsightBasis = read("What it rests on.")
    looked_at: int = read("How many assets were compared: the most used ones.")
    rows: list[InsightDifference] = read("The assets that differ, the greatest difference first.")


@strawberry.type(description="How fresh the published assets of an owner are.")
class InsightFreshnessRow:
    """The source is a ``FreshnessRow``."""

    owner: Person | None = read("The owner; null for assets of nobody, and for all together.")
    published: int = read("Published assets.")
    fresh: int = read("Those verified, and not due for more than 14 days.")
    due: int = read("Those due within 14 days.")
    overdue: int = read("Those whose interval has passed.")
    share_in_time: float = read("The share that is not overdue, 0 to 1.")


@strawberry.type(description="How fresh what is published is now.")
class InsightFreshness:
    """The source is a ``FreshnessReport``."""

    basis: InsightBasis = read("What it rests on; the window is today.")
    everybody: InsightFreshnessRow = read("All assets together.")
    rows: list[InsightFreshnessRow] = read("By owner, the most overdue first.")


@strawberry.type(description="What became of the content requests that were asked in the window.")
class InsightPromises:
    """The source is a ``PromiseReport``."""

    basis: InsightBasis = read("What it rests on.")
    asked: int = read("Requests asked.")
    answered: int = read("Those that were ever accepted, declined or resolved.")
    fulfilled: int = read("Those that are resolved now.")
    declined: int = read("Those that are declined now.")
    promised: int = read("Those with a promised day.")
    in_time: int = read("Promises kept by their day.")
    late: int = read("Promises whose day passed first.")
    median_days_to_answer: float | None = read("Days until the first answer, the median; null where there is none.")
    median_days_to_fulfil: float | None = read("Days until they were resolved, the median; null where none is.")


@strawberry.type(description="Assets first published in a quarter, and what became of them.")
class InsightQuarter:
    """The source is a ``QuarterRow``."""

    name: str = read("As in “2026 Q3”.")
    first_day: date = read("Its first day.")
    made: int = read("Assets published for the first time.")
    used_soon: int = read("Those used in a conversation within 90 days of it.")
    used: int = read("Those used in a conversation by now.")


@strawberry.type(description="Assets made against assets used, by quarter.")
class InsightReturn:
    """The source is a ``ReturnReport``."""

    basis: InsightBasis = read("What it rests on.")
    rows: list[InsightQuarter] = read("Whole quarters that the window touches, the oldest first.")


@strawberry.type(description="One sentence that somebody should act on.")
class InsightFinding:
    """The source is a ``Finding``."""

    code: str = read("What it is about, for programs: never_used, without_result …")
    text: str = read("The finding in words.")
    amount: int = read("The figure.")
    of: int = read("Of how many.")
    weight: float = read("How much it matters, 0 to 1.")
    tier: Tier | None = read("The tier of what is counted; null where no usage is counted.")
    window: InsightWindow = read("The days that are reported on.")
    report: str = read("Where the rows behind it are: a report, and after a slash its list.")
