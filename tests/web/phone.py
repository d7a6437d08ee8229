"""A phone's browser as the server sees it: requests on plain sockets, so that any of them can be wrong."""

import http.client
import json
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_S = 120.0
"""For a broken server, never a promise of speed."""
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - each question has its own answer
        return json.loads(self.body)


@dataclass(frozen=True)
class Message:
    """One server-sent event."""

    event: str
    id: int | None
    data: Any


class Phone:
    """Asks the server at a port of the loopback interface; holds a cookie once it is paired."""

    def __init__(self, port: int, cookie: str | None = None) -> None:
        self.port = port
        self.cookie = cookie

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        raw = b"" if body is None else json.dumps(body).encode()
        return self.ask("POST", path, raw, {"origin": self.origin} | JSON | headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        with self.connection() as connection:
            connection.request(method, path, body, self._with_cookie(headers))
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def pair(self, token: str) -> Answer:
        answer = self.post("/api/pair", {"token": token})
        self.cookie = answer.headers.get("set-cookie", "").partition(";")[0] or self.cookie
        return answer

    def await_heard(self, seq: int) -> None:
        """Waits until the server has heard of this event: until then a new page begins before the newest set."""
        with self.listening(after=1) as stream:
            while stream.take(1)[0].id != seq:
                pass

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)

    @contextmanager
    def connection(self) -> Iterator[http.client.HTTPConnection]:
        connection = self.connect()
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def listening(self, after: int | None = None) -> Iterator["Stream"]:
        headers = {} if after is None else {"last-event-id": str(after)}
        with self.connection() as connection:
            connection.request("GET", "/api/events", headers=self._with_cookie(headers))
            yield Stream(connection.getresponse())

    @contextmanager
    def raw(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S) as connection:
            yield connection

    def _with_cookie(self, headers: Mapping[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return named if self.cookie is None or "cookie" in named else {"cookie": self.cookie} | named


class SecurePhone(Phone):
    """Asks over TLS, and trusts the box's own authority alone."""

    def __init__(self, port: int, authority: Path) -> None:
        super().__init__(port)
        self.context = ssl.create_default_context(cafile=authority)

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection("localhost", self.port, timeout=LIMIT_S, context=self.context)


class Stream:
    """The messages of one stream, as they come."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self._answer = answer

    def __iter__(self) -> Iterator[Message]:
        fields: dict[str, str] = {}
        end = time.monotonic() + LIMIT_S
        for raw in self._answer:
            assert time.monotonic() < end, "nothing else comes but the heartbeat"  # which keeps the connection busy
            line = raw.decode().rstrip("\n")
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                number = int(fields["id"]) if "id" in fields else None
                yield Message(fields.get("event", "message"), number, json.loads(fields["data"]))
                fields = {}

    def take(self, count: int, event: str = "journal") -> list[Message]:
        """The next messages of a kind."""
        found: list[Message] = []
        for message in self:
            if message.event == event:
                found.append(message)
            if len(found) == count:
                return found
        raise AssertionError(f"the stream ended after {found}")


def paired(phone: Phone, token: str) -> Answer:
    """Returns the answer to the token of a pairing that was made just now; the server looks for it every so often."""
    for tries in range(5):
        time.sleep(0.6 * 2**tries)
        answer = phone.pair(token)
        if answer.status == 200:
            break
    return answer


def served(phone: Phone) -> bool:
    """Whether it is answered, once the server has seen that other connections are closed."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            if phone.get("/api/me").status == 200:
                return True
        time.sleep(0.1)
    return False


def ended(connection: socket.socket, within_s: float = LIMIT_S) -> bool:
    """Whether the other side ends the connection in time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        connection.settimeout(max(end - time.monotonic(), 0.01))
        try:
            if not connection.recv(65536):
                return True
        except TimeoutError:
            return False
        except ConnectionError:
            return True
    return False
