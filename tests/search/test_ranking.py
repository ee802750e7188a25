from content_store.rules.evidence import Evidence
from content_store.rules.vocabulary import Facet
from content_store.views import TagView
from search.ranking import Matched, Reason, ReasonCode, reasons
from tests.search.making import DAY, NOON, asset_view, tag_view


def test_what_matched_comes_first_then_the_context_then_freshness() -> None:
    tags = (
        tag_view(1, Facet.PERSONA, "CFO"),
        tag_view(2, Facet.STAGE, "Decision"),
        tag_view(3, Facet.PAIN, "Slow close"),
        tag_view(4, Facet.PAIN, "Elsewhere"),
    )
    asset = asset_view(tags=tags, verified_at=NOON - 12 * DAY)

    told = reasons(asset, [Matched(ReasonCode.MATCHES_HEADLINE, ("budget", "freeze"))], {1, 2, 3}, {}, NOON)

    assert told == (
        Reason(ReasonCode.MATCHES_HEADLINE, "matches “budget”, “freeze” in the headline"),
        Reason(ReasonCode.CONTEXT, "works for CFO at Decision, for Slow close"),
        Reason(ReasonCode.FRESH, "verified 12 days ago"),
    )


def test_overdue_is_said() -> None:
    asset = asset_view(verified_at=NOON - 91 * DAY, due_at=NOON - DAY)

    assert reasons(asset, [], (), {}, NOON) == (
        Reason(ReasonCode.OVERDUE, "verified 91 days ago, overdue for another look"),
    )


def test_a_correction_is_said_and_used() -> None:
    told = reasons(asset_view(), [Matched(ReasonCode.MATCHES_TITLE, ("budgte",))], (), {"budgte": "budget"}, NOON)

    assert [reason.text for reason in told[:2]] == [
        "matches “budget” in the title",
        "“budgte” was read as “budget”",
    ]


def test_tags_and_synonyms() -> None:
    matched = [Matched(ReasonCode.MATCHES_TAG, ("cfo",), "CFO"), Matched(ReasonCode.SYNONYM, ("chief",), "CFO")]

    assert [reason.text for reason in reasons(asset_view(), matched, (), {}, NOON)[:2]] == [
        "is tagged CFO",
        "“chief” is another word for CFO",
    ]


def test_what_was_proven_in_the_situation_is_told_before_what_was_proven_anywhere() -> None:
    proven = asset_view(evidence=Evidence(23, 5, 18, 5))
    cfo, decision = tag_view(1, Facet.PERSONA, "CFO"), tag_view(2, Facet.STAGE, "decision")
    within = [(cfo, Evidence(10, 3, 9, 1)), (decision, Evidence(2, 1, 1, 1))]

    def told(*known: tuple[TagView, Evidence]) -> list[str]:
        return [each.text for each in reasons(proven, [], (), {}, NOON, known) if each.code is ReasonCode.EVIDENCE]

    assert told() == ["landed in 18 of 23 conversations"]
    assert told(*within) == ["landed in 9 of 10 conversations with CFOs"]
    assert told(within[1]) == ["landed in 1 of 2 conversations at decision"]
