"""The ``centra-mock`` command. Other packages add subcommands by the entry point ``centra_mock.commands``."""

from __future__ import annotations

import gc
import json
import signal
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
import platformdirs

from centra_mock.commands import NOUNS, TRAFFIC, load
from centra_mock.errors import CentraError
from centra_mock.policy import Policy
from centra_mock.services.scenes.catalog import EMPTY, Offer, find_scene, offers, scene_schema
from centra_mock.wire import EXTENSION, extend
from centra_mock.wire.endpoints import DEFAULT_TENANT, ENDPOINTS, PASSWORD, USERNAME

if TYPE_CHECKING:
    from centra_mock.server import MockServer

GROUP = "centra_mock.commands"
_Command = TypeVar("_Command", bound=Callable[..., Any])

LOOPBACK = "127.0.0.1"
PORT = 8337


class _Commands(click.Group):
    """The commands of this package and those that others offer, loaded only when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(
            {*super().list_commands(ctx), *NOUNS, *TRAFFIC, *(found.name for found in entry_points(group=GROUP))}
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        if cmd_name in NOUNS or cmd_name in TRAFFIC:
            return load(cmd_name)
        for found in entry_points(group=GROUP, name=cmd_name):
            command: click.Command = found.load()
            return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands. Those for a running server are described without being imported."""
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._described(ctx, name).get_short_help_str(width)) for name in names])

    def _described(self, ctx: click.Context, name: str) -> click.Command:
        help = NOUNS.get(name) or TRAFFIC.get(name)
        command = click.Command(name, help=help) if help else self.get_command(ctx, name)
        return command or click.Command(name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="centra-mock")
@click.option(
    "--extend", "folder", envvar=EXTENSION, show_envvar=True, metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with types and fields that your Centra has and this one has not. See docs/extending.md.",
)  # fmt: skip
def cli(folder: str | None) -> None:
    """A fake Centra to develop and test an ERP integration against."""
    if folder is not None:
        extend(folder)


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command; what goes wrong is one clear line and exit 2."""
    try:
        # A command that ends itself with an exit code has it returned here.
        code = cli.main(args=args, standalone_mode=False)
    except click.Abort:
        raise SystemExit(130) from None
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message(), err=True)
        raise SystemExit(2) from None
    except click.ClickException as error:
        _fail(error.format_message())
    except CentraError as error:
        _fail(str(error))
    raise SystemExit(code if isinstance(code, int) else 0)


def _fail(message: str) -> NoReturn:
    click.echo(f"centra-mock: {' '.join(message.split())}", err=True)
    raise SystemExit(2)


def option(*names: str, **settings: Any) -> Callable[[_Command], _Command]:
    """An option that can be set by ``CENTRA_MOCK_*`` too."""
    variable = f"CENTRA_MOCK_{names[0].removeprefix('--').upper().replace('-', '_')}"
    return click.option(*names, **{"envvar": variable, "show_envvar": True, "show_default": True, **settings})


def default_database() -> str:
    return str(Path(platformdirs.user_data_dir("centra-mock")) / "centra.sqlite")


def _policies(_ctx: click.Context, _param: click.Parameter, settings: tuple[str, ...]) -> Policy:
    pairs = dict(setting.partition("=")[::2] for setting in settings)
    return Policy().changed(pairs)


@cli.command()
@option("--host", default=LOOPBACK, help="The address to listen on; others than loopback let others in.")
@option("--port", default=PORT, type=click.IntRange(0, 65535), help="The port to listen on; 0 picks a free one.")
@option(
    "--db", default=default_database, show_default="a file in your data folder",
    help="Where data is kept: an SQLite file, :memory:, or a database URL.",
)  # fmt: skip
@option("--username", default=USERNAME, help="The API's user.")
@option("--password", default=PASSWORD, help="The API's password.")
@option("--seed", type=int, default=0, help="The seed of all that is made up.")
@option("--scene", default=EMPTY, help="What an empty Centra starts with: a name, or your own file.")
@option(
    "--policy", multiple=True, metavar="NAME=VALUE", callback=_policies,
    help="How to behave where the documentation is silent; may be repeated. See docs/fidelity.md.",
)  # fmt: skip
@option(
    "--allow-host", "allowed_hosts", multiple=True, metavar="NAME",
    help="Another name by which pages and the control API may be called on a loopback address; may be repeated.",
)  # fmt: skip
@option("--admin-password", default=None, show_default=False, help="Pages and the control API ask for it; user admin.")
@option("--tls-cert", type=click.Path(), show_default=False, help="Speak HTTPS with this certificate, a PEM file.")
@option("--tls-key", type=click.Path(), show_default=False, help="The certificate's private key, a PEM file.")
def serve(
    host: str, port: int, db: str, username: str, password: str, seed: int, scene: str, policy: Policy,
    allowed_hosts: tuple[str, ...], admin_password: str | None, tls_cert: str | None, tls_key: str | None,
) -> None:  # fmt: skip
    """Start a fake Centra and serve until it is stopped."""
    # A mistake in a scene is reported before a database is opened.
    find_scene(scene)
    server = _server_class()(
        host=host, port=port, database=db, username=username, password=password, seed=seed, scene=scene, policy=policy,
        allowed_hosts=allowed_hosts, admin_password=admin_password or None, tls=_tls(tls_cert, tls_key),
    )  # fmt: skip
    # Listen for signals first, so that one that comes right after the start is not lost. A handler interrupts this very
    # thread, so it must not take a lock that the thread may hold: an event's, for example. A simple queue has none.
    stopped: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: stopped.put(number))
    with server:
        if not server.is_scene_played:
            click.echo(
                f"centra-mock: there is something in '{DEFAULT_TENANT}' already, so the scene {scene} was not played; "
                f"play it with: centra-mock reset --scene {scene}",
                err=True,
            )
        if not admin_password:
            _warn_of_open_doors(host)
        _announce(server, db)
        stopped.get()


def _server_class() -> type[MockServer]:
    """Return the server's class, imported now: help, and mistakes in the options, need not wait for it.

    Nothing that an import makes is garbage; to look for some takes a fifth of the time, and more at every later look.
    """
    gc.disable()
    try:
        from centra_mock.server import MockServer
    finally:
        gc.enable()
    gc.freeze()
    return MockServer


def _tls(certificate: str | None, key: str | None) -> tuple[str, str] | None:
    if certificate and key:
        return certificate, key
    if certificate or key:
        raise click.UsageError("HTTPS needs both --tls-cert and --tls-key.")
    return None


def _announce(server: MockServer, db: str) -> None:
    from centra_mock.store.engine import shown_database

    rows = [(endpoint.name, f"{server.centra.endpoint_url(endpoint.name)}?wsdl") for endpoint in ENDPOINTS]
    rows += [
        ("username", server.login.username),
        ("password", "(as given)" if server.login.password != PASSWORD else PASSWORD),
        ("data", shown_database(db)),
        ("admin", f"{server.url}/"),
        ("reference", f"{server.url}/soap/index.php"),
        ("control", f"{server.url}/_mock/openapi.json"),
    ]
    click.echo(f"{click.style('centra-mock', bold=True)} is ready.")
    for name, value in rows:
        click.echo(f"  {name:<14} {value}")
    click.echo("Any name may stand for 'ams' in the URLs: each is a Centra of its own. Stop with Ctrl-C.")


def _warn_of_open_doors(host: str) -> None:
    """Warn where other machines reach pages without a password. It is no error: containers have to listen like that."""
    from centra_mock.web.origin import is_loopback

    if not is_loopback(host):
        click.echo(
            f"centra-mock: warning: --host {host} lets other machines in, and pages, the control API and the journal "
            "ask for no password: who reaches them can read and change everything. "
            "Set CENTRA_MOCK_ADMIN_PASSWORD (--admin-password), or listen on 127.0.0.1.",
            err=True,
        )


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--schema", is_flag=True, help="Write the JSON Schema of scene files, for your editor.")
def scenes(as_json: bool, schema: bool) -> None:
    """List the starting points for --scene."""
    if schema:
        click.echo(scene_schema(), nl=False)
        return
    found = offers()
    if as_json:
        click.echo(json.dumps([offer._asdict() for offer in found], ensure_ascii=False, indent=2))
    else:
        _show_scenes(found)


def _show_scenes(found: Iterable[Offer]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table("scene", "what it is", box=SIMPLE_HEAD, pad_edge=False)
    for offer in found:
        table.add_row(offer.name, offer.description + (f"\n[dim]{offer.query}[/dim]" if offer.query else ""))
    console = Console(highlight=False)
    console.print(table)
    console.print("Or the path of your own: a .yaml, .yml or .json file. See docs/scenes.md.", soft_wrap=True)


if __name__ == "__main__":
    main()
