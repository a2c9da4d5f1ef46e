"""The ten largest singular triplets: FastSpectra (`bench -- topk`) beside SciPy's svds (ARPACK and PROPACK), one thread, taking turns.

Usage: OPENBLAS_CORETYPE=SkylakeX python3 bench/peers/topk_scipy.py [repeats] [case ...]   from the root, after building bench in Release.
Prints a Markdown table: medians of each one's own processor time, the largest |A v - s u|, |A^T u - s v| over s_1 of each (recomputed in
double), and the largest difference of the values. "defaults" lets SciPy iterate to its default tolerance (full precision); ours gets the
residual it reached as its tolerance, and both are judged by the recomputed residuals. SciPy squares the tolerance it is given.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

os.environ["SCIPY_USE_PROPACK"] = "1"

import numpy as np  # noqa: E402
from scipy.sparse.linalg import LinearOperator, svds  # noqa: E402

K = 10
BENCH = "bench/FastSpectra.Bench/bin/Release/net10.0/FastSpectra.Bench.dll"
repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
rng = np.random.default_rng(1)

# Name: rows, columns, rank of the update, type, solver, tolerance of the peer (0: its default).
CASES = {
    "4096f": (4096, 4096, 0, "f4", "arpack", 0),
    "4096d": (4096, 4096, 0, "f8", "arpack", 0),
    "4096d6": (4096, 4096, 0, "f8", "arpack", 1e-3),
    "4096p": (4096, 4096, 0, "f8", "propack", 0),
    "4096p6": (4096, 4096, 0, "f8", "propack", 1e-3),
    "2000f": (2000, 1000, 0, "f4", "arpack", 0),
    "2000d": (2000, 1000, 0, "f8", "arpack", 0),
    "2000p": (2000, 1000, 0, "f8", "propack", 0),
    "tallf": (20000, 1000, 0, "f4", "arpack", 0),
    "tallp": (20000, 1000, 0, "f8", "propack", 0),
    "updatef": (4096, 4096, 16, "f4", "arpack", 0),
    "updated": (4096, 4096, 16, "f8", "arpack", 0),
    "updatep": (4096, 4096, 16, "f8", "propack", 0),
}


def residual(a, x, y, u, s, vt):
    """Largest residual over s_1, in double."""
    u, s, vt = u.astype("f8"), s.astype("f8"), vt.astype("f8")
    left, right = a @ vt.T, a.T @ u
    if x is not None:
        left, right = left + x @ (y.T @ vt.T), right + y @ (x.T @ u)
    return max(np.linalg.norm(left - u * s, axis=0).max(), np.linalg.norm(right - vt.T * s, axis=0).max()) / s.max()


def run(name, folder):
    m, n, rank, dtype, solver, tolerance = CASES[name]
    a = rng.standard_normal((m, n)).astype(dtype)
    x = y = None
    paths = [os.path.join(folder, "a.npy")]
    np.save(paths[0], a)
    operand = a
    if rank:
        x, y = (rng.standard_normal((size, rank)).astype(dtype) for size in (m, n))
        paths += ["--update"]
        for letter, factor in (("x", x), ("y", y)):
            paths.append(os.path.join(folder, letter + ".npy"))
            np.save(paths[-1], factor)
        operand = LinearOperator(
            (m, n), matvec=lambda v: a @ v + x @ (y.T @ v), rmatvec=lambda v: a.T @ v + y @ (x.T @ v), dtype=a.dtype)
    wide = a.astype("f8")
    theirs, ours = [], []
    with subprocess.Popen(["dotnet", BENCH, "topk", *paths, "--k", str(K)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        for repeat in range(repeats):
            start = time.process_time()
            # PROPACK's default of 10 k steps does not converge on any of these.
            u, s, vt = svds(operand, k=K, solver=solver, tol=tolerance, random_state=repeat, maxiter=1000 if solver == "propack" else None)
            theirs.append(1e3 * (time.process_time() - start))
            reached = residual(wide, x, y, u, s, vt)
            for warm_up in range(2 if repeat == 0 else 1):
                child.stdin.write(f"{reached}\n")
                child.stdin.flush()
                answer = child.stdout.readline().split()
            ours.append(float(answer[0]))
        child.stdin.close()
    values = np.array([float(v) for v in answer[5:]])
    error = np.abs(np.sort(values) - np.sort(s)).max() / s.max()
    ms, peer = statistics.median(ours), statistics.median(theirs)
    shape = f"{m} x {n}" + (f" + rank {rank}" if rank else "")
    shown = "defaults" if tolerance == 0 else f"{tolerance:g}"
    print(f"| {shape} | {dtype} | {solver}, {shown} | {ms:.0f} | {peer:.0f} | {peer / ms:.2f} | {float(answer[1]):.1e} | {reached:.1e} | {answer[2]} | {answer[4]} | {error:.0e} |", flush=True)


print("| A | type | peer, tolerance | ours ms | peer ms | ratio | our residual | peer's residual | our passes | our check | values differ by |")
print("|---|---|---|---|---|---|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as folder:
    for case in sys.argv[2:] or CASES:
        run(case, folder)
