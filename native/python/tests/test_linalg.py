"""Singular values, vectors and products against NumPy and SciPy, and arrays that have to be refused."""

import os
import threading
import unittest

import numpy
import scipy.linalg

import fastspectra

SHAPES = [(1, 1), (1, 9), (13, 1), (30, 20), (20, 30), (70, 70), (129, 65)]


def arrays(shape, dtype):
    """One matrix in every storage that callers have."""
    a = numpy.random.default_rng(shape[0] * 1000 + shape[1]).standard_normal(shape).astype(dtype)
    spaced = numpy.zeros((2 * shape[0], 3 * shape[1] + 1), dtype)[::2, 1::3]
    spaced[...] = a
    yield a, a
    yield a, numpy.asfortranarray(a)
    yield a, spaced
    yield a, a[::-1, ::-1].copy()[::-1, ::-1]  # negative strides: copied


class LinearAlgebraTests(unittest.TestCase):
    def each(self):
        for shape in SHAPES:
            for dtype in (numpy.float32, numpy.float64):
                for plain, stored in arrays(shape, dtype):
                    with self.subTest(shape=shape, dtype=dtype.__name__, strides=stored.strides):
                        yield plain, stored, 40 * max(shape) * numpy.finfo(dtype).eps

    def test_svdvals_as_scipy(self):
        for plain, stored, allowed in self.each():
            expected = scipy.linalg.svdvals(plain.astype(numpy.float64))
            values = fastspectra.svdvals(stored)
            self.assertEqual(values.dtype, stored.dtype)
            self.assertLessEqual(numpy.abs(values - expected).max(), allowed)
            self.assertGreater(numpy.abs(1.01 * values - expected).max(), allowed)  # the check sees a wrong value

    def test_bits_do_not_depend_on_storage_or_threads(self):
        for plain, stored, _ in self.each():
            self.assertEqual(fastspectra.svdvals(plain, threads=1).tobytes(), fastspectra.svdvals(stored, threads=3).tobytes())

    def test_svd_gives_factors(self):
        for plain, stored, allowed in self.each():
            for full in (True, False):
                u, s, vh = fastspectra.svd(stored, full_matrices=full)
                expected = numpy.linalg.svd(plain, full_matrices=full)
                self.assertEqual([part.shape for part in (u, s, vh)], [part.shape for part in expected])
                k = s.size
                self.assertLessEqual(numpy.abs(u[:, :k] * s @ vh[:k] - plain).max(), allowed)
                self.assertLessEqual(numpy.abs(u.T @ u - numpy.eye(u.shape[1])).max(), allowed)
                self.assertLessEqual(numpy.abs(vh @ vh.T - numpy.eye(vh.shape[0])).max(), allowed)

    def test_svds_as_the_largest_of_svd(self):
        a = numpy.random.default_rng(3).standard_normal((200, 90))
        expected = numpy.linalg.svd(a)
        u, s, vh = fastspectra.svds(a, 5)
        self.assertLessEqual(numpy.abs(s - expected[1][:5]).max(), 1e-8)
        self.assertLessEqual(numpy.abs(numpy.abs(numpy.diag(vh @ expected[2][:5].T)) - 1).max(), 1e-6)
        self.assertLessEqual(numpy.abs(a @ vh.T - u * s).max(), 1e-8)
        warm = fastspectra.svds(a + 1e-3, 5, start=s @ vh)
        self.assertLessEqual(numpy.abs(warm.s - numpy.linalg.svd(a + 1e-3)[1][:5]).max(), 1e-8)

    def test_matmul_as_numpy(self):
        rng = numpy.random.default_rng(4)
        for m, k, n in [(1, 1, 1), (7, 5, 3), (64, 300, 33), (0, 3, 2)]:
            for dtype in (numpy.float32, numpy.float64):
                a, b = rng.standard_normal((m, k)).astype(dtype), rng.standard_normal((n, k)).astype(dtype)
                numpy.testing.assert_allclose(fastspectra.matmul(a, b.T), a.astype(float) @ b.T, atol=60 * (k + 1) * numpy.finfo(dtype).eps)

    def test_nothing_is_copied_that_can_be_read_in_place(self):
        from fastspectra import _arrays
        a = numpy.zeros((60, 40))
        for x in (a, a.T, a[::2, 3:], a[:, ::5]):
            self.assertTrue(numpy.shares_memory(_arrays.as_matrix(x), a))
        self.assertFalse(numpy.shares_memory(_arrays.as_matrix(a[::-1]), a))

    def test_the_argument_is_not_changed(self):
        a = numpy.random.default_rng(5).standard_normal((50, 30))
        before = a.copy()
        fastspectra.svd(a)
        fastspectra.svds(a, 2)
        fastspectra.esd(a)
        self.assertTrue((a == before).all())

    def test_other_numbers_are_converted(self):
        a = numpy.arange(12).reshape(3, 4)
        expected = numpy.linalg.svd(a.astype(float), compute_uv=False)
        for x in (a, a.tolist(), a.astype(numpy.int8), a.astype(">f8"), a.astype(numpy.float16)):
            numpy.testing.assert_allclose(fastspectra.svdvals(x), expected, atol=1e-5)

    def test_refuses_what_is_no_finite_real_matrix(self):
        for wrong in (numpy.zeros(3), numpy.zeros((2, 2, 2)), numpy.zeros((2, 2), complex), numpy.array([["a"]])):
            with self.assertRaises(fastspectra.ArgumentError):
                fastspectra.svdvals(wrong)
        for value in (numpy.nan, numpy.inf):
            a = numpy.ones((5, 4))
            a[3, 2] = value
            for function in (fastspectra.svdvals, fastspectra.svd, fastspectra.esd, lambda x: fastspectra.svds(x, 2)):
                with self.assertRaisesRegex(fastspectra.NotFiniteError, r"\(3, 2\)"):
                    function(a)
        for k in (-1, 5):
            with self.assertRaises(fastspectra.ArgumentError):
                fastspectra.svds(numpy.ones((5, 4)), k)
        with self.assertRaises(fastspectra.ArgumentError):
            fastspectra.matmul(numpy.ones((2, 3)), numpy.ones((2, 3)))
        with self.assertRaises(ValueError):
            fastspectra.set_threads(0)

    def test_empty(self):
        self.assertEqual(fastspectra.svdvals(numpy.zeros((0, 4))).shape, (0,))
        self.assertEqual([part.shape for part in fastspectra.svd(numpy.zeros((3, 0)))], [(3, 3), (0,), (0, 0)])

    def test_several_threads_at_once(self):
        a = numpy.random.default_rng(6).standard_normal((120, 80))
        expected, found = fastspectra.svdvals(a).tobytes(), []
        workers = [threading.Thread(target=lambda: found.extend(fastspectra.svdvals(a).tobytes() == expected for _ in range(10))) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(found, [True] * 40)

    def test_after_a_fork(self):
        a = numpy.random.default_rng(7).standard_normal((300, 200))
        expected = fastspectra.svdvals(a, threads=2)
        child = os.fork()
        if child == 0:
            os._exit(0 if (fastspectra.svdvals(a, threads=1) == expected).all() else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_version_is_the_repositorys(self):
        import build_backend_version
        self.assertEqual(fastspectra.__version__, build_backend_version.version())
        self.assertIn(fastspectra.vector_bits(), (0, 128, 256, 512))


if __name__ == "__main__":
    unittest.main()
