from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.kit_rules import PARAMETERS, RULE_KINDS, KitRule, Rule, rule_as_plain, rule_of_plain
from content_store.rules.kits import Plan, Section, Step, as_plain, missing_to_publish, of_plain, problems
from content_store.rules.vocabulary import ContentType, Facet, QuotaBand

SLUGS = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from(KitRule))
    takes = RULE_KINDS[kind].takes
    return Rule(
        kind,
        draw(st.sampled_from([None, *ContentType])),
        draw(st.dictionaries(st.sampled_from(Facet), SLUGS, max_size=2)),
        draw(st.sampled_from([None, *QuotaBand])) if "quota_band" in takes else None,
        draw(st.integers(7, 730)) if "days" in takes else 90,
        draw(st.integers(1, 20)),
    )


@st.composite
def steps(draw: st.DrawFn, key: str) -> Step:
    rule = draw(st.none() | rules())
    frozen = draw(st.none() | st.lists(SLUGS, max_size=3).map(tuple)) if rule else None
    texts = draw(SLUGS), draw(st.booleans()), draw(SLUGS)
    return Step(key, draw(st.integers(1, 480)), "" if rule else draw(SLUGS), rule, frozen, *texts)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    counts = draw(st.lists(st.integers(0, 4), max_size=3))
    sections = [
        Section(draw(SLUGS), tuple(draw(steps(f"s{place}-{number}")) for number in range(count)))
        for place, count in enumerate(counts)
    ]
    return Plan(draw(SLUGS), draw(SLUGS), draw(SLUGS), draw(SLUGS), tuple(sections))


@given(plans())
def test_a_plan_is_stored_and_read_back(plan: Plan) -> None:
    assert of_plain(as_plain(plan)) == plan
    assert plan.minutes == sum(step.minutes for step in plan.steps)
    assert {problem[1] for problem in problems(plan)} <= {"DUPLICATE"}
    assert bool(list(missing_to_publish(plan))) is not bool(plan.steps)


@given(rules())
def test_a_rule_is_stored_read_back_and_told(rule: Rule) -> None:
    assert rule_of_plain(rule_as_plain(rule)) == rule
    assert not list(rule.problems())
    told = rule.told({facet: f"name of {slug}" for facet, slug in rule.tags.items()})
    assert told[0].isupper()
    assert all(slug in told for slug in rule.tags.values())


def test_words_of_files_are_understood() -> None:
    plain = {"kind": "Most-used", "type": "case study", "quota_band": "ABOVE", "days": "30", "industry": "retail"}
    assert rule_of_plain(plain) == Rule(
        KitRule.MOST_USED, ContentType.CASE_STUDY, {Facet.INDUSTRY: "retail"}, QuotaBand.ABOVE, 30
    )


def test_every_parameter_is_one_of_a_rule() -> None:
    rule = Rule(KitRule.NEWEST)
    named = {each.value for each in Facet} | {"type", "quota_band", "days", "limit"}
    assert set(PARAMETERS) == named
    assert all(hasattr(rule, name) for name in named - {each.value for each in Facet})


def test_the_kinds_are_told_in_the_documentation() -> None:
    told = (Path(__file__).parents[3] / "docs" / "kits.md").read_text()
    for kind, declared in RULE_KINDS.items():
        (row,) = [line for line in told.splitlines() if line.startswith(f"| `{kind.value}` |")]
        assert declared.meaning in row
        assert all(f"`{name}`" in row for name in declared.takes)
    assert all(f"`{name}`" in told for name in PARAMETERS)
