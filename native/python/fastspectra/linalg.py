"""Singular values and vectors, and products."""

import ctypes
from typing import Any, NamedTuple, Optional

import numpy

from fastspectra import _arrays, _library
from fastspectra._errors import ArgumentError


class SVD(NamedTuple):
    """a = u @ diag(s) @ vh with s descending."""

    u: Any
    s: Any
    vh: Any


def svdvals(a: Any, *, threads: Optional[int] = None) -> Any:
    """The min(m, n) singular values of a matrix [m, n], descending, in its own precision.

    Float values are within 1e-7 of the largest one.
    """
    matrix = _arrays.as_matrix(a)
    values = numpy.empty(min(matrix.shape), matrix.dtype)
    _library.call("singular_values", _library.context(threads), _arrays.view(matrix), values.ctypes.data, values.size)
    return _arrays.like(values, a)


def svd(a: Any, full_matrices: bool = True, *, threads: Optional[int] = None) -> SVD:
    """U, s and V^H of a matrix [m, n], as ``numpy.linalg.svd`` returns them; k = min(m, n).

    u is [m, m] and vh [n, n], or with ``full_matrices=False`` [m, k] and [k, n].
    """
    matrix = _arrays.as_matrix(a)
    m, n = matrix.shape
    k = min(m, n)
    u = numpy.empty((m, m if full_matrices else k), matrix.dtype)
    s = numpy.empty(k, matrix.dtype)
    vh = numpy.empty((n if full_matrices else k, n), matrix.dtype)
    _library.call("svd", _library.context(threads), _arrays.view(matrix), _arrays.view(u), s.ctypes.data, k, _arrays.view(vh))
    return SVD(*(_arrays.like(part, a) for part in (u, s, vh)))


def svds(a: Any, k: int = 6, *, start: Any = None, tolerance: float = 0, seed: int = 0, verify: bool = True, threads: Optional[int] = None) -> SVD:
    """The k largest singular values, descending (SciPy's ``svds`` ascends), with vectors: u [m, k], s [k], vh [k, n].

    start: n numbers, a combination of expected right vectors, such as those of the matrix some training steps ago.
    tolerance: of the residual relative to the largest value; 0 stands for 1e-5 in float and 1e-10 in double.
    verify: make sure that no value above the smallest one returned was missed.
    """
    matrix = _arrays.as_matrix(a)
    m, n = matrix.shape
    if not 0 <= int(k) <= min(m, n):
        raise ArgumentError(f"k is {k}; expected 0 to {min(m, n)}")
    u, s, vh = numpy.empty((m, int(k)), matrix.dtype), numpy.empty(int(k), matrix.dtype), numpy.empty((int(k), n), matrix.dtype)
    first = None
    if start is not None:
        first = numpy.ascontiguousarray(_arrays.as_array(start), matrix.dtype)
        if first.shape != (n,):
            raise ArgumentError(f"start has shape {first.shape}; expected ({n},)")
    options = _library.TripletsOptions(tolerance, 0, seed, 0 if verify else 1)
    _library.call(
        "svds", _library.context(threads), _arrays.view(matrix), int(k), ctypes.byref(options), None if first is None else first.ctypes.data,
        _arrays.view(u), s.ctypes.data, _arrays.view(vh), None)
    return SVD(*(_arrays.like(part, a) for part in (u, s, vh)))


def matmul(a: Any, b: Any, *, threads: Optional[int] = None) -> Any:
    """The product of two matrices of one type, each element summed in an order that does not depend on threads or registers."""
    left, right = _arrays.as_matrix(a), _arrays.as_matrix(b, "b")
    if left.dtype != right.dtype:
        raise ArgumentError(f"a is {left.dtype}, b is {right.dtype}; expected one type")
    product = numpy.empty((left.shape[0], right.shape[1]), left.dtype)
    _library.call("gemm", _library.context(threads), 1.0, _arrays.view(left), _arrays.view(right), 0.0, _arrays.view(product))
    return _arrays.like(product, a)
