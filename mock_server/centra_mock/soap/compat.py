"""Imports spyne 2.14 on Pythons that are newer than it, and leaves nothing of it in their way.

Spyne bundles a copy of ``six`` whose importer has no ``find_spec``: Python 3.11 warns at every failing import
while it is installed, and Python 3.12 does not ask it at all. And spyne imports ``cgi``, which Python 3.13 no
longer has. Import this module before anything of spyne's.
"""

from __future__ import annotations

import logging
import sys
import warnings
from email.message import Message
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, spec_from_loader
from types import ModuleType
from typing import Any

_BUNDLED = "spyne.util.six"


class _SixFinder:
    """Answers for ``spyne.util.six.moves`` out of the bundled six's own importer."""

    @staticmethod
    def find_spec(name: str, _path: Any = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if not name.startswith(f"{_BUNDLED}.moves"):
            return None
        importer: Any = sys.modules[_BUNDLED]._importer
        return spec_from_loader(name, importer) if name in importer.known_modules else None


def _parse_header(line: str) -> tuple[str, dict[str, str]]:
    """Replace the one function of ``cgi`` that spyne uses."""
    message = Message()
    message["content-type"] = line
    parameters = message.get_params(failobj=[("", "")])
    return parameters[0][0], dict(parameters[1:])


def _stand_in_for_cgi() -> None:
    if "cgi" not in sys.modules and find_spec("cgi") is None:
        stand_in = ModuleType("cgi", "A stand-in for the module that Python 3.13 dropped.")
        stand_in.parse_header = _parse_header  # type: ignore[attr-defined]
        sys.modules["cgi"] = stand_in


def _import_spyne() -> None:
    sys.meta_path.append(_SixFinder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _stand_in_for_cgi()
        for module in ("spyne", "spyne.interface.wsdl", "spyne.protocol.soap", "spyne.server"):
            import_module(module)
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != _BUNDLED]
    # It would log what clients send, logins among it.
    logging.getLogger("spyne").setLevel(logging.CRITICAL + 1)


_import_spyne()
