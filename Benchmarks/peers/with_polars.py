"""Covered stretches and exposure eras, each exposed score's days, and each person's moments of (days, score), in Polars' streaming engine.

    with_polars.py FOLDER THREADS

Prints one JSON object: seconds from the first byte read to the last person summed, and sums to compare with the others.
"""

import json
import os
import sys
import time

folder, threads = sys.argv[1], sys.argv[2]
os.environ["POLARS_MAX_THREADS"] = threads

import polars as pl  # reads the number of threads when it is imported

start = time.perf_counter()
# Days that are covered without a break, each stretch with the first day of its era.
stretches = (
    pl.scan_csv(
        f"{folder}/exposures.csv",
        schema={
            "patient": pl.String,
            "start_day": pl.Int32,
            "end_day": pl.Int32,
            "drug": pl.String,
            "dose_mg": pl.Float64,
            "route": pl.String,
        },
    )
    .select("patient", "start_day", "end_day")
    .sort("patient", "start_day", "end_day")
    .with_columns(reached=pl.col("end_day").cum_max().shift(1).over("patient"))
    .with_columns(free=(pl.col("start_day") - pl.col("reached") - 1))
    .with_columns(
        stretch=(pl.col("free") > 0).fill_null(True).cum_sum(),
        first=pl.when((pl.col("free") > 30).fill_null(True)).then("start_day").forward_fill(),
    )
    .group_by("patient", "stretch")
    .agg(start=pl.col("start_day").min(), last=pl.col("end_day").max(), first=pl.col("first").min())
    .drop("stretch")
)
x, y = pl.col("x"), pl.col("score")
moments = (
    pl.scan_csv(
        f"{folder}/pain.csv",
        schema={
            "patient": pl.String,
            "day": pl.Int32,
            "score": pl.Float64,
            "instrument": pl.String,
            "body_site": pl.String,
            "time_of_day": pl.String,
        },
    )
    .select("patient", "day", "score")
    .join(stretches, on="patient")
    .filter(pl.col("day").is_between("start", "last") & (pl.col("day") > pl.col("first")))
    .select("patient", "score", x=(pl.col("day") - pl.col("first")).cast(pl.Float64))
    .group_by("patient")
    .agg(n=pl.len(), x=x.sum(), y=y.sum(), xx=(x * x).sum(), xy=(x * y).sum(), yy=(y * y).sum())
    .collect(engine="streaming")
)
seconds = time.perf_counter() - start
sums = moments.select(pl.len().alias("people"), pl.exclude("patient").sum(), across=(pl.col("x") * pl.col("y")).sum())
print(
    json.dumps(
        {
            "seconds": seconds,
            "version": pl.__version__,
            **{name: float(value) for name, value in sums.row(0, named=True).items()},
        }
    )
)
