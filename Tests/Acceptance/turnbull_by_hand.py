"""The survival curve of interval-censored times (Turnbull 1976) by the EM algorithm and Newton's method, with numpy alone."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

NEVER = math.inf
Z = 1.959963984540054


def free_between(own: list[tuple[int, int]], ending: str) -> tuple[float, float] | None:
    """The days after the index day between which a person became free, the second one included; None without such a day.

    A day is its worst assessment. `first`: free once. `sustained`: from the first day on after which none has withdrawal.
    """
    worst: dict[int, int] = {}
    for day, grade in own:
        if day > 0:
            worst[day] = max(grade, worst.get(day, grade))
    if not worst:
        return None
    bad = [day for day in worst if worst[day] > 0]
    if ending == "first":
        free = min((day for day in worst if worst[day] == 0), default=NEVER)
    else:
        free = min((day for day in worst if day > max(bad, default=0)), default=NEVER)
    return max((day for day in bad if day < free), default=0), free


@dataclass(frozen=True)
class Fall:
    """A stretch of days in which the curve falls, with what is left of it behind."""

    left: float
    right: float
    survival: float
    error: float

    @property
    def limits(self) -> tuple[float, float] | tuple[None, None]:
        """Log-log interval: log(-log S) plus or minus z times its standard error."""
        if not 0 < self.survival < 1:
            return None, None
        half = Z * self.error / (self.survival * abs(math.log(self.survival)))
        return self.survival ** math.exp(half), self.survival ** math.exp(-half)


def turnbull(intervals: list[tuple[float, float]]) -> list[Fall]:
    """Where the maximum likelihood curve of these intervals falls, in order."""
    counts = Counter(intervals)
    lefts, rights = sorted({left for left, _ in counts}), sorted({right for _, right in counts})
    places, before = [], -math.inf
    for right in rights:
        left = max(left for left in lefts if left < right)
        if left >= before:
            places.append((left, right))
        before = right
    holds = np.array([[own[0] <= left and right <= own[1] for left, right in places] for own in counts], dtype=float)
    weights, n = np.array(list(counts.values()), dtype=float), len(intervals)
    mass = optimum(holds, weights)

    used = mass > 0
    own, share = holds[:, used], mass[used]
    information = own.T @ ((weights / (own @ share) ** 2)[:, None] * own)
    # Of masses that sum to one: the information times the masses is n, so this is what the constraint takes off.
    covariance = np.linalg.pinv(information) - np.outer(share, share) / n
    falls, kept = [], [place for place, is_used in zip(places, used) if is_used]
    for number, (left, right) in enumerate(kept):
        behind = np.arange(len(kept)) > number
        falls.append(Fall(left, right, share[behind].sum(), math.sqrt(max(0, behind @ covariance @ behind))))
    return falls


def optimum(holds: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The likeliest masses: EM, then Newton's method among those above zero until Kuhn and Tucker's conditions hold."""
    n = weights.sum()
    mass = np.full(holds.shape[1], 1 / holds.shape[1])
    for _ in range(1000):
        mass = mass * (holds.T @ (weights / (holds @ mass))) / n
    mass[mass < 1e-9] = 0
    for _ in range(1000):
        used = np.flatnonzero(mass)
        own, likely = holds[:, used], holds @ mass
        gradient = own.T @ (weights / likely) - n
        step = np.linalg.lstsq(own.T @ ((weights / likely**2)[:, None] * own), gradient, rcond=1e-12)[0]
        size = math.sqrt(max(0, step @ gradient))
        reach = np.where(step < 0, -mass[used] / np.minimum(step, -1e-300), math.inf)
        length = min(1 if size < 0.5 else 1 / (1 + size), reach.min())
        mass[used] += length * step
        if length == reach.min():
            mass[used[reach.argmin()]] = 0
            continue
        if np.abs(step).max() < 1e-12:
            miss = holds.T @ (weights / (holds @ mass)) - n
            if miss.max() <= 1e-8 * n:
                assert abs(mass.sum() - 1) < 1e-10
                return mass
            mass[miss.argmax()] = 1e-6
    raise ArithmeticError("the masses do not converge")
