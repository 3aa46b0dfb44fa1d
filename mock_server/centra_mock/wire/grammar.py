"""The structures of the API as data, read from the folder ``api``.

Everything that depends on a field's or a type's name derives from here: the WSDL, the merge keys, the places where ids
are converted, validation, events, and sample data. A new field is one word in ``api/grammar.txt``.

A folder of your own adds types, and fields to types, that your Centra has and this one has not: see
docs/extending.md. It is read when this module is first imported.
"""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable
from centra_mock.wire import EXTENSION
from centra_mock.wire.notation import parse
from centra_mock.wire.structures import Field as Field
from centra_mock.wire.structures import Grammar as Grammar
from centra_mock.wire.structures import ObjectType as ObjectType

GRAMMAR_FILE = "grammar.txt"


def folders() -> list[Traversable]:
    """Return the folders in which the API is described: the package's own, and the one that extends it.

    Raises ``Unavailable`` where the latter has no grammar.
    """
    found: list[Traversable] = [files(__package__).joinpath("api")]
    if extension := os.environ.get(EXTENSION):
        folder = Path(extension)
        if not folder.joinpath(GRAMMAR_FILE).is_file():
            raise Unavailable(Code.UNREADABLE_FILE, f"there is no file {folder / GRAMMAR_FILE}.", EXTENSION)
        found.append(folder)
    return found


def load(folders: list[Traversable]) -> Grammar:
    """Return the grammar in some folders. Raises ``Unavailable`` for one that can't be read or has a mistake."""
    sources = []
    for folder in folders:
        file = folder.joinpath(GRAMMAR_FILE)
        try:
            sources.append((str(file), file.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise Unavailable(
                Code.UNREADABLE_FILE, f"cannot be read: {getattr(error, 'strerror', None) or error}", str(file)
            ) from None
    return parse(sources)


FOLDERS = folders()
GRAMMAR = load(FOLDERS)
OBJECTS = GRAMMAR.objects
