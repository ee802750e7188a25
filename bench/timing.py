"""Measuring: medians and high quantiles of many runs, the things compared taken in turn."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: of the median run and of the run that 95 % stay below."""

    p50: float
    p95: float


def measure(
    runs: Mapping[str, Callable[[], object]], rounds: int = 200, clock: Callable[[], float] = time.perf_counter
) -> dict[str, Timing]:
    """Time each of ``runs`` ``rounds`` times, in turn, so that a noisy neighbour disturbs them alike.

    On a busy machine what takes a few milliseconds is interrupted more often than what takes one. Where nothing waits
    for a disk or another process, ``time.thread_time`` as ``clock`` counts only the time at work.
    """
    for run in runs.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    # As in the server: garbage is collected, but not looked for in what stays.
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            for name, run in runs.items():
                begun = clock()
                run()
                taken[name].append((clock() - begun) * 1000)
    finally:
        gc.unfreeze()
    return {name: quantiles_of(times) for name, times in taken.items()}


def quantiles_of(times: Sequence[float]) -> Timing:
    """What many runs took, in milliseconds."""
    return Timing(statistics.median(times), statistics.quantiles(times, n=20)[-1])


def table(title: str, *columns: str) -> Table:
    """A table to print figures in."""
    made = Table(title=title, title_justify="left")
    made.add_column(columns[0])
    for column in columns[1:]:
        made.add_column(column, justify="right")
    return made
