"""Matrices of NumPy and PyTorch as the library sees them, copied only where it cannot read them in place."""

import sys
from typing import Any

import numpy

from fastspectra._errors import ArgumentError
from fastspectra._library import Matrix

_TYPES = {numpy.dtype(numpy.float32): 0, numpy.dtype(numpy.float64): 1}


def is_tensor(x: Any) -> bool:
    """Whether x is a tensor of PyTorch, which is not imported for the question."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(x, torch.Tensor)


def as_array(x: Any) -> numpy.ndarray:
    """x as a NumPy array of float32 or float64 over the same memory where that is possible.

    Integers become float64; float16 and bfloat16 become float32.
    """
    if is_tensor(x):
        torch = sys.modules["torch"]
        if x.device.type != "cpu":
            raise ArgumentError(f"the tensor is on {x.device}; expected one in main memory: tensor.cpu()")
        if x.dtype in (torch.float16, torch.bfloat16):
            x = x.float()
        array = x.detach().numpy()
    else:
        array = numpy.asarray(x)
    if numpy.iscomplexobj(array) or array.dtype.kind not in "fiub":
        raise ArgumentError(f"elements are {array.dtype}; expected real numbers")
    if array.dtype not in _TYPES or not array.dtype.isnative:
        array = array.astype(numpy.float32 if array.dtype == numpy.float16 else numpy.float64)
    return array


def as_matrix(x: Any, name: str = "a") -> numpy.ndarray:
    """x as an array of two dimensions that the library can read: positive strides, in whole elements."""
    array = as_array(x)
    if array.ndim != 2:
        raise ArgumentError(f"{name} has {array.ndim} dimensions; expected 2")
    fits = all(stride > 0 and stride % array.itemsize == 0 or size < 2 for stride, size in zip(array.strides, array.shape))
    return array if fits and array.ctypes.data % array.itemsize == 0 else numpy.ascontiguousarray(array)


def view(array: numpy.ndarray) -> Matrix:
    """The array's memory for one call: the caller keeps the array."""
    (rows, columns), (row_stride, column_stride) = array.shape, array.strides
    size = array.itemsize
    return Matrix(array.ctypes.data, rows, columns, max(row_stride // size, 1), max(column_stride // size, 1), _TYPES[array.dtype])


def like(result: numpy.ndarray, x: Any) -> Any:
    """The result as a tensor over the same memory if x is one."""
    return sys.modules["torch"].from_numpy(result) if is_tensor(x) else result
