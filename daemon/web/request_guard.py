"""ASGI middleware: checks each request (host, method, origin, rate) and adds the security headers to each answer."""

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.web.limits import Limiter
from daemon.web.names import is_ours

_CSP = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_METHODS = ("GET", "POST")
_SITES = (None, "same-origin", "none")


class RequestGuard:
    """Wraps an ASGI application: a request that it refuses does not reach it.

    Attributes:
        names: The names and addresses of this machine.
        port: The port at which it listens.

    Args:
        app: The application that answers the requests that are let in.
        names, port: See the attributes.
        limiter: How often one address may ask.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str], port: int, limiter: Limiter) -> None:
        self.names = names
        self._app = app
        self.port = port
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers why not."""

        async def armoured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (self._app if refusal is None else refusal)(scope, receive, armoured)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        host = _only(headers.getlist("host"))
        if not is_ours(host, self.names, self.port):
            return refused(421, "this is not a name of this box: use its address, or add the name to [web] names")
        if scope["method"] not in _METHODS:
            return refused(405, "GET and POST alone")
        if not _is_own_page(headers, f"{scope['scheme']}://{host}", writes=scope["method"] == "POST"):
            return refused(403, "only the box's own page may ask")
        if not self._limiter.take(address_of(scope)):
            return refused(429, "too many requests: wait a moment")
        return None


def refused(status: int, why: str, code: str = "refused") -> JSONResponse:
    """Returns an answer that says no, and why."""
    return JSONResponse({"ok": False, "error": why, "code": code}, status)


def address_of(scope: Scope) -> str:
    """Returns where a request comes from."""
    client = scope.get("client")
    return client[0] if client else ""


def _is_own_page(headers: Headers, own: str, *, writes: bool) -> bool:
    """Returns whether the request comes from our own page; a browser says so with everything that changes something."""
    origins = headers.getlist("origin")
    if headers.get("sec-fetch-site") not in _SITES or (writes and not origins):
        return False
    return all(origin == own for origin in origins)


def _only(values: Sequence[str]) -> str | None:
    return values[0] if len(values) == 1 else None
