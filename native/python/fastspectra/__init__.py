"""Singular values, spectra and training of small networks with the same bits on every machine.

NumPy arrays and CPU tensors of PyTorch are read where they lie, at any positive strides; results come back as the kind that was given.
Every function releases the interpreter lock while it computes, and may be called from several threads at once.
"""

from fastspectra._errors import ArgumentError, Error, NotConvergedError, NotFiniteError, UnsupportedError
from fastspectra._library import set_threads, vector_bits, version
from fastspectra.linalg import SVD, matmul, svd, svds, svdvals
from fastspectra.monitor import SpectralMonitor
from fastspectra.spectra import PowerLaw, Spectrum, esd, powerlaw
from fastspectra.training import TrainingResult, train

__version__ = version()

__all__ = [
    "SVD", "ArgumentError", "Error", "NotConvergedError", "NotFiniteError", "PowerLaw", "SpectralMonitor", "Spectrum", "TrainingResult",
    "UnsupportedError", "esd", "matmul", "powerlaw", "set_threads", "svd", "svds", "svdvals", "train", "vector_bits", "version",
]
