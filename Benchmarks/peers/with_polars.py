"""Exposure eras, each score's exposure days, and each person's moments of (days, score), in Polars' streaming engine.

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
eras = (
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
    .with_columns(era=(pl.col("start_day") - pl.col("reached") - 1 > 30).fill_null(True).cum_sum())
    .group_by("patient", "era")
    .agg(first=pl.col("start_day").min(), last=pl.col("end_day").max())
    .drop("era")
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
    .join(eras, on="patient")
    .filter(pl.col("day").is_between("first", "last"))
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
