"""Quantiles of the standard normal distribution for NormalQuantileTests, with mpmath 1.3.0 at 50 digits.

Each probability is the double that its literal stands for, so the quantile belongs to exactly that number.
Run: python3 normal_quantile.py
"""

from mpmath import erfinv, findroot, mp, mpf, ncdf

mp.dps = 50
PROBABILITIES = [
    "1e-300", "1e-100", "1e-20", "1e-12", "1e-11", "2e-11", "1e-6", "0.001", "0.01", "0.0749", "0.0751", "0.1", "0.25",
    "0.4", "0.499999", "0.5000001", "0.6", "0.75", "0.9", "0.9249", "0.9251", "0.975", "0.999", "0.999999",
    "0.9999999999",
]


def quantile(p):
    if p > mpf("1e-15"):
        return mp.sqrt(2) * erfinv(2 * p - 1)
    start = -mp.sqrt(-2 * mp.log(p))
    return findroot(lambda z: mp.log(ncdf(z)) - mp.log(p), start)


for text in PROBABILITIES:
    print(f"({text}, {mp.nstr(quantile(mpf(float(text))), 20)}),")
