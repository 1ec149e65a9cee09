"""Covered stretches and exposure eras, each exposed score's days, and each person's moments of (days, score), in DuckDB.

    with_duckdb.py FOLDER THREADS

Prints one JSON object: seconds from the first byte read to the last person summed, and sums to compare with the others.
"""

import json
import sys
import time

import duckdb

folder, threads = sys.argv[1], int(sys.argv[2])

# Nothing is left to be guessed from the file.
FORM = """header = true, auto_detect = false, strict_mode = false, delim = ',', quote = '"'"""

# Days that are covered without a break, each stretch with the first day of its era.
STRETCHES = f"""
CREATE TEMP TABLE stretches AS
WITH supplies AS (
    SELECT patient, start_day, end_day
    FROM read_csv('{folder}/exposures.csv', {FORM}, columns = {{
        'patient': 'VARCHAR', 'start_day': 'INTEGER', 'end_day': 'INTEGER',
        'drug': 'VARCHAR', 'dose_mg': 'DOUBLE', 'route': 'VARCHAR'}})
), reach AS (
    SELECT *, max(end_day) OVER (
        PARTITION BY patient ORDER BY start_day, end_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM supplies
), numbered AS (
    SELECT *,
        sum(CASE WHEN start_day - reached <= 1 THEN 0 ELSE 1 END) OVER so_far AS stretch,
        max(CASE WHEN start_day - reached - 1 <= 30 THEN NULL ELSE start_day END) OVER so_far AS first
    FROM reach
    WINDOW so_far AS (PARTITION BY patient ORDER BY start_day, end_day ROWS UNBOUNDED PRECEDING)
)
SELECT patient, min(start_day) AS start, max(end_day) AS last, min(first) AS first FROM numbered GROUP BY patient, stretch
"""

MOMENTS = f"""
CREATE TEMP TABLE moments AS
SELECT patient, count(*) AS n, sum(x) AS x, sum(y) AS y, sum(x * x) AS xx, sum(x * y) AS xy, sum(y * y) AS yy
FROM (
    SELECT patient, CAST(day - first AS DOUBLE) AS x, score AS y
    FROM read_csv('{folder}/pain.csv', {FORM}, columns = {{
        'patient': 'VARCHAR', 'day': 'INTEGER', 'score': 'DOUBLE',
        'instrument': 'VARCHAR', 'body_site': 'VARCHAR', 'time_of_day': 'VARCHAR'}})
    JOIN stretches USING (patient)
    WHERE day BETWEEN start AND last AND day > first
)
GROUP BY patient
"""

SUMS = """
SELECT count(*) AS people, sum(n) AS n, sum(x) AS x, sum(y) AS y, sum(xx) AS xx, sum(xy) AS xy, sum(yy) AS yy,
    sum(x * y) AS across
FROM moments
"""

connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
start = time.perf_counter()
connection.execute(STRETCHES)
connection.execute(MOMENTS)
seconds = time.perf_counter() - start
sums = connection.execute(SUMS)
names = [column[0] for column in sums.description]
print(json.dumps({"seconds": seconds, "version": duckdb.__version__, **dict(zip(names, map(float, sums.fetchone())))}))
