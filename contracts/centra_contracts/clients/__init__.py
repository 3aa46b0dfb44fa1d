"""Clients under test: a command for each poll, a Python function, or a program that polls by itself."""

from centra_contracts.clients.base import Client as Client
from centra_contracts.clients.base import ClientError as ClientError
from centra_contracts.clients.base import ClientInstance as ClientInstance
from centra_contracts.clients.base import RunningClient as RunningClient
from centra_contracts.clients.base import RunOutcome as RunOutcome
from centra_contracts.clients.base import State as State
from centra_contracts.clients.callables import CallableClient as CallableClient
from centra_contracts.clients.command import CommandClient as CommandClient
from centra_contracts.clients.connection import ConnectionSettings as ConnectionSettings
from centra_contracts.clients.open_clients import OpenClients as OpenClients
from centra_contracts.clients.poller import PollerClient as PollerClient
