"""The experiment on arrays against the same gradient descent in NumPy."""

import unittest

import numpy

import fastspectra


def problem(dtype=numpy.float64, n=50, test=15, d=12, h=20):
    rng = numpy.random.default_rng(8)
    beta = rng.standard_normal((d, 1))
    beta /= numpy.linalg.norm(beta)
    data = {}
    for name, count in (("train", n), ("probe", n), ("test", test)):
        x = rng.standard_normal((count, d))
        data[f"X_{name}"], data[f"y_{name}"] = x.astype(dtype), numpy.log1p(numpy.exp(x @ beta)).astype(dtype)
    return {**data, "beta": beta.astype(dtype), "W0": rng.standard_normal((h, d)).astype(dtype), "a": rng.standard_normal((1, h)).astype(dtype)}


def descend(p, rate, steps, value=numpy.tanh, slope=lambda s: 1 - numpy.tanh(s)**2):
    """Full-batch gradient descent on mean (a . sigma(W x / sqrt d) / sqrt h - y)^2."""
    x, y, w, a = p["X_train"], p["y_train"], p["W0"].copy(), p["a"]
    (h, d), n = w.shape, x.shape[0]
    for _ in range(steps):
        s = x @ w.T / d**0.5
        r = value(s) @ a.T / h**0.5 - y
        w -= rate * ((2 / n * r * a / h**0.5 * slope(s)).T @ x / d**0.5)
    return w


class TrainingTests(unittest.TestCase):
    def test_gradient_descent_as_numpy(self):
        p = problem()
        before = p["W0"].copy()
        found = fastspectra.train(**p, optimizer="sgd", lr=0.5, num_epochs=6, probe_freq_steps=2)
        self.assertIsNone(found.diverged)
        self.assertEqual(found.steps.tolist(), [0, 2, 4, 6])
        numpy.testing.assert_allclose(found.W, descend(p, 0.5, 6), rtol=1e-11, atol=1e-12)
        self.assertFalse(numpy.allclose(found.W, descend(p, 0.5, 5), rtol=1e-11, atol=1e-12))
        self.assertTrue((p["W0"] == before).all())
        numpy.testing.assert_allclose(found.singular_values[-1], numpy.linalg.svd(found.W, compute_uv=False), rtol=1e-12)
        v = numpy.linalg.svd(found.W)[2][0]
        numpy.testing.assert_allclose(found.metrics["w_beta_alignment"][-1], abs(v @ p["beta"]).item(), rtol=1e-9)
        self.assertTrue((found.metrics["train_loss"] > 0).all() and numpy.isfinite(found.metrics["kta"]).all())

    def test_the_activation_is_the_configuration_s(self):
        p = problem()
        found = fastspectra.train(**p, activation="relu", optimizer="sgd", lr=0.5, num_epochs=4, probe_freq_steps=2)
        expected = descend(p, 0.5, 4, lambda s: numpy.maximum(s, 0), lambda s: (s > 0).astype(float))
        numpy.testing.assert_allclose(found.W, expected, rtol=1e-11, atol=1e-12)
        self.assertFalse(numpy.allclose(found.W, descend(p, 0.5, 4), rtol=1e-3))

    def test_every_optimiser_trains(self):
        p = problem()
        for optimizer in ("adamw", "rmsprop", "signgd", "normalized-gd", "muon"):
            found = fastspectra.train(**p, optimizer=optimizer, lr=0.01, num_epochs=1, probe_freq_steps=1)
            self.assertIsNone(found.diverged)
            self.assertFalse((found.W == p["W0"]).all())

    def test_vectors_may_be_flat_and_types_follow(self):
        p = problem(numpy.float32)
        flat = {name: x.reshape(-1) if name.startswith("y") or name in ("a", "beta") else x for name, x in p.items()}
        one, other = fastspectra.train(**p, num_epochs=2, lr=0.1), fastspectra.train(**flat, num_epochs=2, lr=0.1, threads=3)
        self.assertEqual((one.W.dtype, one.W.tobytes()), (numpy.float32, other.W.tobytes()))

    def test_refuses_what_does_not_fit(self):
        p = problem()
        for change in ({"y_train": p["y_train"][:-1]}, {"beta": p["beta"][:-1]}, {"W0": p["W0"].astype(numpy.float32)}):
            with self.assertRaises(fastspectra.ArgumentError):
                fastspectra.train(**{**p, **change})
        for wrong in ({"learning_rate": 1}, {"lr": -1}, {"n": 50}, {"lr": [1, 2]}, {"L": 3}):
            with self.assertRaises(fastspectra.ArgumentError):
                fastspectra.train(**p, **wrong)

    def test_says_that_it_diverged(self):
        p = problem()
        found = fastspectra.train(**p, optimizer="sgd", lr=1e300, num_epochs=8, probe_freq_steps=1, fix_last_layer=False)
        self.assertIn("finite", found.diverged or "")


if __name__ == "__main__":
    unittest.main()
