"""The command line on a journal, with a daemon and without one: the same to the user."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.cli import main
from daemon.events import AnyEvent
from tests.fakes.box import Box

Spotter = Callable[..., tuple[int, str, str]]
"""The command line: its words to exit status, output, errors."""
Recorded = Callable[..., Spotter]
"""Events to the command line on a journal of them."""


@pytest.fixture(params=["daemon", "alone"])
def recorded(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Recorded]:
    """Makes the command on a journal of these events: exit status, output, errors."""
    box = Box(tmp_path)
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')

    def call(verb: str, *args: str) -> tuple[int, str, str]:
        status = main.main([verb, *args, "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    def of(*events: AnyEvent) -> Spotter:
        box.start()
        if events:
            box.record(*events)
        if request.param == "alone":
            box.stop()
        return call

    yield of
    box.stop()
