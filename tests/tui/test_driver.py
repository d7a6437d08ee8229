import contextlib
import os
import pty
import threading

from textual.drivers._writer_thread import WriterThread

from tui.driver import LosableFile

WAIT_S = 60.0
"""For a thread that is stuck, never a promise of speed."""


def test_what_is_written_to_a_lost_terminal_is_dropped_and_nobody_waits_for_it() -> None:
    """Textual's own output thread ends with the error; whoever writes to it then waits without end."""
    ours, theirs = pty.openpty()
    terminal = os.fdopen(theirs, "w")
    output = WriterThread(LosableFile(terminal))  # type: ignore[arg-type]
    output.start()
    os.close(ours)

    def write() -> None:
        for _ in range(200):
            output.write("a line\n")
        output.stop()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    writer.join(WAIT_S)
    assert not writer.is_alive()
    with contextlib.suppress(OSError):
        terminal.close()


def test_a_terminal_that_is_there_gets_what_is_written() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        file = LosableFile(terminal)
        assert file.write("hello\n") == 6
        file.flush()
        assert os.read(ours, 100) == b"hello\r\n"
        assert (file.isatty(), file.fileno()) == (True, theirs)
    os.close(ours)
