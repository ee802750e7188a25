"""How long it takes to compare two long revisions word by word.

python -m bench.differences [WORDS]     50,000 words each where nothing is said
"""

import random
import sys
from collections.abc import Callable

from bench.corpus import sentence
from bench.timing import console, measure, table
from renderers.differences import differences, shortened


def edited(words: list[str], rng: random.Random, changes: int) -> str:
    """The text with some words replaced, as many gone, and as many added."""
    made = list(words)
    for _ in range(changes):
        made[rng.randrange(len(made))] = "otherwise"
        made.pop(rng.randrange(len(made)))
        made.insert(rng.randrange(len(made)), "besides")
    return " ".join(made)


def main(count: int) -> None:
    """Print the time for texts that differ little, much and altogether."""
    rng = random.Random(7)
    words = sentence(rng, count).split()
    old = " ".join(words)
    others = {
        "one word": edited(words, rng, 1),
        "1 % of the words": edited(words, rng, count // 300),
        "10 % of the words": edited(words, rng, count // 30),
        "halves that changed places": " ".join([*words[count // 2 :], *words[: count // 2]]),
        "another text": sentence(rng, count),
    }
    runs = {name: _compared(old, new) for name, new in others.items()}
    report = table(f"Comparing two texts of {count:,} words", "what differs", "p50 ms", "p95 ms")
    for name, timing in measure(runs, rounds=20).items():
        report.add_row(name, f"{timing.p50:.0f}", f"{timing.p95:.0f}")
    console.print(report)


def _compared(old: str, new: str) -> Callable[[], object]:
    return lambda: shortened(differences(old, new))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
