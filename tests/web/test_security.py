"""What is refused: strangers, other sites, other names of the box, too much and too slow; and what is never said."""

import contextlib
import json
import logging
import socket
import time
from pathlib import Path

import pytest

from daemon.pairing import store
from daemon.pairing.secrets import new_token
from daemon.web import pairing_watcher, server
from daemon.web.files import load
from tests.link.box import FakeBox
from tests.web.phone import JSON, Phone, ended, paired, served

QUERIES = (
    "history",
    "set",
    "weeks",
    "progress",
    "today",
    "health",
    "exercises",
    "athletes",
    "board",
    "plans",
    "me",
    "events",
    "setup",
    "placement",
)


@pytest.mark.parametrize("query", QUERIES)
def test_a_stranger_is_told_nothing(stranger: Phone, query: str) -> None:
    answer = stranger.get(f"/api/{query}")
    assert answer.status == 401
    assert answer.json["code"] == "unpaired"


def test_a_stranger_commands_nothing(stranger: Phone, box: FakeBox) -> None:
    assert stranger.post("/api/command/start").status == 401
    assert box.commands == []


def test_a_wrong_token_gives_no_cookie_and_after_a_few_no_more_tries(stranger: Phone) -> None:
    answers = [stranger.pair(new_token()) for _ in range(8)]
    assert [answer.status for answer in answers[:6]] == [403] * 6
    assert {answer.status for answer in answers[6:]} == {429}
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("body", [None, {}, {"token": 1}, {"token": None}, {"token": ""}, {"token": "\ud800"}])
def test_no_token_gives_no_cookie(stranger: Phone, body: object) -> None:
    assert stranger.post("/api/pair", body).status in {400, 403}


def test_the_cookie_is_for_this_site_alone_and_no_script_sees_it(stranger: Phone, box: FakeBox, pairings: Path) -> None:
    token = store.add(pairings, "phone", box.clock.now())
    given = paired(stranger, token).headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=strict" in given
    assert "path=/" in given
    assert token.lower() not in given


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1.evil.example"],
)
def test_another_site_commands_nothing_even_with_the_cookie(phone: Phone, box: FakeBox, origin: str) -> None:
    assert phone.post("/api/command/start", {}, origin=origin).status == 403
    assert phone.get("/api/health", origin=origin).status == 403
    assert box.commands == []


def test_a_post_that_does_not_say_where_it_comes_from_is_refused(phone: Phone, box: FakeBox) -> None:
    assert phone.ask("POST", "/api/command/start", b"{}", JSON).status == 403
    assert phone.post("/api/command/start", {}, sec_fetch_site="cross-site").status == 403
    assert phone.post("/api/command/start", {}, sec_fetch_site="same-site").status == 403
    assert phone.get("/api/health", sec_fetch_site="cross-site").status == 403
    assert box.commands == []


def test_a_form_of_another_site_is_no_command(phone: Phone, box: FakeBox) -> None:
    headers = {"origin": phone.origin, "content-type": "application/x-www-form-urlencoded"}
    assert phone.ask("POST", "/api/command/start", b"exercise=squat", headers).status == 400
    assert phone.ask("POST", "/api/command/start", b"{}", headers | {"content-type": "text/plain"}).status == 400
    assert box.commands == []


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "localhost.evil:{port}"]
)
def test_another_name_of_the_box_is_refused(phone: Phone, host: str) -> None:
    given = host.format(port=phone.port)
    assert phone.get("/api/health", host=given).status == 421
    assert phone.get("/", host=given).status == 421


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "box.local:{port}", "BOX:{port}", "192.168.1.20:{port}", "[fe80::1]:{port}"]
)
def test_the_boxs_own_names_are_understood(phone: Phone, host: str) -> None:
    assert phone.get("/api/me", host=host.format(port=phone.port)).status == 200


def test_two_hosts_are_none(phone: Phone) -> None:
    with phone.raw() as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{phone.port}\r\nHost: evil.example\r\n\r\n".encode())
        assert connection.recv(4096).split()[1] in {b"400", b"421"}


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd",
     "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/state/../../app.py", "/page/../app.py",
     "//etc/passwd", "/..\\..\\etc\\passwd",
     "/index.html%00.js", "/state/", "/state", "/api/../main.js", "/.git/config"],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(phone: Phone, path: str) -> None:
    with phone.raw() as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{phone.port}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert answer.split()[1] in {b"404", b"400", b"401"}
    assert b"root:" not in answer
    assert b"import" not in answer


def test_a_body_over_4_kib_is_refused_told_or_not(phone: Phone, box: FakeBox) -> None:
    assert phone.post("/api/command/undo", {"reason": "x" * 5000}).status == 413
    head = f"POST /api/command/undo HTTP/1.1\r\nHost: 127.0.0.1:{phone.port}\r\nOrigin: {phone.origin}\r\n"
    head += f"Cookie: {phone.cookie}\r\n"
    with phone.raw() as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"1388\r\n" + b"x" * 5000 + b"\r\n")
        assert connection.recv(4096).split()[1] == b"413"
    assert box.commands == []


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b"7", b'"start"', b"\xff\xfe", b"[" * 3000, b'{"a":1,"key":2}', b'{"verb":"stop"}']
)
def test_a_body_that_is_no_command_is_refused_in_one_line(phone: Phone, box: FakeBox, body: bytes) -> None:
    answer = phone.ask("POST", "/api/command/stop", body, {"origin": phone.origin} | JSON)
    assert answer.status == 400
    assert "\n" not in answer.json["error"]
    assert box.commands == []


def test_a_header_without_end_is_refused(phone: Phone) -> None:
    with phone.raw() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        with pytest.raises(ConnectionError):  # noqa: PT012 - whichever call meets the closed connection
            for _ in range(100):
                connection.sendall(b"x" * 4096)
                time.sleep(0.01)


def is_cut_off(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"X")
        return not connection.recv(1)
    except ConnectionError:
        return True


def test_who_sends_a_header_byte_by_byte_is_cut_off(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.5)
    with phone.raw() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(0.1)
        for _ in range(600):
            with contextlib.suppress(TimeoutError):
                if is_cut_off(connection):
                    return
    pytest.fail("after 600 bytes, and a minute, it is still listened to")


def test_who_dawdles_with_a_second_request_is_cut_off_too(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.5)
    with phone.raw() as connection:
        connection.sendall(f"GET /icon.svg HTTP/1.1\r\nHost: 127.0.0.1:{phone.port}\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert ended(connection)


def test_one_address_holds_no_more_connections_than_its_share(phone: Phone) -> None:
    held = [socket.create_connection(("127.0.0.1", phone.port)) for _ in range(server.MOST_OF_ONE)]
    try:
        time.sleep(0.3)
        with phone.raw() as one_more:
            assert ended(one_more)
    finally:
        for each in held:
            each.close()
    assert served(phone)


def test_who_asks_without_end_is_told_to_wait(phone: Phone) -> None:
    statuses = [phone.get("/api/me").status for _ in range(60)]
    assert 429 in statuses
    assert phone.get("/icon.svg").status == 200


def test_after_a_revocation_the_stream_ends_at_once_and_the_cookie_is_void(
    phone: Phone, box: FakeBox, pairings: Path
) -> None:
    box.show(reps=1)
    with phone.listening() as stream:
        stream.take(1, "state")
        store.revoke(pairings, "phone")
        assert [message for message in stream if message.event == "journal"] == []
    assert pairing_watcher.LOOK_S < 1  # it is looked for so often
    assert phone.get("/api/me").status == 401
    with phone.listening() as stream:
        assert stream.status == 401
    assert phone.post("/api/command/start").status == 401


def test_every_answer_carries_the_policy(phone: Phone) -> None:
    for answer in (phone.get("/"), phone.get("/api/me"), phone.get("/nothing"), phone.get("/", host="evil.example")):
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
    assert phone.get("/api/me").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "HEAD"])
def test_other_methods_are_refused(phone: Phone, method: str) -> None:
    assert phone.ask(method, "/api/me", None, {"origin": phone.origin}).status == 405


def test_no_secret_is_logged(phone: Phone, box: FakeBox, pairings: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = store.add(pairings, "tablet", box.clock.now())
    tablet = Phone(phone.port)
    paired(tablet, token)
    tablet.get("/api/me")
    tablet.get(f"/?{token}")
    assert tablet.cookie
    assert token not in caplog.text
    assert tablet.cookie.partition("=")[2] not in caplog.text


def test_nothing_of_a_token_reaches_the_pairings(phone: Phone, pairings: Path) -> None:
    assert phone.cookie is not None
    kept = json.loads(pairings.read_text())
    assert phone.cookie.partition("=")[2] not in json.dumps(kept)


def test_reloading_the_page_again_and_again_gets_all_of_it(phone: Phone) -> None:
    statuses = {phone.get(path).status for _ in range(8) for path in load()}
    assert statuses == {200}
