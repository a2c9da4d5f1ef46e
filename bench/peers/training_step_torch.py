"""Ten full-batch training steps of the main experiment (n=2000, d=1000, h=1500) in PyTorch, the peer of `bench -- training`.

Usage: python3 bench/peers/training_step_torch.py [threads] [adam|sgd]
Prints the median and the best of the steps' seconds over several repeats, after a warm-up. Needs Debian's python3-torch;
set OPENBLAS_CORETYPE to the fastest kernels of the machine (SkylakeX on AVX-512).
"""
import os
import statistics
import sys
import time

threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
# torch.set_num_threads does not reach OpenBLAS' own pool: without this a "one-thread" run multiplies with every core.
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import torch  # noqa: E402

optimizer_name = sys.argv[2] if len(sys.argv) > 2 else "adam"
torch.set_num_threads(threads)
torch.manual_seed(0)
n, d, h = 2000, 1000, 1500
X = torch.randn(n, d)
beta = torch.randn(d, 1)
beta /= beta.norm()
y = torch.nn.functional.softplus(X @ beta) + 0.3 * torch.randn(n, 1)


class Student(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = torch.nn.Linear(d, h, bias=False)
        self.last = torch.nn.Linear(h, 1, bias=False)
        torch.nn.init.normal_(self.hidden.weight)
        torch.nn.init.normal_(self.last.weight)
        self.last.weight.requires_grad = False

    def forward(self, x):
        z = self.hidden(x)
        z = torch.tanh(z / d**0.5)
        return self.last(z) / h**0.5


def ten_steps():
    model = Student()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=1.0) if optimizer_name == "adam" else torch.optim.SGD(parameters, lr=1.0)
    loss_function = torch.nn.MSELoss()
    start = time.perf_counter()
    for _ in range(10):
        optimizer.zero_grad()
        loss = loss_function(model(X), y)
        loss.backward()
        optimizer.step()
    return time.perf_counter() - start


ten_steps()
seconds = [ten_steps() for _ in range(7)]
print(f"torch {torch.__version__}, {threads} threads, {optimizer_name}: ten steps median {statistics.median(seconds):.4f} s, best {min(seconds):.4f} s")
