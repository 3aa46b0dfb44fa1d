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


def check_extension() -> None:
    """Read what the folder that extends the API says, so that its mistakes are found when a server starts.

    Does nothing without such a folder. Raises ``FileError``.
    """
    if os.environ.get(EXTENSION):
        # Imported here, since it needs a reader of YAML, which a server can do without.
        from centra_mock.wire.descriptions import operations_by_group

        operations_by_group()
