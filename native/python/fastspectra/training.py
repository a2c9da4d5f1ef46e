"""The experiment of arXiv 2406.04657 on arrays."""

import ctypes
import json
from dataclasses import dataclass
from typing import Any, Dict, Optional

import numpy

from fastspectra import _arrays, _library
from fastspectra._errors import ArgumentError, NotConvergedError


@dataclass(frozen=True)
class TrainingResult:
    """What a run measured, and the network it ended with."""

    steps: numpy.ndarray
    """Optimiser steps done at each probe; the first is 0."""
    metrics: Dict[str, numpy.ndarray]
    """A column of metrics.csv each, one number per probe; NaN where it was not measured."""
    singular_values: numpy.ndarray
    """[probes, min(h, d)], descending."""
    W: numpy.ndarray
    """The trained first layer [h, d]."""
    a: numpy.ndarray
    """The last layer [1, h]."""
    diverged: Optional[str]
    """Why the run ended early, or None."""


def train(X_train: Any, y_train: Any, X_probe: Any, y_probe: Any, X_test: Any, y_test: Any, beta: Any, W0: Any, a: Any, *,
          threads: Optional[int] = None, **configuration: Any) -> TrainingResult:
    """Trains f(x) = a . sigma(W x / sqrt d) / sqrt h, sigma the ``activation`` (tanh by default), and probes it as ``fastspectra run`` does.

    X [n, d], y [n, 1] or [n], beta [d, 1] or [d], W0 [h, d], a [1, h] or [h]: of one type, float32 or float64, which the run has too.
    configuration: keys of docs/configuration.md but ``L``, such as ``optimizer="adam", lr=1.0, num_epochs=10, probe_freq_steps=1``.
    Nothing given is changed.
    """
    def column(x):
        array = _arrays.as_array(x)
        return array.reshape(-1, 1) if array.ndim == 1 else array

    last = _arrays.as_array(a)
    given = {
        "x_train": X_train, "y_train": column(y_train), "x_probe": X_probe, "y_probe": column(y_probe), "x_test": X_test, "y_test": column(y_test),
        "beta": column(beta), "w": W0, "a": last.reshape(1, -1) if last.ndim == 1 else last,
    }
    arrays = {name: _arrays.as_matrix(x, name) for name, x in given.items()}
    for name in ("w", "a"):
        arrays[name] = arrays[name].copy()
    unknown = {"n", "n_test", "d", "h", "dtype"} & set(configuration)
    if unknown:
        raise ArgumentError(f"{', '.join(sorted(unknown))}: follows from the arrays")
    (n, d), h = arrays["x_train"].shape, arrays["w"].shape[0]
    batch = int(configuration.get("batch_size", 0) or n)
    steps_per_epoch = -(-n // batch) if batch > 0 else 1
    epochs, every = int(configuration.get("num_epochs", 10)), int(configuration.get("probe_freq_steps", 10))
    room = 2 + max(epochs, 0) * steps_per_epoch // max(every, 1)

    names = _library.metric_names()
    steps, metrics = numpy.zeros(room, numpy.int64), numpy.full((room, len(names)), numpy.nan)
    values, probes = numpy.full((room, min(h, d)), numpy.nan), ctypes.c_int64()
    inputs = _library.Inputs(**{name: _arrays.view(array) for name, array in arrays.items()})
    diverged = None
    try:
        _library.call(
            "train", _library.context(threads), json.dumps(configuration).encode(), inputs, room, steps.ctypes.data, metrics.ctypes.data,
            values.ctypes.data, probes)
    except NotConvergedError as error:
        diverged = str(error)
    count = probes.value
    return TrainingResult(
        steps[:count], {name: metrics[:count, i] for i, name in enumerate(names)}, values[:count], arrays["w"], arrays["a"], diverged)
