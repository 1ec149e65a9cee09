"""Recomputes NIST's certified values from the decimals in nist-linear.json and nist-anova.json in exact rational arithmetic, and fails where
one is not met to all but the last of its digits. Python 3.9 or later, nothing else. Run in this folder: python3 nist-check.py
"""
import json
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 50


def root(square):
    return (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()


def read(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file, parse_float=Fraction, parse_int=Fraction)["data_sets"]


def inverse(matrix):
    """Gauss-Jordan, exact."""
    n = len(matrix)
    rows = [list(row) + [Fraction(i == j) for j in range(n)] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(n):
            if k != i and rows[k][i] != 0:
                factor = rows[k][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    return [row[n:] for row in rows]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def linear(data):
    y = data["y"]
    columns = [[value ** k for value in data["x"][0]] for k in range(1, int(data["degree"]) + 1)] if data["degree"] else data["x"]
    if data["intercept"]:
        columns = [[Fraction(1)] * len(y)] + columns
    bread = inverse([[dot(a, b) for b in columns] for a in columns])
    beta = [dot(row, [dot(column, y) for column in columns]) for row in bread]
    residual = sum((value - dot(beta, row)) ** 2 for value, row in zip(y, zip(*columns)))
    center = Fraction(sum(y), len(y)) if data["intercept"] else 0
    total = sum((value - center) ** 2 for value in y)
    freedom = len(y) - len(columns)
    variance = residual / freedom
    yield from zip(data["coefficients"], beta)
    yield from ((se, root(variance * bread[i][i])) for i, se in enumerate(data["standard_errors"]))
    yield data["residual_sd"], root(variance)
    yield data["r_squared"], 1 - residual / total
    if data["f"] is not None:
        yield data["f"], (total - residual) / (len(columns) - data["intercept"]) / variance


def groups_of(data):
    return data.get("groups") or [
        [v[0]] + [v[1 + k % 2] for k in range(int(data["replicates"]) - 1)] for v in data["first_three"]]


def anova(data):
    groups = groups_of(data)
    yield from table(data, groups)
    # What the same table comes to once the decimals are rounded to doubles, as every program that reads them does.
    yield from table(data["in_doubles"], [[Fraction(float(value)) for value in group] for group in groups])


def table(data, groups):
    count = sum(map(len, groups))
    grand = Fraction(sum(map(sum, groups)), count)
    means = [Fraction(sum(group), len(group)) for group in groups]
    between = sum(len(group) * (mean - grand) ** 2 for group, mean in zip(groups, means))
    within = sum((value - mean) ** 2 for group, mean in zip(groups, means) for value in group)
    variance = within / (count - len(groups))
    yield data["between"], between
    yield data["within"], within
    yield data["f"], between / (len(groups) - 1) / variance
    yield data["r_squared"], between / (between + within)
    yield data["residual_sd"], root(variance)


worst = Decimal(0)
for check, name in ((linear, "nist-linear.json"), (anova, "nist-anova.json")):
    for data in read(name):
        for certified, exact in check(data):
            certified, exact = (Decimal(v.numerator) / Decimal(v.denominator) if isinstance(v, Fraction) else v for v in (certified, exact))
            error = abs(certified - exact) / (abs(exact) or 1)
            worst = max(worst, error)
            if error > Decimal("1e-14"):
                sys.exit(f"{data['name']}: certified {certified}, exact {exact}")
print(f"all certified values met, greatest relative difference {worst:.1e}")
