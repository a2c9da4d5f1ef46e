"""Spectra of a network's weights while it trains."""

import fnmatch
import math
from pathlib import Path
from typing import Any, Dict, Iterable, Optional, TextIO, Tuple, Union

import numpy

from fastspectra import _arrays, _library
from fastspectra._errors import ArgumentError, Error
from fastspectra.linalg import svds
from fastspectra.spectra import esd


class SpectralMonitor:
    """Measures chosen parameters of a network every so many steps and writes ``metrics.csv`` with the columns of ``fastspectra run``.

        monitor = SpectralMonitor(model, every=100, out="spectra")
        for x, y in batches:
            loss = ...
            loss.backward()
            optimizer.step()
            monitor.step(loss)

    One row per measured step and parameter, the first before training; what a run of the program measures and a monitor cannot know (losses of
    a read-out, alignment with a teacher) is empty. A column ``parameter`` follows ``status``.

    model: anything with ``named_parameters()``, or pairs of names and arrays, which are read in place each time.
    every: steps between two measurements.
    parameters: a pattern of names. Of those it names, all with two or more dimensions are measured, the later dimensions joined into one.
    out: the directory of metrics.csv; None writes nothing. An existing file is replaced.
    spectrum: ``"full"`` measures all singular values, hence every column; ``"top"`` the two largest and the norms, for large layers: Lanczos, started from
    the vectors found before.
    """

    def __init__(self, model: Any, every: int = 100, *, parameters: str = "*", out: Union[str, Path, None] = "spectra", spectrum: str = "full",
                 tolerance: float = 1e-4, threads: Optional[int] = None):
        if int(every) < 1:
            raise ArgumentError(f"every is {every}; expected at least 1")
        if spectrum not in ("full", "top"):
            raise ArgumentError(f"spectrum is {spectrum!r}; expected 'full' or 'top'")
        pairs: Iterable[Tuple[str, Any]] = model.named_parameters() if hasattr(model, "named_parameters") else model
        self._parameters = [(name, value) for name, value in pairs if fnmatch.fnmatchcase(name, parameters) and value.ndim >= 2]
        if not self._parameters:
            raise ArgumentError(f"no parameter of two or more dimensions has a name like {parameters!r}")
        self._every, self._spectrum, self._tolerance, self._threads = int(every), spectrum, tolerance, threads
        self._starts: Dict[str, numpy.ndarray] = {}
        self._names = _library.metric_names()
        self._file: Optional[TextIO] = None
        self.steps = 0
        """Steps told to the monitor."""
        self.latest: Dict[str, Dict[str, float]] = {}
        """The last measurement of each parameter: a number for each column that has one."""
        if out is not None:
            Path(out).mkdir(parents=True, exist_ok=True)
            self._file = open(Path(out) / "metrics.csv", "w", encoding="utf-8", newline="\n")
            self._file.write(f"step,{','.join(self._names)},status,parameter\n")
        self.measure()

    def step(self, loss: Any = None) -> bool:
        """Counts a step of the optimiser; measures if it is time, and says whether it did. loss becomes the column ``training_loss``."""
        self.steps += 1
        if self.steps % self._every != 0:
            return False
        self.measure(loss)
        return True

    def attach(self, optimizer: Any) -> None:
        """Calls :meth:`step` after every ``optimizer.step()``, so that the training loop stays as it is."""
        original = optimizer.step

        def step(*arguments, **options):
            result = original(*arguments, **options)
            self.step(result)
            return result

        optimizer.step = step

    def measure(self, loss: Any = None) -> None:
        """Measures now and writes a row for each parameter."""
        for name, parameter in self._parameters:
            array = _arrays.as_array(parameter)
            status, row = "ok", {}
            try:
                row = self._measure(name, array.reshape(array.shape[0], -1))
            except Error as error:
                status = str(error).replace(",", ";").replace("\n", " ")
            if loss is not None:
                row["training_loss"] = float(loss)
            self.latest[name] = {key: value for key, value in row.items() if math.isfinite(value)}
            if self._file is not None:
                cells = [_cell(row.get(column, math.nan)) for column in self._names]
                self._file.write(f"{self.steps},{','.join(cells)},{status},{name}\n")
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Closes the file. A monitor is also a context manager that does so."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "SpectralMonitor":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _measure(self, name: str, w: numpy.ndarray) -> Dict[str, float]:
        if self._spectrum == "full":
            found = esd(w, threads=self._threads)
            return {column: float(getattr(found, column)) for column in self._names if hasattr(found, column)}
        k = min(2, *w.shape)
        _, s, vh = svds(w, k, start=self._starts.get(name), tolerance=self._tolerance, verify=False, threads=self._threads)
        self._starts[name] = s @ vh
        frobenius = float(numpy.linalg.norm(w))
        row = {"spectral_norm": float(s[0]), "frobenius_norm": frobenius, "stable_rank": (frobenius / float(s[0])) ** 2 if s[0] > 0 else math.nan}
        if k > 1:
            row["second_singular_value"] = float(s[1])
        return row


def _cell(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
