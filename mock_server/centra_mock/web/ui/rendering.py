"""Templates and files of a package's pages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment
from werkzeug.wrappers import Request, Response

from centra_mock.page_templates import templates

HTML = "text/html; charset=utf-8"
SECURITY = {
    # With "no-referrer", browsers would send a form without our origin.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""The headers of every page, beside its Content-Security-Policy."""

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_LOOK = __name__.rpartition(".")[0]


def page_templates(package: str) -> Environment:
    """Return the templates of a package and those that all pages share. All values are escaped."""
    return templates(package, _LOOK)


def static_file(request: Request, package: str, name: str) -> Response | None:
    """Return a static file of a package, or one that all pages share; ``None`` if there is none."""
    for owner in (package, _LOOK):
        if name in _names(owner):
            response = Response(_content(owner, name), content_type=_TYPES[name.rpartition(".")[2]])
            response.headers["Cache-Control"] = "no-cache"
            response.add_etag()
            return response.make_conditional(request)
    return None


@cache
def _names(package: str) -> frozenset[str]:
    return frozenset(item.name for item in files(package).joinpath("static").iterdir() if item.is_file())


@cache
def _content(package: str, name: str) -> bytes:
    return files(package).joinpath("static", name).read_bytes()
