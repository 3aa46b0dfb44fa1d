"""What the HTTP server asks of the system: a socket that listens, certificates, and file descriptors."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_OWN_FILES = 64
"""Descriptors for what are no connections: databases, and bodies that are kept in files."""


def listening_socket(host: str, port: int, backlog: int) -> socket.socket:
    """Return a socket that listens on a host and a port; 0 picks a free one.

    Raises ``Unavailable`` where that cannot be.
    """
    if not host.strip():
        # It would mean every interface, which is hardly intended.
        raise Unavailable(
            Code.ADDRESS_UNAVAILABLE,
            "Cannot listen on a host without a name; use 0.0.0.0 to listen on every interface.",
        )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(backlog)
    except (OSError, UnicodeError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise Unavailable(Code.ADDRESS_UNAVAILABLE, f"Cannot listen on {host}:{port}: {reason}.") from None
    return listener


def tls_context(certificate: str | Path, key: str | Path) -> ssl.SSLContext:
    """Return the settings of a server with a certificate (its chain included) and its private key, in PEM files.

    Raises ``Unavailable`` where they cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")
    except OSError as error:  # ssl.SSLError is one
        reason = getattr(error, "strerror", None) or error
        raise Unavailable(
            Code.CERTIFICATE_UNUSABLE, f"Cannot use the certificate {certificate} with the key {key}: {reason}."
        ) from None
    return context


def affordable_connections(wanted: int) -> int:
    """Return how many of the wanted connections the process has file descriptors for. A body may need one more."""
    if resource is None:
        return wanted
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return wanted
    return max(min(wanted, (allowed - _OWN_FILES) * 3 // 4), 8)
