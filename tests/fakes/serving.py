"""A server of ours on a thread of this process."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

Serve = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@contextlib.contextmanager
def serving(serve: Serve) -> Iterator[None]:
    """Runs until the block ends and the event is set; what it raises is raised at the end."""
    ready = threading.Event()
    stops: list[Callable[[], None]] = []
    failed: list[BaseException] = []

    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))
        ready.set()
        await serve(stop)

    def work() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:  # noqa: BLE001 - raised again in the test
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        with contextlib.suppress(RuntimeError):  # it ended by itself
            stops[0]()
        thread.join(60)
        assert not thread.is_alive()
    if failed:
        raise failed[0]
