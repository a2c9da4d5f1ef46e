"""Spectral densities and power laws against the definitions of docs/result-files.md in plain NumPy."""

import unittest

import numpy

import fastspectra


def fits(eigenvalues):
    """alpha_hill, alpha_ks, distance, start by the definitions."""
    lam = numpy.sort(eigenvalues)
    n = lam.size
    best = (numpy.inf, numpy.nan, -1)
    alphas = []
    for i in range(n - 1):
        logs = numpy.log(lam[i:] / lam[i])
        alpha = 1 + (n - i) / logs.sum()
        alphas.append(alpha)
        distance = numpy.abs(1 - (lam[i:] / lam[i]) ** (1 - alpha) - numpy.arange(n - i) / (n - i)).max()
        if alpha > 1 and distance < best[0]:
            best = (distance, alpha, i)
    return alphas[n // 2], best[1], best[0], best[2]


class SpectraTests(unittest.TestCase):
    def test_esd_as_numpy(self):
        for dtype in (numpy.float32, numpy.float64):
            for shape in ((120, 80), (80, 120)):
                w = numpy.random.default_rng(1).standard_normal(shape).astype(dtype)
                found = fastspectra.esd(w)
                s = numpy.linalg.svd(w.astype(float), compute_uv=False)
                hill, ks, distance, start = fits(s**2)
                numpy.testing.assert_allclose(found.eigenvalues, numpy.sort(s**2), rtol=1e-10)
                numpy.testing.assert_allclose(found.spectral_norm, s[0], rtol=1e-12)
                numpy.testing.assert_allclose(found.second_singular_value, s[1], rtol=1e-12)
                numpy.testing.assert_allclose(found.frobenius_norm, numpy.linalg.norm(w.astype(float)), rtol=1e-12)
                numpy.testing.assert_allclose(found.stable_rank, (s**2).sum() / s[0] ** 2, rtol=1e-12)
                numpy.testing.assert_allclose([found.pl_alpha_hill, found.pl_alpha_ks, found.pl_ks_distance], [hill, ks, distance], rtol=1e-9)
                self.assertEqual(found.pl_ks_start, start)
                self.assertEqual(found.values_above_edge, (s > 1.01 * (shape[0] ** 0.5 + shape[1] ** 0.5)).sum())
                self.assertLess(found.mp_distance, 0.1)
                self.assertGreater(fastspectra.esd(3 * w).mp_distance, 0.5)

    def test_powerlaw_as_its_definition(self):
        s = numpy.random.default_rng(2).pareto(2.5, 300) + 1
        found = fastspectra.powerlaw(s)
        hill, ks, distance, start = fits(s**2)
        numpy.testing.assert_allclose([found.alpha_hill, found.alpha_ks, found.ks_distance], [hill, ks, distance], rtol=1e-9)
        self.assertEqual(found.ks_start, start)
        self.assertFalse(numpy.isclose(fastspectra.powerlaw(s**1.1).alpha_hill, hill))

    def test_no_power_law(self):
        self.assertTrue(numpy.isnan(fastspectra.powerlaw([]).alpha_hill))
        self.assertEqual(fastspectra.powerlaw([1.0]).ks_start, -1)
        with self.assertRaises(fastspectra.ArgumentError):
            fastspectra.powerlaw([1.0, -1.0])


if __name__ == "__main__":
    unittest.main()
