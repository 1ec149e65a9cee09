"""The weights of the day-7 share from their rules, with numpy alone: nothing here is shared with the tool.

A study is a list of people; each has an outcome (free of withdrawal or not, None where not assessed) and a value in each
column (a word, a number, or None).
"""

from dataclasses import dataclass, field

import numpy as np

FEWEST = 10
MISSING = "not recorded"


@dataclass
class Weights:
    """A weight for each person within reach who was assessed, and who is within reach."""

    weight: np.ndarray
    within: np.ndarray
    beyond: list[tuple[str, str]] = field(default_factory=list)


def categories(column: str, values: list) -> np.ndarray:
    """Levels of a column; of numbers, whether there is one."""
    if column == "age":
        return np.array([MISSING if value is None else "recorded" for value in values])
    return np.array([MISSING if value is None else value for value in values])


def probabilities(design: np.ndarray, assessed: np.ndarray) -> np.ndarray:
    """Logistic regression by iteratively reweighted least squares; columns that others tell do not matter to lstsq."""
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        fitted = 1 / (1 + np.exp(-design @ beta))
        root = np.sqrt(fitted * (1 - fitted))
        step = np.linalg.lstsq(root[:, None] * design, (assessed - fitted) / root, rcond=1e-10)[0]
        beta += step
        if np.abs(design @ step).max() < 1e-13:
            return 1 / (1 + np.exp(-design @ beta))
    raise ArithmeticError("the regression does not converge")


def weigh(assessed: np.ndarray, columns: dict[str, list]) -> Weights:
    """Weights by the columns' main effects."""
    levels = {name: categories(name, values) for name, values in columns.items()}
    open_ = np.ones(len(assessed), dtype=bool)
    beyond = []

    def set_apart(condition) -> None:
        """Takes the largest level that meets a condition out, and again until there is none."""
        while True:
            found = []
            for number, (name, own) in enumerate(levels.items()):
                for level in dict.fromkeys(own[open_]):
                    members = open_ & (own == level)
                    if condition(members, assessed[members].sum()):
                        found.append((-members.sum(), number, name, level))
            if not found:
                return
            _, _, name, level = min(found)
            yield name, level, open_ & (levels[name] == level)

    def out_of_reach(members, count) -> bool:
        expected = members.sum() * assessed[open_].mean()
        return count < FEWEST and expected >= FEWEST and 10 * count < expected

    for name, level, members in set_apart(out_of_reach):
        open_ &= ~members
        beyond.append((name, level))
    within = open_.copy()
    for _, _, members in set_apart(lambda members, count: count >= FEWEST and count == members.sum()):
        open_ &= ~members

    design = [np.ones(open_.sum())]
    for name, own in levels.items():
        if name == "age":
            numbers = np.array([np.nan if value is None else value for value in columns[name]], dtype=float)[open_]
            mean = np.nanmean(numbers)
            design.append(np.where(np.isnan(numbers), 0, (numbers - mean) / np.nanstd(numbers)))
        own = own[open_].copy()
        few = [level for level in set(own) if assessed[open_][own == level].sum() < FEWEST]
        pooled = np.isin(own, few)
        enough = assessed[open_][pooled].sum() >= FEWEST
        own = np.where(pooled, "few" if enough else "", own)
        sizes = {level: (own == level).sum() for level in set(own) if level}
        largest = max(sizes, key=sizes.get)
        own = np.where(own == "", largest, own)
        design += [(own == level).astype(float) for level in sorted(sizes) if level != largest]

    probability = np.ones(len(assessed))
    probability[open_] = probabilities(np.column_stack(design), assessed[open_].astype(float))
    return Weights(np.where(within & assessed, 1 / probability, 0), within, beyond)


def share(free: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """The weighted share, its linearised standard error, and the effective sample size."""
    used = weight > 0
    y, w = free[used].astype(float), weight[used] / weight[used].sum()
    value = float(w @ y)
    n = used.sum()
    error = float(np.sqrt(n / (n - 1) * np.sum((w * (y - value)) ** 2)))
    return value, error, float(1 / np.sum(w**2))
