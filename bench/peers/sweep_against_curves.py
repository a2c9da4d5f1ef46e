"""The summary of a sweep beside means that another program measured for the same configuration.

Usage: python3 bench/peers/sweep_against_curves.py SWEEP_DIR CURVES.json   (standard library only)

CURVES.json: {"config": {...}, "rows": [{KEY: value, ..., "step": K, "count": R, METRIC: [mean, sample standard deviation], ...}]}, keys as in the
configuration ("gamma" for lr_scheduler_kwargs.gamma). The distance of two means is |difference| over the combined standard error,
sqrt(s^2 / R + t^2 / Q) + 2 % of the value, with s and t pooled over the steps of a metric's curve. Prints the count, those beyond 3 and
5 and the ten largest; exit code 1 if more than 5 % are beyond 3 or one is beyond 5.
"""
import csv
import json
import math
import os
import sys

directory, curves = sys.argv[1:3]
rows = json.load(open(curves))["rows"]
summary = list(csv.DictReader(open(os.path.join(directory, "summary.csv"))))
metrics = [name for name, value in rows[0].items() if isinstance(value, list)]
keys = [name for name in rows[0] if name not in metrics and name not in ("step", "count")]


def label(value):
    try:
        return float(value)
    except ValueError:
        return value


def place(row):
    return tuple(label(row[key]) for key in keys)


ours = {place(row) + (int(row["step"]),): row for row in summary}


def pooled(deviations):
    known = [x * x for x in deviations if x is not None and math.isfinite(x)]
    return sum(known) / len(known) if known else 0.0


distances = []
for curve in sorted({place(row) for row in rows}, key=str):
    theirs = [row for row in rows if place(row) == curve]
    for metric in metrics:
        points = []
        for row in theirs:
            if row.get(metric, [None])[0] is None:
                continue
            mine = ours.get(curve + (row["step"],))
            if not mine or not mine.get(metric + "_mean"):
                sys.exit(f"{directory}: no {metric} for {dict(zip(keys, curve))} at step {row['step']}")
            points.append((row, mine))
        s2 = pooled([float(mine[metric + "_std"]) for _, mine in points if mine[metric + "_std"]])
        t2 = pooled([row[metric][1] for row, _ in points])
        for row, mine in points:
            value, other = float(mine[metric + "_mean"]), row[metric][0]
            error = math.sqrt(s2 / int(mine[metric + "_count"]) + t2 / row["count"]) + 0.02 * abs(other)
            distances.append((abs(value - other) / error, metric, curve, row["step"], value, other))

beyond3 = sum(d[0] > 3 for d in distances)
beyond5 = sum(d[0] > 5 for d in distances)
print(f"{len(distances)} means, {beyond3} beyond 3 combined standard errors, {beyond5} beyond 5")
for distance, metric, curve, step, value, other in sorted(distances, reverse=True)[:10]:
    print(f"  {distance:5.2f}  {metric} at {', '.join(f'{k} {v}' for k, v in zip(keys, curve))}, step {step}: {value:.6g} against {other:.6g}")
sys.exit(1 if not distances or beyond5 or beyond3 > 0.05 * len(distances) else 0)
