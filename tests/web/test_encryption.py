"""HTTPS: the page at a certificate of the box's own authority, and what becomes of those who do not encrypt."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.cli.demo.broker import free_port
from daemon.config.settings import Web
from daemon.errors import ConfigError
from daemon.pairing import store
from daemon.web import encryption, files, pairing_watcher, server
from tests.fakes import browser
from tests.fakes.browser import Page
from tests.fakes.mosquitto import program
from tests.fakes.page_certificate import PageCertificate
from tests.link.box import FakeBox
from tests.web.conftest import running, wait_until_open
from tests.web.phone import JSON, Answer, Phone, SecurePhone, ended, served


@pytest.fixture
def made(tmp_path: Path) -> PageCertificate:
    program("openssl")
    folder = tmp_path / "tls"
    folder.mkdir()
    found = PageCertificate(folder)
    found.make()
    return found


@pytest.fixture
def phone(box: FakeBox, pairings: Path, made: PageCertificate) -> Iterator[SecurePhone]:
    """A phone that is paired."""
    port = free_port()
    token = store.add(pairings, "phone", box.clock.now())
    files = {"certificate": made.certificate, "key": made.key, "authority": made.authority}
    with running(box, pairings, port, **files):
        wait_until_open(port)
        found = SecurePhone(port, made.authority)
        assert found.pair(token).status == 200
        yield found


def plain(phone: Phone, method: str, path: str, host: str = "localhost:{port}", **headers: str) -> Answer:
    return Phone(phone.port).ask(method, path, None, {"host": host.format(port=phone.port)} | headers)


def test_the_page_and_its_events_come_encrypted(phone: SecurePhone, box: FakeBox) -> None:
    assert phone.get("/").body.startswith(b"<!doctype html>")
    phone.await_heard(box.record(*box.begin(), box.rep(1)))
    with phone.listening() as stream:
        assert [message.data["event_type"] for message in stream.take(2)] == ["set_started", "rep"]
    assert phone.post("/api/command/add").status == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(phone: SecurePhone, version: ssl.TLSVersion) -> None:
    phone.context.minimum_version = phone.context.maximum_version = version
    assert phone.get("/api/me").status == 200


def test_the_cookie_goes_over_encrypted_connections_alone(phone: SecurePhone) -> None:
    assert "secure" in phone.get("/api/me").headers["set-cookie"].lower()


def test_who_asks_without_encryption_is_told_the_encrypted_address(phone: SecurePhone) -> None:
    answer = plain(phone, "GET", "/main.js?x=1")
    assert (answer.status, answer.headers["location"]) == (307, f"https://localhost:{phone.port}/main.js?x=1")
    assert plain(phone, "GET", "/", host="evil.example:{port}").status == 421
    assert plain(phone, "POST", "/api/pair", origin=phone.origin).status == 426


def test_a_page_that_came_without_encryption_commands_nothing(phone: SecurePhone, box: FakeBox) -> None:
    assert phone.post("/api/command/start", {}, origin=f"http://localhost:{phone.port}").status == 403
    headers = {"origin": f"http://localhost:{phone.port}", "cookie": phone.cookie or ""} | JSON
    assert plain(phone, "POST", "/api/command/start", **headers).status == 426
    assert box.commands == []


@pytest.mark.parametrize("begins", [b"", b"\x16", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n"])
def test_who_dawdles_before_or_in_the_handshake_is_cut_off(
    phone: SecurePhone, begins: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.5)
    with phone.raw() as connection:
        connection.sendall(begins)
        assert ended(connection)
    assert phone.get("/api/me").status == 200


def test_an_address_that_holds_many_connections_open_leaves_room_for_the_next(phone: SecurePhone) -> None:
    held = [socket.create_connection(("127.0.0.1", phone.port)) for _ in range(80)]
    try:
        assert any(sum(ended(each, 0.05) for each in held) >= 10 for _ in range(10))
    finally:
        for each in held:
            each.close()
    assert served(phone)


def test_a_handshake_of_rubbish_ends_alone(phone: SecurePhone) -> None:
    for rubbish in (b"\x16" + b"\xff" * 500, b"\x00" * 500, b"\x16\x03\x03\x00\x00"):
        with phone.raw() as connection:
            connection.sendall(rubbish)
            connection.shutdown(socket.SHUT_WR)
            assert ended(connection)
    assert phone.get("/api/me").status == 200


def test_after_a_revocation_an_encrypted_stream_ends_at_once(phone: SecurePhone, pairings: Path) -> None:
    with phone.listening() as stream:
        stream.take(1, "state")
        store.revoke(pairings, "phone")
        assert [message for message in stream if message.event == "journal"] == []
    assert pairing_watcher.LOOK_S < 1  # it is looked for so often


def test_the_authority_can_be_fetched_and_nothing_beside_it(phone: SecurePhone, made: PageCertificate) -> None:
    answer = phone.get("/authority.crt")
    assert (answer.body, answer.headers["content-type"]) == (made.authority.read_bytes(), "application/x-x509-ca-cert")
    with pytest.raises(ConfigError, match="nothing else"):
        files.load(authority=made.key)
    (made.folder / "both").write_bytes(made.authority.read_bytes() + made.key.read_bytes())
    with pytest.raises(ConfigError, match="nothing else"):
        files.load(authority=made.folder / "both")


def test_a_certificate_that_cannot_be_used_is_one_line_with_what_to_do(made: PageCertificate, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = PageCertificate(tmp_path / "other")
    other.make()
    for certificate, key in ((made.certificate, other.key), (made.key, made.key), (made.certificate, tmp_path / "no")):
        with pytest.raises(ConfigError, match=r"spotter\.toml: web\.certificate") as raised:
            encryption.context(Web(certificate=certificate, key=key), "spotter.toml")
        assert "\n" not in str(raised.value)
    assert encryption.context(Web(), "spotter.toml") is None


@pytest.mark.slow
@pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it")
def test_over_https_the_screen_stays_on_in_a_set_and_its_rest(phone: SecurePhone, box: FakeBox, page: Page) -> None:
    page.send("Security.setIgnoreCertificateErrors", ignore=True)
    page.before_load(WAKE)
    page.go(f"{phone.origin}/")
    page.wait("document.querySelector('h1')?.innerText === 'Pair this phone'")
    page.send("Network.setCookie", url=phone.origin, httpOnly=True, secure=True, sameSite="Strict", **cookie_of(phone))
    page.go(f"{phone.origin}/?")
    page.wait("!!document.querySelector('#number')")
    assert page.run("isSecureContext")
    for state, awake in (({"state": "active"}, 1), ({"state": "ended", "rest_s": 5.0}, 1), ({"state": "idle"}, 0)):
        for _ in range(3):
            box.show(**state)
            time.sleep(0.1)
        page.wait(f"held === {awake}")
    page.run("location.hash = 'phone'")
    page.wait("document.querySelector('.table')?.innerText.includes('yes, in a set and its rest')")
    assert page.run("document.querySelector('.table').innerText.includes('Encrypted\\nyes')")
    assert page.run("document.querySelector('main a').getAttribute('href')") == "/authority.crt"


def cookie_of(phone: Phone) -> dict[str, str]:
    name, _, value = (phone.cookie or "").partition("=")
    return {"name": name, "value": value}


WAKE = """
window.held = 0;
navigator.wakeLock.request = async () => {
  held += 1;
  const lock = new EventTarget();
  lock.release = async () => { held -= 1; lock.dispatchEvent(new Event("release")); };
  return lock;
};
"""
"""Counts the locks that the page holds."""
