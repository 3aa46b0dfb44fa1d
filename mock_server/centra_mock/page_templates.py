"""Templates of HTML pages: those of a server, and reports that are one file each."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def templates(*packages: str) -> Environment:
    """Return the templates of packages, those of the first before others. All values are escaped."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def report_templates(package: str) -> Environment:
    """Return the templates of a package, which extend ``report_page.html``: without scripts and external files."""
    return templates(package, __name__.rpartition(".")[0])
