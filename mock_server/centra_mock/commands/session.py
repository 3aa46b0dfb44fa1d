"""What all commands share: which server and which Centra, tables or JSON, and an example in the help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from centra_mock.commands import NOUNS
from centra_mock.commands.hints import hint_at_tenant
from centra_mock.commands.output import Shown, pieces_of, show, write_json
from centra_mock.errors import Refused
from centra_mock.wire.endpoints import DEFAULT_TENANT, check_tenant

if TYPE_CHECKING:
    from centra_mock.client import MockClient, Reply, TenantClient

DEFAULT_URL = "http://127.0.0.1:8337"

PATIENCE = 60.0
"""Seconds to wait for the server."""

View = Callable[[Any], Shown]


@dataclass(frozen=True)
class Session:
    """One run of a command."""

    server: MockClient
    tenant: str
    as_json: bool

    @property
    def centra(self) -> TenantClient:
        """Return the client of the tenant."""
        return self.server.tenant(self.tenant)

    def call(
        self, method: str, *steps: str | int, body: Any = None, query: Mapping[str, object] | None = None
    ) -> Reply:
        """Call a path below the tenant's own."""
        return self.centra.send(method, *steps, body=body, query=query)

    def show(self, reply: Reply, view: View | str) -> None:
        """Print the API's JSON for programs; for people a sentence, or what ``view`` makes of the JSON."""
        if self.as_json:
            write_json(reply.raw)
            return
        try:
            shown = pieces_of(view if isinstance(view, str) else view(reply.data))
        except (KeyError, TypeError, AttributeError):
            raise reply.unexpected("with other JSON") from None
        show(shown)


class Noun(click.Group):
    """A group of commands on one thing; ``default`` is the command that runs where none is given."""

    def __init__(self, name: str, example: str, default: str | None = None) -> None:
        more = f"\n\nWithout a command: {default}." if default else ""
        super().__init__(name, help=f"{NOUNS[name]}{more}", epilog=_epilog(example))
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if self.default is not None and (not args or (args[0][:1] == "-" and args[0] not in ctx.help_option_names)):
            args = [self.default, *args]
        if not args:
            raise click.UsageError(f"{self.name}: say what to do: {', '.join(self.list_commands(ctx))}", ctx)
        return super().parse_args(ctx, args)


def verb(
    name: str, example: str, noun: click.Group | None = None, tenant: bool = True
) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function that takes a ``Session`` first; what all commands take is added."""

    def declare(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(url: str, timeout: float, as_json: bool, **given: Any) -> None:
            # Only now: help needs no client.
            from centra_mock.client import MockClient

            session = Session(MockClient(url, timeout=timeout), given.pop("tenant", DEFAULT_TENANT), as_json)
            hint_at_tenant(session.server, session.tenant)
            function(session, **given)

        command = click.command(name, help=NOUNS[name] if noun is None else None, epilog=_epilog(example))(run)
        command.params += [each for each in _common() if tenant or each.name != "tenant"]
        if noun is not None:
            noun.add_command(command)
        return command

    return declare


def _epilog(example: str) -> str:
    """Return lines that click leaves as they are."""
    lines = "\n".join(f"  centra-mock {line}" for line in example.splitlines())
    return f"\b\nExample:\n{lines}"


def _common() -> list[click.Option]:
    return [
        click.Option(
            ["--url"], default=DEFAULT_URL, envvar="CENTRA_MOCK_URL", show_envvar=True, show_default=True,
            help="The running server.",
        ),
        click.Option(
            ["--tenant"], default=DEFAULT_TENANT, envvar="CENTRA_MOCK_TENANT", show_envvar=True, show_default=True,
            callback=tenant_name, help="Which Centra on it: the first name in its path.",
        ),
        click.Option(
            ["--timeout"], default=PATIENCE, type=click.FloatRange(0, 86_400, min_open=True), show_default=True,
            envvar="CENTRA_MOCK_TIMEOUT", show_envvar=True, metavar="SECONDS", help="How long to wait for an answer.",
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Print the API's JSON, for programs."),
    ]  # fmt: skip


def tenant_name(_ctx: click.Context, _param: click.Parameter, name: str) -> str:
    """Return a name that a tenant can have."""
    try:
        check_tenant(name)
    except Refused as refused:
        raise click.BadParameter(str(refused)) from None
    return name
