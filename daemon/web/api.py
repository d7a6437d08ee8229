"""What the page asks for, and what it is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from daemon.errors import AwayError, BusyError, SpotterError, UnsavedError, UsageError
from daemon.ipc.daemon_request import ask
from daemon.ipc.failures import code_of
from daemon.ipc.verbs.parsing import parse
from daemon.ipc.verbs.table import COMMANDS
from daemon.web import body
from daemon.web.body import TooLargeError, TooSlowError
from daemon.web.feed import Feed
from daemon.web.files import AUTHORITY, PageFile
from daemon.web.limits import Limiter
from daemon.web.pairing_watcher import PairingWatcher
from daemon.web.request_guard import address_of, refused
from daemon.web.stream import Stream

COOKIE = "spotter"
_YEAR_S = 400 * 24 * 3600
"""The longest that a browser keeps a cookie."""
_MOST_STREAMS = 100
_KEY_LIMIT = 100
QUERIES = ("history", "set", "weeks", "progress", "today", "health", "exercises", "athletes", "board", "plans")
_NAMES = ("athlete", "set")
"""What stays a text in an address though it may look like a number."""
_STATUS: tuple[tuple[type[SpotterError], HTTPStatus], ...] = (
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (TooSlowError, HTTPStatus.REQUEST_TIMEOUT),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (BusyError, HTTPStatus.CONFLICT),
    (UnsavedError, HTTPStatus.ACCEPTED),
    (AwayError, HTTPStatus.SERVICE_UNAVAILABLE),
)
Handler = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one address may show a token, and one who is paired may ask for something."""

    tries: Limiter
    commands: Limiter


class Api:
    """The routes.

    Args:
        path: The daemon's socket.
        feed: What it says.
        pairings: Who may come in.
        page: The page's files.
        limits: How often one may ask.
    """

    def __init__(
        self, path: Path, feed: Feed, pairings: PairingWatcher, page: dict[str, PageFile], limits: Limits
    ) -> None:
        self._path = path
        self._feed = feed
        self._pairings = pairings
        self._page = page
        self._limits = limits
        self._streams = 0

    def app(self) -> Starlette:
        """Returns the application."""
        files = [Route(name, self._file, methods=["GET"]) for name in self._page]
        return Starlette(
            routes=[
                *files,
                Route("/api/pair", self._pair, methods=["POST"]),
                Route("/api/leave", self._leave, methods=["POST"]),
                Route("/api/me", self._me, methods=["GET"]),
                Route("/api/events", self._events, methods=["GET"]),
                Route("/api/setup", self._answered(self._setup), methods=["GET"]),
                Route("/api/setup", self._answered(self._set_up), methods=["POST"]),
                Route("/api/placement", self._answered(self._placement), methods=["GET"]),
                Route("/api/command/{verb}", self._answered(self._command), methods=["POST"]),
                Route("/api/{verb}", self._answered(self._query), methods=["GET"]),
            ],
        )

    async def _file(self, request: Request) -> Response:
        file = self._page[request.url.path]
        headers = {"etag": file.tag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(file.body, media_type=file.type, headers=headers)

    async def _pair(self, request: Request) -> Response:
        """Takes a token and gives a cookie for it."""
        if not self._limits.tries.take(address_of(request.scope)):
            return refused(HTTPStatus.TOO_MANY_REQUESTS, "too many tries: wait a minute")
        try:
            token = (await body.read_object(request)).get("token")
        except SpotterError as error:
            return _failed(error)
        found = self._pairings.redeem(token) if isinstance(token, str) else None
        if found is None:
            return refused(HTTPStatus.FORBIDDEN, "this code is not valid, or no longer: run `spotter pair NAME` again")
        name, cookie = found
        return _let_in(_json({"ok": True, "result": {"name": name}}), request, cookie)

    async def _leave(self, _: Request) -> Response:
        answer = _json({"ok": True, "result": None})
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return answer

    async def _events(self, request: Request) -> ASGIApp:
        cookie = request.cookies.get(COOKIE, "")
        if self._pairings.holder(cookie) is None:
            return _stranger()
        try:
            after = _last_event_id(request)
        except UsageError as error:
            return _failed(error)
        if self._streams >= _MOST_STREAMS:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, f"{_MOST_STREAMS} pages are open already: close one")
        return self._counted(Stream(self._feed, self._pairings, cookie, after))

    def _counted(self, stream: Stream) -> ASGIApp:
        async def counted(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
            self._streams += 1
            try:
                await stream(scope, receive, send)
            finally:
                self._streams -= 1

        return counted

    def _answered(self, handler: Callable[[Request, str], Awaitable[Any]]) -> Handler:
        """Returns a handler that lets in who is paired, and answers with the result or the error."""

        async def answered(request: Request) -> Response:
            name = self._pairings.holder(request.cookies.get(COOKIE, ""))
            if name is None:
                return _stranger()
            if not self._limits.commands.take(name):
                return refused(HTTPStatus.TOO_MANY_REQUESTS, "too many requests: wait a moment")
            try:
                return _json({"ok": True, "result": await handler(request, name)})
            except SpotterError as error:
                return _failed(error)

        return answered

    async def _me(self, request: Request) -> Response:
        """Says who asks, and lets the browser keep the cookie for another year: the page asks whenever it is opened."""

        async def who(_: Request, name: str) -> dict[str, Any]:
            return {"name": name, "authority": AUTHORITY if AUTHORITY in self._page else None}

        answer = await self._answered(who)(request)
        return _let_in(answer, request, request.cookies[COOKIE]) if answer.status_code == HTTPStatus.OK else answer

    async def _command(self, request: Request, name: str) -> Any:  # noqa: ANN401 - each verb has its own answer
        verb = request.path_params["verb"]
        if verb not in COMMANDS:
            raise UsageError(f"no command {verb[:40]!r}")
        key = request.headers.get("idempotency-key")
        if key is not None and len(key) > _KEY_LIMIT:
            raise UsageError(f"Idempotency-Key: at most {_KEY_LIMIT} characters")
        args = await body.read_object(request)
        return await _ask(self._path, verb, None if key is None else f"web {name} {key}", args)

    async def _setup(self, _: Request, __: str) -> Any:  # noqa: ANN401 - as above
        """Says how the first boot stands."""
        return _with_this_phone(await _ask(self._path, "setup", None, {}))

    async def _set_up(self, request: Request, _: str) -> Any:  # noqa: ANN401 - as above
        """Takes a step's answer down: what a paired phone may say opens nothing."""
        return _with_this_phone(await _ask(self._path, "setup_answer", None, await body.read_object(request)))

    async def _placement(self, _: Request, __: str) -> Any:  # noqa: ANN401 - as above
        """Says what to move; the picture does not leave the box."""
        answer = await _ask(self._path, "picture", None, {"pixels": False})
        return {"checks": answer["checks"]}

    async def _query(self, request: Request, _: str) -> Any:  # noqa: ANN401 - each verb has its own answer
        verb = request.path_params["verb"]
        if verb not in QUERIES:
            raise UsageError(f"no query {verb[:40]!r}")
        given = request.query_params.items()
        args = {key: text if key in _NAMES else _value(text) for key, text in given}
        return await _ask(self._path, verb, None, args)


def _with_this_phone(answer: Any) -> Any:  # noqa: ANN401 - as above
    """Returns how the first boot stands, as seen by who is paired: the daemon cannot see that."""
    for step in answer.get("steps", ()):
        if step["name"] == "pair":
            step.update(state="done", says="this phone is paired")
    return answer


async def _ask(path: Path, verb: str, key: str | None, args: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
    parse(verb, args)  # here, so that no key of the request's is taken for a parameter of ours
    return await ask(path, verb, key, **args)


def _value(text: str) -> int | str:
    """Returns a value of an address: a number where it is one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else text  # noqa: PLR2004 - 63 bits


def _last_event_id(request: Request) -> int | None:
    """Returns the newest event that a browser has, as it says when it connects again."""
    given = request.headers.get("last-event-id") or request.query_params.get("after")
    if not given:
        return None
    value = _value(given)
    if not isinstance(value, int):
        raise UsageError("Last-Event-ID is no whole number")
    return value or None


def _let_in(answer: Response, request: Request, cookie: str) -> Response:
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, cookie, max_age=_YEAR_S, path="/", secure=secure, httponly=True, samesite="strict")
    return answer


def _stranger() -> Response:
    return refused(HTTPStatus.UNAUTHORIZED, "not paired: scan the code that `spotter pair NAME` shows", "unpaired")


def _failed(error: SpotterError) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    return _json({"ok": False, "error": str(error), "code": code_of(error)}, status)


def _json(content: object, status: int = HTTPStatus.OK) -> Response:
    return Response(
        msgspec.json.encode(content), status, media_type="application/json", headers={"cache-control": "no-store"}
    )
