"""Singular values from Python: fastspectra beside numpy.linalg.svd and torch.linalg.svdvals in one process, interleaved, the best of each.

Usage: OPENBLAS_CORETYPE=SkylakeX PYTHONPATH=native/python /usr/bin/python3 bench/peers/svdvals_python.py [threads]
"""

import os
import statistics
import sys
import time

threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)

import numpy  # noqa: E402
import torch  # noqa: E402

import fastspectra  # noqa: E402

torch.set_num_threads(threads)
fastspectra.set_threads(threads)

SIZES = [(64, 64, 200), (128, 128, 100), (300, 200, 40), (500, 500, 15), (1000, 1000, 7), (1500, 1000, 7), (4000, 500, 7), (3000, 3000, 2)]


def seconds(function, a):
    begin = time.perf_counter()
    values = function(a)
    return time.perf_counter() - begin, numpy.asarray(values, dtype=float)


print(f"{threads} threads, {fastspectra.vector_bits()}-bit vectors, numpy {numpy.__version__}, torch {torch.__version__}")
print("| matrix | type | fastspectra ms | numpy | torch | largest difference / s_1 |")
print("|---|---|---|---|---|---|")
for m, n, repeats in SIZES:
    for dtype in (numpy.float32, numpy.float64):
        a = numpy.random.default_rng(m + n).standard_normal((m, n)).astype(dtype)
        t = torch.from_numpy(a)
        calls = [(fastspectra.svdvals, a), (lambda x: numpy.linalg.svd(x, compute_uv=False), a), (torch.linalg.svdvals, t)]
        times = [[], [], []]
        for function, x in calls:
            if m * n < 2_000_000:
                function(x)
        for _ in range(repeats):
            for i, (function, x) in enumerate(calls):
                duration, values = seconds(function, x)
                times[i].append(duration)
                if i == 0:
                    ours = values
                elif i == 1:
                    difference = abs(values - ours).max() / values[0]
        own, *peers = map(min, times)
        print(f"| {m} x {n} | {a.dtype} | {own * 1e3:.2f} | {peers[0] / own:.2f} | {peers[1] / own:.2f} | {difference:.1e} |", flush=True)
tiny = numpy.eye(2)
fastspectra.svdvals(tiny, threads=1)
overhead = statistics.median(seconds(lambda x: fastspectra.svdvals(x, threads=1), tiny)[0] for _ in range(2000))
print(f"\na call on a 2 x 2 matrix: {overhead * 1e6:.1f} us (numpy {statistics.median(seconds(lambda x: numpy.linalg.svd(x, compute_uv=False), tiny)[0] for _ in range(2000)) * 1e6:.1f} us)")
