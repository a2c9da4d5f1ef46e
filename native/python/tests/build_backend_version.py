"""The version of the repository, as the wheel's builder reads it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from build_backend import version  # noqa: E402

__all__ = ["version"]
