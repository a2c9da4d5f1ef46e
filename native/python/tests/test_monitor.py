"""The monitor: its file, its numbers, and PyTorch's tensors read in place."""

import csv
import tempfile
import unittest
from pathlib import Path

import numpy

import fastspectra
from fastspectra import _arrays

try:
    import torch
except ImportError:
    torch = None

needs_torch = unittest.skipIf(torch is None, "PyTorch is not installed")


def rows(folder):
    with open(Path(folder) / "metrics.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class MonitorTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_writes_the_columns_of_a_run(self):
        w = numpy.random.default_rng(1).standard_normal((60, 40))
        with fastspectra.SpectralMonitor([("layer.weight", w), ("layer.bias", w[0])], every=3, out=self.folder.name) as monitor:
            for step in range(1, 8):
                w[0, 0] = step
                self.assertEqual(monitor.step(loss=1 / step), step % 3 == 0)
        header = (Path(self.folder.name) / "metrics.csv").read_text().splitlines()[0]
        self.assertTrue(header.startswith(
            "step,train_loss,test_loss,kta,w_beta_alignment,pl_alpha_hill,pl_alpha_ks,pl_ks_distance,spectral_norm,frobenius_norm,stable_rank,"))
        found = rows(self.folder.name)
        self.assertEqual([(row["step"], row["parameter"], row["status"]) for row in found], [(step, "layer.weight", "ok") for step in ("0", "3", "6")])
        w[0, 0] = 6
        expected = fastspectra.esd(w)
        for column in ("pl_alpha_hill", "pl_alpha_ks", "spectral_norm", "stable_rank", "mp_distance"):
            self.assertEqual(float(found[2][column]), getattr(expected, column))
        self.assertEqual((found[2]["train_loss"], float(found[2]["training_loss"])), ("", 1 / 6))

    def test_top_follows_the_weights(self):
        w = numpy.random.default_rng(2).standard_normal((90, 50))
        monitor = fastspectra.SpectralMonitor([("w", w)], every=1, out=None, spectrum="top", tolerance=1e-8)
        for _ in range(3):
            w += 0.3 * numpy.outer(w[:, 0], w[0])
            monitor.step()
            s = numpy.linalg.svd(w, compute_uv=False)
            latest = monitor.latest["w"]
            numpy.testing.assert_allclose([latest["spectral_norm"], latest["second_singular_value"]], s[:2], rtol=1e-6)
            numpy.testing.assert_allclose(latest["stable_rank"], (s**2).sum() / s[0] ** 2, rtol=1e-6)
            self.assertNotIn("pl_alpha_ks", latest)

    def test_training_goes_on_when_a_weight_is_not_finite(self):
        w = numpy.ones((4, 3))
        with fastspectra.SpectralMonitor([("w", w)], every=1, out=self.folder.name) as monitor:
            w[1, 2] = numpy.nan
            monitor.step()
        self.assertIn("(1; 2)", rows(self.folder.name)[1]["status"])

    def test_refuses_senseless_options(self):
        w = [("w", numpy.ones((4, 3)))]
        for options in ({"every": 0}, {"spectrum": "some"}, {"parameters": "layer*"}):
            with self.assertRaises(fastspectra.ArgumentError):
                fastspectra.SpectralMonitor(w, out=None, **options)

    @needs_torch
    def test_monitors_a_training_loop(self):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.Tanh(), torch.nn.Linear(30, 1))
        x, y = torch.randn(64, 20), torch.randn(64, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        monitor = fastspectra.SpectralMonitor(model, every=5, parameters="0.*", out=self.folder.name)
        monitor.attach(optimizer)
        for _ in range(10):
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
            optimizer.step()
        monitor.close()
        found = rows(self.folder.name)
        self.assertEqual([(row["step"], row["parameter"]) for row in found], [("0", "0.weight"), ("5", "0.weight"), ("10", "0.weight")])
        s = torch.linalg.svdvals(model[0].weight.detach().double())
        numpy.testing.assert_allclose(float(found[-1]["spectral_norm"]), s[0].item(), rtol=1e-12)

    @needs_torch
    def test_tensors_are_read_in_place_and_returned(self):
        a = torch.randn(40, 30, dtype=torch.float64, requires_grad=True)
        for x in (a, a.T, a[::2, 5:]):
            self.assertEqual(_arrays.as_matrix(x).ctypes.data, x.data_ptr())
        u, s, vh = fastspectra.svd(a, full_matrices=False)
        self.assertTrue(all(isinstance(part, torch.Tensor) for part in (u, s, vh)))
        self.assertTrue(torch.allclose(u @ torch.diag(s) @ vh, a.detach()))
        self.assertTrue(torch.allclose(fastspectra.svdvals(a.bfloat16()), torch.linalg.svdvals(a.detach().bfloat16().float()), atol=1e-4))
        with self.assertRaises(fastspectra.ArgumentError):
            fastspectra.svdvals(torch.empty(2, 2, device="meta"))


if __name__ == "__main__":
    unittest.main()
