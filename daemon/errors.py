"""Everything that can go wrong in a way that a user can mend."""


class SpotterError(Exception):
    """Any error whose message is meant for the user: what, where, and what to do next.

    ``exit_status`` is what the command line ends with (see docs/commands.md, "Exit status").
    """

    exit_status = 1

    @property
    def lines(self) -> tuple[str, ...]:
        """What the command line says, a line each."""
        return (str(self),)


class UsageError(SpotterError, ValueError):
    """The command line or a request asks for something that does not exist."""

    exit_status = 2


class PackageError(SpotterError, ValueError):
    """An update is refused: it is not signed by a known key, was changed, is not Spotter's, or not for this machine."""

    exit_status = 65


class SourceError(SpotterError, OSError):
    """A video, camera, stream or trace cannot be read, nor a file of another application."""

    exit_status = 66


class DriverError(SourceError):
    """What reads a camera is not installed, or does not fit this system: opening the camera again does not help."""


class RestartError(SourceError):
    """A camera gives nothing however often this process opens it: a new process may get pictures."""

    exit_status = 70


class StuckError(RestartError):
    """A camera gives nothing to a new process either: its own service must be started again."""

    exit_status = 71


class EngineError(SpotterError, RuntimeError):
    """No pose engine: the model is missing, damaged or cannot be run."""

    exit_status = 69


class PinError(SpotterError, OSError):
    """A pin of the header cannot be used: no such chip or line, no permission, or another program has it."""


class SoundError(SpotterError, OSError):
    """Nothing can be heard: no loudspeaker, no permission, no speech program, or no such voice."""


class BusyError(SpotterError, RuntimeError):
    """Another process holds what this one needs: the journal, the socket."""

    exit_status = 73


class JournalError(SpotterError, OSError):
    """The journal cannot be opened, read or written."""

    exit_status = 74


class UnsavedError(JournalError):
    """A command was carried out and cannot be saved yet: it is not to be given again."""


class AwayError(SpotterError, ConnectionError):
    """The daemon or the broker does not answer; trying again later may help."""

    exit_status = 75


class NotAllowedError(SpotterError, PermissionError):
    """Only root may do this."""

    exit_status = 77


class OutputError(SpotterError, OSError):
    """What a command prints cannot be written: the disk that it goes to is full."""


class ConfigError(SpotterError, ValueError):
    """A settings or exercise file is wrong: names the file, the key and the nearest valid name.

    Args:
        lines: All that is wrong, a line each. As a text it is the first of them, and how many more there are.
    """

    exit_status = 78

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """All that is wrong."""
        return self.args

    def __str__(self) -> str:
        first, *more = self.args
        return f"{first} (and {len(more)} more)" if more else first
