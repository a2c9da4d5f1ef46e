"""What rounding of zeros does to the distance between two spectra of the conjugate kernel, without FastSpectra.

The kernel of n = 2000 samples and h = 1500 features has 500 eigenvalues that are zero. An eigensolver in float32 returns them as +-5e-7 in an order that
rounding decides, and the Kolmogorov distance between two such spectra counts that order. Trains W alone by full-batch gradient descent at rate 20 and
prints, every STEPS epochs, the distance to the initial spectrum from float32 eigenvalues as they come, and from float32 and float64 with zeros set to 0.

Usage: OPENBLAS_CORETYPE=SkylakeX /usr/bin/python3 bench/peers/ck_distance_in_float.py [epochs, default 300] [STEPS, default 60]
"""

import sys

import numpy as np

N, H, D, RATE = 2000, 1500, 1000, 20.0
EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 300
STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 60
SCALE = np.float32(1 / np.sqrt(0.394294))  # tanh with mean square 1 under the standard normal law

random = np.random.default_rng(1)
X = random.standard_normal((N, D), dtype=np.float32)
initial = random.standard_normal((H, D), dtype=np.float32)
v = random.standard_normal(H, dtype=np.float32)
beta = random.standard_normal(D)
beta /= np.linalg.norm(beta)
teacher = (np.logaddexp(0, X @ beta) - 0.806059) / 0.5
y = (teacher + 0.2 / D * (X**2).sum(1) + 0.3 * random.standard_normal(N)).astype(np.float32)


def eigenvalues(weights):
    features = SCALE * np.tanh((X @ weights.T) / np.float32(np.sqrt(D)))
    exact = features.astype(np.float64)
    return np.linalg.eigvalsh((features @ features.T) / np.float32(H)), np.linalg.eigvalsh((exact @ exact.T) / H)


def distance(a, b):
    points = np.sort(np.concatenate([a, b]))
    return np.abs(np.searchsorted(np.sort(a), points, side="right") - np.searchsorted(np.sort(b), points, side="right")).max() / N


def without_rounding(a):
    return np.where(np.abs(a) < 1e-4, 0, a)


before = eigenvalues(initial)
W = initial.copy()
print("epoch  loss      float32  float32, zeros 0  float64, zeros 0")
for epoch in range(1, EPOCHS + 1):
    activation = np.tanh((X @ W.T) / np.float32(np.sqrt(D)))
    residual = SCALE * (activation @ v) / np.float32(np.sqrt(H)) - y
    delta = (residual[:, None] * (1 - activation**2)) * (SCALE * v / np.float32(np.sqrt(H)))
    W -= np.float32(RATE * 2 / N / np.sqrt(D)) * (delta.T @ X)
    if epoch % STEPS == 0:
        after = eigenvalues(W)
        print(
            f"{epoch:5d}  {float((residual**2).mean()):.2e}  {distance(after[0], before[0]):.4f}   "
            f"{distance(without_rounding(after[0]), without_rounding(before[0])):.4f}            "
            f"{distance(without_rounding(after[1]), without_rounding(before[1])):.4f}"
        )
