"""The shared library and one context (threads and scratch memory) for each Python thread."""

import ctypes
import os
import threading
from pathlib import Path
from typing import Optional

from fastspectra import _errors

_PACKAGE = Path(__file__).resolve().parent


class Matrix(ctypes.Structure):
    """fastspectra_matrix."""

    _fields_ = [
        ("data", ctypes.c_void_p), ("rows", ctypes.c_int64), ("columns", ctypes.c_int64),
        ("row_stride", ctypes.c_int64), ("column_stride", ctypes.c_int64), ("type", ctypes.c_int64),
    ]


class TripletsOptions(ctypes.Structure):
    """fastspectra_svds_options."""

    _fields_ = [("tolerance", ctypes.c_double), ("restart_limit", ctypes.c_int64), ("seed", ctypes.c_uint64), ("no_verify", ctypes.c_int64)]


class SpectrumNumbers(ctypes.Structure):
    """fastspectra_spectrum."""

    _fields_ = [
        *((name, ctypes.c_double) for name in (
            "spectral_norm", "frobenius_norm", "stable_rank", "second_singular_value", "pl_alpha_hill", "pl_alpha_ks", "pl_ks_distance", "mp_distance")),
        ("pl_ks_start", ctypes.c_int64), ("values_above_edge", ctypes.c_int64),
    ]


class PowerLawFits(ctypes.Structure):
    """fastspectra_power_law_fits."""

    _fields_ = [("alpha_hill", ctypes.c_double), ("alpha_ks", ctypes.c_double), ("ks_distance", ctypes.c_double), ("ks_start", ctypes.c_int64)]


class Inputs(ctypes.Structure):
    """fastspectra_inputs."""

    _fields_ = [(name, Matrix) for name in ("x_train", "y_train", "x_probe", "y_probe", "x_test", "y_test", "beta", "w", "a")]


def _find() -> Path:
    """FASTSPECTRA_LIBRARY, or the wheel's own library, or the one published in the repository this package lies in."""
    chosen = os.environ.get("FASTSPECTRA_LIBRARY")
    candidates = [Path(chosen)] if chosen else [_PACKAGE / "lib", *(parent / "artifacts" / "publish" / "lib" for parent in _PACKAGE.parents[2:3])]
    for candidate in candidates:
        path = candidate / "libfastspectra.so" if candidate.is_dir() else candidate
        if path.is_file():
            return path
    raise _errors.UnsupportedError(f"libfastspectra.so is not in {' or '.join(map(str, candidates))}; native/publish.sh library builds it")


_pointer = ctypes.POINTER
_signatures = {
    "vector_bits": [_pointer(ctypes.c_int64)],
    "context_create": [ctypes.c_int64, _pointer(ctypes.c_void_p)],
    "context_destroy": [ctypes.c_void_p],
    "singular_values": [ctypes.c_void_p, _pointer(Matrix), ctypes.c_void_p, ctypes.c_int64],
    "svd": [ctypes.c_void_p, _pointer(Matrix), _pointer(Matrix), ctypes.c_void_p, ctypes.c_int64, _pointer(Matrix)],
    "svds": [ctypes.c_void_p, _pointer(Matrix), ctypes.c_int64, _pointer(TripletsOptions), ctypes.c_void_p, _pointer(Matrix), ctypes.c_void_p,
             _pointer(Matrix), ctypes.c_void_p],
    "esd": [ctypes.c_void_p, _pointer(Matrix), ctypes.c_void_p, ctypes.c_int64, _pointer(SpectrumNumbers)],
    "power_law": [ctypes.c_void_p, ctypes.c_int64, _pointer(PowerLawFits)],
    "gemm": [ctypes.c_void_p, ctypes.c_double, _pointer(Matrix), _pointer(Matrix), ctypes.c_double, _pointer(Matrix)],
    "train": [ctypes.c_void_p, ctypes.c_char_p, _pointer(Inputs), ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, _pointer(ctypes.c_int64)],
}
_library = ctypes.CDLL(str(_find()))
for _name, _types in _signatures.items():
    _function = getattr(_library, f"fastspectra_{_name}")
    _function.argtypes, _function.restype = _types, ctypes.c_int
for _name in ("version", "last_error", "metric_names"):
    getattr(_library, f"fastspectra_{_name}").restype = ctypes.c_char_p


def call(name: str, *arguments) -> None:
    """Calls fastspectra_<name> and raises what its status says."""
    status = getattr(_library, f"fastspectra_{name}")(*arguments)
    if status != 0:
        raise _errors.of_status(status, _library.fastspectra_last_error().decode("utf-8", "replace"))


def version() -> str:
    """The version of the library, such as ``0.1.0``."""
    text = _library.fastspectra_version()
    if text is None:
        raise _errors.UnsupportedError(_library.fastspectra_last_error().decode("utf-8", "replace"))
    return text.decode()


def metric_names() -> "list[str]":
    """Columns of metrics.csv between ``step`` and ``status``."""
    return _library.fastspectra_metric_names().decode().split(",")


def vector_bits() -> int:
    """Bits of the vector registers in use; 0 stands for single elements. The environment variable FASTSPECTRA_SIMD lowers it."""
    bits = ctypes.c_int64()
    call("vector_bits", bits)
    return bits.value


class _Context:
    def __init__(self, threads: int):
        self.handle = ctypes.c_void_p()
        self._destroy = _library.fastspectra_context_destroy
        call("context_create", threads, self.handle)

    def __del__(self):
        if self.handle:
            self._destroy(self.handle)


_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_local = threading.local()


def set_threads(threads: int) -> int:
    """Sets how many threads each call uses from now on (the processors this process may use, at first); returns the number before.

    Results do not depend on it.
    """
    global _threads
    if not 1 <= int(threads) <= 1024:
        raise _errors.ArgumentError(f"threads is {threads}; expected 1 to 1024")
    before, _threads = _threads, int(threads)
    return before


def context(threads: Optional[int] = None) -> ctypes.c_void_p:
    """The calling thread's context; made anew in a forked process, where the threads of the parent do not exist."""
    threads = _threads if threads is None else int(threads)
    key = (os.getpid(), threads)
    contexts = _local.__dict__.setdefault("contexts", {})
    if key not in contexts:
        contexts[key] = _Context(threads)
    return contexts[key].handle
