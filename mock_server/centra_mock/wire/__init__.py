"""The SOAP API as data: its structures, operations, endpoints and samples, and helpers for trees of its elements."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable

EXTENSION = "CENTRA_MOCK_EXTEND"
"""The environment variable that names a folder with more types and fields; programs that are started have it too."""


def extend(folder: str | Path) -> None:
    """Add the types and fields that a folder describes to those of the package, for the whole process.

    The folder has a ``grammar.txt`` and may have texts, as docs/extending.md says. This is done before anything else
    of the package is imported. Raises ``Unavailable`` afterwards.
    """
    if f"{__name__}.grammar" in sys.modules and os.environ.get(EXTENSION) != str(folder):
        raise Unavailable(
            Code.INVALID_EXTENSION,
            "the API is read already; extend it before the rest of centra_mock is imported.",
            str(folder),
        )
    os.environ[EXTENSION] = str(folder)
