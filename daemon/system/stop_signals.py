"""The signals that end a process in order."""

import signal


def stop_signals() -> tuple[signal.Signals, ...]:
    """Returns SIGTERM, Ctrl-C, and the end of the terminal, but where whoever started us ignores that (``nohup``)."""
    hung_up = () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)
    return (signal.SIGTERM, signal.SIGINT, *hung_up)
