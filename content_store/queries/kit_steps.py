"""What the steps of kits mean at a moment: their assets, through the visibility rule, and what their rules find."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from content_store.kit_views import StepTrouble, StepView
from content_store.queries import insights_usage
from content_store.queries.assets import ids_of, load, load_reachable
from content_store.queries.filters import condition
from content_store.queries.insights import narrow
from content_store.queries.listing import Order, Span, list_assets
from content_store.queries.replacements import successors
from content_store.queries.taxonomy import tag_book
from content_store.queries.visibility import moments, scope, visible
from content_store.rules.counting import EVERYWHERE
from content_store.rules.evidence import weight
from content_store.rules.filters import Filter, Window
from content_store.rules.insights import InsightFilter
from content_store.rules.kit_rules import KitRule, Rule
from content_store.rules.kits import Plan, Step
from content_store.rules.periods import Days
from content_store.rules.vocabulary import Freshness, Status
from content_store.tables import Asset, Evidence
from content_store.views import AssetView

_COMPARED = 200  # assets among which the one that landed best is looked for: those that landed most often
_LOADED = 4  # for each place, so that what may not be seen leaves none empty


class Steps:
    """Resolves steps in one window; what several steps need is read once."""

    def __init__(self, session: Session, window: Window, plans: Iterable[Plan]) -> None:
        self._session = session
        self._window = window
        self._found: dict[str, tuple[AssetView, ...]] = {}
        slugs = dict.fromkeys(slug for plan in plans for slug in plan.named)
        self._ids = ids_of(session, slugs)
        self._views = {view.id: view for view in load_reachable(session, list(self._ids.values()), window)}
        gone = [view.id for view in self._views.values() if _is_gone(view)]
        self._successors = successors(session, gone, window)

    def of(self, plan: Plan) -> tuple[StepView, ...]:
        """The steps of a plan, in order."""
        return tuple(map(self.view, plan.steps))

    def view(self, step: Step) -> StepView:
        """One step as it is now."""
        if step.rule is None:
            return self._fixed(step)
        words = rule_words(self._session, step.rule)
        assets = self._frozen(step.frozen) if step.frozen is not None else self._by_rule(step.rule)
        return StepView(step, words, assets, None if assets else StepTrouble.NOTHING_FOUND)

    def _fixed(self, step: Step) -> StepView:
        view = self._views.get(self._ids.get(step.asset, 0))
        if view is None:
            # Of what readers may not see the name is not told either.
            return StepView(step, step.asset if self._window.drafts else "", (), StepTrouble.GONE)
        if not _is_gone(view):
            trouble = None if _shows(view, self._window.now) else StepTrouble.NOT_PUBLISHED
            return StepView(step, view.title, (view,), trouble)
        successor = self._successors.get(view.id)
        if successor is None:
            return StepView(step, view.title, (), StepTrouble.GONE)
        return StepView(step, successor.title, (successor,), StepTrouble.REPLACED, view.title)

    def _frozen(self, slugs: Sequence[str]) -> tuple[AssetView, ...]:
        views = (self._views.get(self._ids.get(slug, 0)) for slug in slugs)
        shown = (self._successors.get(view.id) if _is_gone(view) else view for view in views if view is not None)
        return tuple({view.id: view for view in shown if view is not None}.values())

    def _by_rule(self, rule: Rule) -> tuple[AssetView, ...]:
        key = repr(rule)
        if key not in self._found:
            self._found[key] = find(self._session, rule, self._window)
        return self._found[key]


def rule_words(session: Session, rule: Rule) -> str:
    """The rule in words, with its tags by their names."""
    book = tag_book(session)
    found = {facet: book.find(facet, slug) for facet, slug in rule.tags.items()}
    return rule.told({facet: tag.name if tag else rule.tags[facet] for facet, tag in found.items()})


def find(session: Session, rule: Rule, window: Window) -> tuple[AssetView, ...]:
    """The published assets that the rule finds now, the best first, at most ``rule.limit``."""
    shown = Window(window.now, window.audiences)
    tags = _tag_groups(session, rule)
    if tags is None:
        return ()
    types = frozenset({rule.type} if rule.type else ())
    narrowing = Filter(tag_groups=tags, types=types)
    match rule.kind:
        case KitRule.NEWEST:
            return list_assets(session, narrowing, shown, Order(), Span(rule.limit)).items
        case KitRule.FRESH:
            fresh = Filter(tag_groups=tags, types=types, freshness=frozenset({Freshness.FRESH}))
            return list_assets(session, fresh, shown, Order(), Span(rule.limit)).items
        case KitRule.LANDED_BEST:
            return _landed_best(session, narrowing, shown, rule)
        case KitRule.MOST_USED:
            return _most_used(session, shown, rule)


def _tag_groups(session: Session, rule: Rule) -> tuple[frozenset[int], ...] | None:
    """The tags that must be carried; None where one of them does not exist, so that nothing carries it."""
    book = tag_book(session)
    found = [book.find(facet, slug) for facet, slug in rule.tags.items()]
    groups = tuple(frozenset({tag.id}) for tag in found if tag is not None)
    return groups if len(groups) == len(found) else None


def _landed_best(session: Session, narrowing: Filter, window: Window, rule: Rule) -> tuple[AssetView, ...]:
    query: Select[int] = (
        select(Asset.id)
        .join(Evidence, Evidence.asset_id == Asset.id)
        .where(Evidence.tag_id == EVERYWHERE, Evidence.landed > 0, visible(scope(window)), condition(narrowing))
        .order_by(Evidence.landed.desc(), Asset.id)
        .limit(_COMPARED)
    )
    views = load(session, list(session.scalars(query, moments(window.now))), window)
    return tuple(sorted(views, key=lambda view: (-weight(view.evidence), view.id))[: rule.limit])


def _most_used(session: Session, window: Window, rule: Rule) -> tuple[AssetView, ...]:
    asked = InsightFilter(
        Days.until(window.now, rule.days),
        tags=tuple((facet, (slug,)) for facet, slug in rule.tags.items()),
        types=(rule.type,) if rule.type else (),
        quota_bands=(rule.quota_band,) if rule.quota_band else (),
    )
    narrowed = narrow(session, asked, window.now.date())
    uses = insights_usage.uses(session, narrowed)
    meant = insights_usage.meant(session, narrowed, uses)
    most = sorted(meant, key=lambda asset_id: (-uses[asset_id].conversations, asset_id))
    return tuple(load(session, most[: rule.limit * _LOADED], window)[: rule.limit])


def _is_gone(view: AssetView) -> bool:
    return view.status in {Status.RETIRED, Status.ARCHIVED}


def _shows(view: AssetView, now: datetime) -> bool:
    """Whether readers see it at ``now``, as ``queries.visibility`` says."""
    begun = view.listed_at is not None and view.listed_at <= now
    return begun and (view.unpublish_at is None or view.unpublish_at > now)
