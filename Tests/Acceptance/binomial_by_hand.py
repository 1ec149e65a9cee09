"""Binomial intervals and the exact test at 40 digits, from their definitions."""

from functools import cache

from mpmath import erfinv, mp, mpf, sqrt

mp.dps = 40

# R's binom.test counts outcomes as no likelier up to this relative error; without it ties would hang on rounding.
TIE = mpf(1) + mpf("1e-7")


def terms(n: int, p: mpf) -> list[mpf]:
    """Probabilities of 0, 1 … n successes."""
    odds = p / (1 - p)
    probability = (1 - p) ** n
    probabilities = [probability]
    for k in range(n):
        probability = probability * (n - k) / (k + 1) * odds
        probabilities.append(probability)
    return probabilities


@cache
def wilson(events: int, n: int, level: float) -> tuple[mpf, mpf]:
    """The p at which the score test of the observed share just rejects."""
    z = sqrt(2) * erfinv(mpf(level))
    share = mpf(events) / n
    centre = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)


@cache
def clopper_pearson(events: int, n: int, level: float) -> tuple[mpf, mpf]:
    """The p at which `events` or more, and `events` or fewer, have the probability (1 - level) / 2."""
    tail = (1 - mpf(level)) / 2
    return (
        mpf(0) if events == 0 else at_least(events, n, tail),
        mpf(1) if events == n else 1 - at_least(n - events, n, tail),
    )


def at_least(events: int, n: int, probability: mpf) -> mpf:
    """The p at which `events` or more of n have this probability: Newton's method from the Wilson limit."""
    if events == n:
        return probability ** (mpf(1) / n)
    p = wilson(events, n, 1 - 2 * float(probability))[0]
    for _ in range(50):
        likely = terms(n, p)
        step = (sum(likely[events:]) - probability) / (events / p * likely[events])
        p = min(max(p - step, p / 2), (1 + p) / 2)
        if abs(step) < mpf("1e-30"):
            return p
    raise ArithmeticError(f"no convergence for {events} of {n}")


@cache
def exact_p(events: int, n: int, claim: float) -> mpf:
    """Two-sided exact test: the probability of every outcome that is no likelier than the one observed."""
    probabilities = terms(n, mpf(claim))
    limit = probabilities[events] * TIE
    return min(mpf(1), sum(probability for probability in probabilities if probability <= limit))
