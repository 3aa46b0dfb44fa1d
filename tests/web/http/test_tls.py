"""HTTPS: the same server, with a certificate."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from centra_mock import MockServer, Unavailable
from centra_mock.error_codes import Code
from centra_mock.web.http.limits import HttpLimits
from centra_mock.web.http.server import HttpServer
from centra_mock.web.http.sockets import tls_context
from support.command import Serving, run
from support.http_server import GET, connect, is_open, read_answer, serving
from support.wire import HEADERS, envelope, login


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the files of a certificate for this machine and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate, and is not there")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return certificate, key


@pytest.fixture
def server(files: tuple[Path, Path]) -> Iterator[HttpServer]:
    with serving(tls=tls_context(*files), limits=HttpLimits(header_seconds=1)) as server:
        yield server


def secure(server: HttpServer, files: tuple[Path, Path]) -> ssl.SSLSocket:
    return ssl.create_default_context(cafile=files[0]).wrap_socket(connect(server), server_hostname="localhost")


def test_a_centra_is_served_over_https(files: tuple[Path, Path]) -> None:
    with MockServer(tls=files) as server, requests.Session() as session:
        session.verify = str(files[0])
        session.trust_env = False  # the environment may name other certificates
        assert server.url.startswith("https://127.0.0.1:")
        assert f'location="{server.centra.url}"' in session.get(server.centra.wsdl_url, timeout=30).text
        data = envelope(f"<events_GetRequest>{login(server.centra)}<type>all</type></events_GetRequest>")
        for _ in range(3):
            assert session.post(server.centra.url, data.encode(), headers=HEADERS, timeout=30).status_code == 200


def test_a_connection_is_reused(server: HttpServer, files: tuple[Path, Path]) -> None:
    with secure(server, files) as connection:
        assert is_open(connection)
        body = b"0123456789abcdef" * 200_000
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        answer = read_answer(connection)
        assert answer is not None
        assert answer.body == b"POST / a " + body
        connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert read_answer(connection) is not None
        assert connection.recv(1) == b""  # with a TLS close_notify, or this would be an error


def test_a_connection_without_tls_is_closed(server: HttpServer, files: tuple[Path, Path]) -> None:
    with connect(server) as plain:
        plain.sendall(GET)
        answer = read_answer(plain)
        assert answer is not None
        assert answer.status == 400
        assert b"HTTPS" in answer.body
    with connect(server) as silent:
        assert silent.recv(1) == b""
    with secure(server, files) as connection:
        assert is_open(connection)


def test_a_fault_resets_the_connection(files: tuple[Path, Path]) -> None:
    with MockServer(tls=files) as server:
        server.centra.faults.add("reset")
        with pytest.raises(requests.ConnectionError):
            requests.post(server.centra.url, b"<a/>", verify=str(files[0]), timeout=30)


def test_a_certificate_that_cannot_be_used(files: tuple[Path, Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    for tls in ((tmp_path / "none.pem", files[1]), (files[0], empty), (files[0], files[0])):
        with pytest.raises(Unavailable, match="certificate") as caught:
            MockServer(tls=tls).start()
        assert caught.value.code == Code.CERTIFICATE_UNUSABLE


def test_the_command(files: tuple[Path, Path]) -> None:
    arguments = ("--port", "0", "--db", ":memory:", "--tls-cert", str(files[0]))
    with Serving(*arguments, "--tls-key", str(files[1])) as serving:
        assert "https://127.0.0.1:" in serving.said
        assert serving.stop() == (0, "")
    refused = run("serve", *arguments)
    assert refused.returncode == 2
    assert "--tls-key" in refused.stderr


def test_a_client_that_closes_during_the_handshake(server: HttpServer, files: tuple[Path, Path]) -> None:
    with connect(server) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01")
        connection.shutdown(socket.SHUT_WR)
        assert b"HTTP" not in b"".join(iter(lambda: connection.recv(100), b""))
    with secure(server, files) as connection:
        assert is_open(connection)
