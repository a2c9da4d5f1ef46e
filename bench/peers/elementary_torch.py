"""Elements per second of the PyTorch peers of `dotnet run -c Release --project bench/FastSpectra.Bench -- elementary`.

Usage: python3 bench/peers/elementary_torch.py [count]      (one thread, processor time)
"""
import statistics
import sys
import time

import torch


def rate(name, n, action):
    end = time.perf_counter() + 0.4
    while time.perf_counter() < end:
        action()
    times = []
    for _ in range(25):
        start = time.thread_time()
        action()
        times.append(time.thread_time() - start)
    print(f"| {name} | {n / statistics.median(times) * 1e-9:.3f} |", flush=True)


def main():
    torch.set_num_threads(1)
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000
    print(f"torch {torch.__version__}, {n} elements, median of 25 in processor time, 1 thread")
    print("| operation | Gelem/s |\n|---|---|")
    x = torch.randn(n)
    y = torch.empty(n)
    xd = x.double()
    yd = torch.empty(n, dtype=torch.float64)
    positive = torch.rand(n)
    rate("tanh f32", n, lambda: torch.tanh(x, out=y))
    rate("exp f32", n, lambda: torch.exp(x, out=y))
    rate("softplus f32", n, lambda: torch.nn.functional.softplus(x))
    rate("expm1 f32", n, lambda: torch.expm1(x, out=y))
    rate("erf f32", n, lambda: torch.erf(x, out=y))
    rate("log f32", n, lambda: torch.log(positive, out=y))
    rate("log1p f32", n, lambda: torch.log1p(positive, out=y))
    rate("tanh f64", n, lambda: torch.tanh(xd, out=yd))
    rate("exp f64", n, lambda: torch.exp(xd, out=yd))
    rate("normals f32", n, lambda: y.normal_())
    rate("normals f64", n, lambda: yd.normal_())
    rate("uniforms f32", n, lambda: y.uniform_())
    rate("dot f32", n, lambda: torch.dot(x, y))
    rate("sum f32", n, lambda: x.sum())
    rate("norm2 f32", n, lambda: torch.linalg.vector_norm(x))
    rate("axpy f32", n, lambda: y.add_(x, alpha=0.5))
    half = n // 2
    p = torch.nn.Parameter(torch.randn(half))
    p.grad = torch.randn(half)
    adam = torch.optim.Adam([p], lr=1e-3)
    rate("adam f32 (n/2)", half, adam.step)
    sgd = torch.optim.SGD([p], lr=1e-3, momentum=0.9)
    rate("sgd with momentum f32 (n/2)", half, sgd.step)


main()
