"""A real Chromium without a window, driven over its own debugging pipe: no driver and no library beside it."""

import base64
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio", "--no-pings",
    "--remote-debugging-pipe",
)  # fmt: skip
ANSWER_S = 120.0
LIMIT_S = 180.0
"""For a broken page, never a promise of speed."""
_ON_ITS_WAY = ("navigated or closed", "Cannot find context", "context was destroyed")
"""What is said of a script whose page was left meanwhile."""
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27}


class LeftError(AssertionError):
    """The page went elsewhere while a script ran in it."""


class Browser:
    """Chromium, from ``with`` to its end. ``page()`` opens a page in a profile of its own."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM is not None
        to_it, ours = os.pipe()
        theirs, from_it = os.pipe()
        redirected = f'exec "$0" "$@" 3<&{to_it} 4>&{from_it}'
        command = ["bash", "-c", redirected, PROGRAM, *_FLAGS, f"--user-data-dir={folder}"]
        self.process = subprocess.Popen(
            command, pass_fds=(to_it, from_it), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_it)
        os.close(from_it)
        self._write = os.fdopen(ours, "wb", buffering=0)
        self._read = os.fdopen(theirs, "rb")
        self._ids = itertools.count(1)
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> "Browser":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait(30)
        self._write.close()

    def page(self, beside: "Page | None" = None) -> "Page":
        """A page in a profile of its own, or in that of another one."""
        context = beside.context if beside else self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, context)

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - the protocol's own
        number = next(self._ids)
        self._answers[number] = queue.Queue()
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        self._write.write(json.dumps(message).encode() + b"\0")
        answer = self._answers[number].get(timeout=ANSWER_S)
        del self._answers[number]
        if any(words in str(answer.get("error")) for words in _ON_ITS_WAY):
            raise LeftError(str(answer))
        assert "error" not in answer, (method, answer)
        found: dict[str, Any] = answer.get("result", {})
        return found

    def _listen(self) -> None:
        rest = b""
        while chunk := self._read.read1(65536):
            *whole, rest = (rest + chunk).split(b"\0")
            for each in whole:
                message = json.loads(each)
                waiting = self._answers.get(message.get("id", 0))
                if waiting is not None:
                    waiting.put(message)
                elif "method" in message:
                    self.events.append(message)


class Page:
    """One page, as a phone shows it."""

    def __init__(self, browser: Browser, session: str, context: str) -> None:
        self.context = context
        self._browser = browser
        self._session = session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - the protocol's own
        return self._browser.send(method, self._session, **params)

    def forget(self) -> None:
        """Ends it, all pages beside it and their profile."""
        self._browser.send("Target.disposeBrowserContext", browserContextId=self.context)
        self._browser.events.clear()

    def size(self, width: int, height: int, *, dark: bool = True, mobile: bool = True) -> None:
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])

    def before_load(self, script: str) -> None:
        self.send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def go(self, url: str) -> None:
        self.send("Page.navigate", url=url)

    def run(self, script: str) -> Any:  # noqa: ANN401 - the protocol's own
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, script: str, limit_s: float = LIMIT_S) -> Any:  # noqa: ANN401 - the protocol's own
        """Until the script gives something true, on this page or on the one that it leads to; returns it."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            with suppress(LeftError):
                if found := self.run(script):
                    return found
            time.sleep(0.03)
        raise AssertionError(f"never true: {script}; the page shows: {self.text('body')!r}; {self.complaints}")

    def text(self, selector: str) -> str:
        return str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def click(self, selector: str) -> None:
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"!!{found} && !{found}.disabled")
        self.run(f"{found}.click()")

    def tap(self, selector: str) -> None:
        """A finger, or a mouse: unlike ``click``, the browser takes it for a person's."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"!!{found} && !{found}.disabled")
        box = self.run(f"(({found}.scrollIntoView(), {found}.getBoundingClientRect().toJSON()))")
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, **at)

    def press(self, *keys: str) -> None:
        """Keys of a keyboard, by their names (``Tab``, ``Enter``, ``Escape``, ``Shift+Tab``)."""
        for key in keys:
            name = key.removeprefix("Shift+")
            what = {"key": name, "code": name, "windowsVirtualKeyCode": _KEYS[name], "modifiers": 8 * (name != key)}
            text = {"text": "\r"} if name == "Enter" else {}
            self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **what, **text)
            self.send("Input.dispatchKeyEvent", type="keyUp", **what)

    def heard(self) -> list[tuple[str, str]]:
        """What a screen reader is given, in order: role and name of each thing that is there for it."""
        self.send("Accessibility.enable")
        nodes, before = self._tree(), None
        for _ in range(20):  # the browser makes it a moment after the picture; a clock in it never stands still
            if nodes == before:
                break
            time.sleep(0.1)
            nodes, before = self._tree(), nodes
        shown = [node for node in nodes if not node.get("ignored")]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in shown]

    def _tree(self) -> list[dict[str, Any]]:
        return list(self.send("Accessibility.getFullAXTree")["nodes"])

    def picture(self) -> bytes:
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    @property
    def complaints(self) -> list[str]:
        """What the browser found wrong: errors of scripts, of the policy, of loading."""
        found = []
        for event in list(self._browser.events):
            if event.get("sessionId") != self._session:
                continue
            if event["method"] == "Runtime.exceptionThrown":
                found.append(str(event["params"]["exceptionDetails"]))
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                found.append(str(event["params"]["entry"]["text"]))
        return found
