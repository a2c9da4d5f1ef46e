"""What SpectralMonitor adds to a training loop of PyTorch on the paper's network (n = 2000, d = 1000, h = 1500), N = 100.

Loops with and without it alternate; each is a hundred steps of Adam on the first layer, full batch. The share of time inside the monitor is taken in the same
loop, so that it means something on a busy machine too.
Usage: PYTHONPATH=native/python /usr/bin/python3 bench/peers/monitor_overhead.py [pairs]
"""

import statistics
import sys
import tempfile
import time

import torch

import fastspectra

N, D, H, STEPS, EVERY = 2000, 1000, 1500, 100, 100
torch.manual_seed(0)
beta = torch.nn.functional.normalize(torch.randn(D, 1), dim=0)
x = torch.randn(N, D)
y = torch.nn.functional.softplus(x @ beta)
a = torch.randn(H, 1)


def loop(monitored):
    w = torch.randn(H, D, requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=0.01)
    with tempfile.TemporaryDirectory() as folder:
        monitor = fastspectra.SpectralMonitor([("W", w)], every=EVERY, out=folder, spectrum=monitored) if monitored else None
        begin = time.perf_counter()
        inside = 0.0
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = ((torch.tanh(x @ w.T / D**0.5) @ a / H**0.5 - y) ** 2).mean()
            loss.backward()
            optimizer.step()
            if monitor:
                before = time.perf_counter()
                monitor.step(loss)
                inside += time.perf_counter() - before
        return time.perf_counter() - begin, inside


pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
for kind in ("full", "top"):
    plain, monitored, inside = [], [], []
    for _ in range(pairs):
        plain.append(loop("")[0])
        print(f"# without: {plain[-1]:.2f} s", flush=True)
        total, own = loop(kind)
        monitored.append(total)
        inside.append(own / total)
        print(f"# {kind}: {total:.2f} s, {own:.3f} s of them in the monitor", flush=True)
    print(f"{kind}: {STEPS} steps {statistics.median(plain):.2f} s, monitored {statistics.median(monitored):.2f} s; "
          f"in the monitor {100 * statistics.median(inside):.2f} % of the loop; {torch.get_num_threads()} threads", flush=True)
