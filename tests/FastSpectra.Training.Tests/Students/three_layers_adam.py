"""Writes three_layers_adam.txt: ten steps of PyTorch's autograd and Adam on a student of three layers, in float64.

f(x) = a . tanh(W2 tanh(W x / sqrt d) / sqrt h) / sqrt h, mean squared error, n = 40, h = 12, d = 8, rate 0.05, every layer trained.
All inputs are round numbers that the test makes again: entry k of tensor number t is (((k + 1) * (2 t + 3) * 7919) mod 2003 - 1001) / 700.
The file: the loss of each step, then a, W2 and W after the last one, row by row, one number to a line.
Run with torch 1.13:  python3 three_layers_adam.py
"""
import torch

n, h, d = 40, 12, 8


def numbers(t, rows, columns):
    k = torch.arange(rows * columns, dtype=torch.int64)
    return ((((k + 1) * (2 * t + 3) * 7919) % 2003 - 1001).double() / 700).reshape(rows, columns)


x, y = numbers(0, n, d), numbers(1, n, 1)
layers = [numbers(2, h, d), numbers(3, h, h), numbers(4, 1, h)]
for layer in layers:
    layer.requires_grad_()
w, w2, a = layers
adam = torch.optim.Adam(layers, lr=0.05)
lines = []
for _ in range(10):
    adam.zero_grad()
    z = torch.tanh(x @ w.T / d**0.5)
    z = torch.tanh(z @ w2.T / h**0.5)
    loss = torch.nn.functional.mse_loss(z @ a.T / h**0.5, y)
    loss.backward()
    adam.step()
    lines.append(repr(loss.item()))
lines += [repr(v) for m in (a, w2, w) for v in m.detach().flatten().tolist()]
open("three_layers_adam.txt", "w").write("\n".join(lines) + "\n")
