"""Spectral densities and power laws."""

from dataclasses import dataclass
from typing import Any, Optional

import numpy

from fastspectra import _arrays, _library


@dataclass(frozen=True)
class PowerLaw:
    """Power laws rho(lambda) ~ lambda^-alpha of the eigenvalues lambda = s^2; NaN where none can be fitted."""

    alpha_hill: float
    """The exponent of the upper half of the spectrum."""
    alpha_ks: float
    """The exponent of the tail with the smallest Kolmogorov-Smirnov distance."""
    ks_distance: float
    """That distance."""
    ks_start: int
    """Index of the tail's smallest eigenvalue, ascending; -1 where there is none."""


@dataclass(frozen=True)
class Spectrum:
    """The eigenvalues of W^T W and what follows from them; docs/result-files.md has the formulas."""

    eigenvalues: numpy.ndarray
    """min(m, n) numbers, ascending, float64."""
    spectral_norm: float
    frobenius_norm: float
    stable_rank: float
    second_singular_value: float
    pl_alpha_hill: float
    pl_alpha_ks: float
    pl_ks_distance: float
    mp_distance: float
    """Kolmogorov distance from the Marchenko-Pastur law of unit variance."""
    pl_ks_start: int
    values_above_edge: int
    """Singular values above 1.01 (sqrt m + sqrt n)."""


def esd(w: Any, *, threads: Optional[int] = None) -> Spectrum:
    """The empirical spectral density of a matrix [m, n], computed in double whatever its type."""
    matrix = _arrays.as_matrix(w, "w")
    eigenvalues = numpy.empty(min(matrix.shape))
    numbers = _library.SpectrumNumbers()
    _library.call("esd", _library.context(threads), _arrays.view(matrix), eigenvalues.ctypes.data, eigenvalues.size, numbers)
    return Spectrum(eigenvalues, **{name: getattr(numbers, name) for name, _ in _library.SpectrumNumbers._fields_})


def powerlaw(singular_values: Any) -> PowerLaw:
    """Power laws of the squares of singular values given in any order."""
    values = numpy.ascontiguousarray(_arrays.as_array(singular_values), numpy.float64).reshape(-1)
    fits = _library.PowerLawFits()
    _library.call("power_law", values.ctypes.data, values.size, fits)
    return PowerLaw(fits.alpha_hill, fits.alpha_ks, fits.ks_distance, fits.ks_start)
