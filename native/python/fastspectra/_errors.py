"""What a call raises when it does not return."""


class Error(Exception):
    """Base of the package's errors."""


class ArgumentError(Error, ValueError):
    """A shape, type or option that cannot be."""


class NotFiniteError(Error, ValueError):
    """An array holds NaN or an infinity."""


class NotConvergedError(Error, ArithmeticError):
    """An iteration limit was reached, or training diverged."""


class UnsupportedError(Error, OSError):
    """The library does not run here: no AVX2 and FMA, or a file is missing."""


class BusyError(Error, RuntimeError):
    """A context is in use by another thread."""


def of_status(status: int, message: str) -> Exception:
    """The exception of a status of fastspectra.h."""
    kinds = {1: ArgumentError, 2: NotFiniteError, 3: NotConvergedError, 4: MemoryError, 5: UnsupportedError, 6: BusyError}
    return kinds.get(status, Error)(message)
