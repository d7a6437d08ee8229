"""Holds one thread of a process where it is, while its other threads go on: ``python tests/fakes/hang.py TID``.

The debugger's way (ptrace(2)): a signal would stop all of them. Ends when the thread does.
"""

import ctypes
import os
import sys

_ATTACH, _ALL = 16, 0x40000000


def main(thread: int) -> None:
    """Hold it to its end; says ``held`` once it stands still."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_ATTACH, thread, None, None):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    _, status = os.waitpid(thread, _ALL)
    print("held", flush=True)
    while os.WIFSTOPPED(status):
        _, status = os.waitpid(thread, _ALL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
