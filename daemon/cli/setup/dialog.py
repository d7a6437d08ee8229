"""Questions in a terminal: each has an option that answers it for a script, and each can be left for later."""

import getpass
import sys
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import TypeVar

from daemon.cli import columns
from daemon.cli.output import draw
from daemon.errors import ConfigError, SpotterError, UsageError

LATER = "-"
"""What is typed to leave a step for later."""
_MARGIN = "    "
_NARROWEST = 20
"""Cells of a line, however narrow the terminal says that it is."""
T = TypeVar("T")


class LaterError(SpotterError):
    """The step is left out, and done later."""


def _as_it_is(text: str) -> str:
    return text


class Dialog:
    """Asks in the terminal what the command line did not say.

    Args:
        given: The answers of the command line, by the option's name without dashes; None: not given.
        terminal: Whether somebody is there to answer.
    """

    def __init__(self, given: Mapping[str, object], *, terminal: bool) -> None:
        self._given = given
        self.terminal = terminal

    def given(self, option: str) -> str | None:
        """Returns what the command line says; None where it does not."""
        value = self._given.get(option)
        return None if value is None else str(value)

    def say(self, text: str) -> None:
        """Shows a line; in a terminal that is narrower, as several, broken between words."""
        width = max(columns.terminal(), _NARROWEST)
        lines = wrap(text, width - len(_MARGIN), break_long_words=False, break_on_hyphens=False) or [""]
        sys.stdout.writelines(f"{_MARGIN}{line}\n" for line in lines)
        sys.stdout.flush()

    def pause(self, text: str) -> None:
        """Waits for Enter, where somebody is there: what was drawn stays on the screen.

        Raises:
            EOFError: The terminal was closed.
        """
        if self.terminal:
            sys.stdout.write(f"{_MARGIN}{text}: ")
            sys.stdout.flush()
            if not sys.stdin.readline():
                raise EOFError

    def draw(self, text: str) -> None:
        """Shows a picture that this program made, where somebody sees it."""
        if self.terminal:
            draw(sys.stdout, text)
            sys.stdout.flush()

    def text(self, option: str, question: str, default: str | None = None, read: Callable[[str], T] = _as_it_is) -> T:  # type: ignore[assignment]  # without ``read``, T is str
        """Asks for a text until it can be read.

        Args:
            option: What answers it on the command line.
            question: What is asked.
            default: What an empty answer means.
            read: Returns what the text means, or raises ``UsageError`` or ``ConfigError``.

        Raises:
            LaterError: The step is left for later.
            UsageError: Nobody can be asked, or the command line's answer is wrong.
            EOFError: The terminal was closed.
        """
        said = self.given(option)
        if said is not None:
            return read(_whole(said))
        while True:
            answer = self._ask(option, question, default)
            try:
                return read(_whole(answer))
            except (UsageError, ConfigError) as error:
                self.say(str(error))

    def yes(self, option: str, question: str, *, default: bool) -> bool:
        """Asks a question of yes and no; see ``text``."""
        said = self._given.get(option)
        if isinstance(said, bool):
            return said
        return self.text(option, question, "yes" if default else "no", _yes_or_no)

    def choice(self, option: str, question: str, choices: Sequence[tuple[str, str]], default: str) -> str:
        """Asks for one of the choices, by its number or its own name; see ``text``.

        Args:
            option: What answers it on the command line.
            question: What is asked.
            choices: What each is called, and what it is.
            default: What an empty answer means.
        """
        names = [name for name, _ in choices]
        if self.terminal and self.given(option) is None:
            for number, (name, what) in enumerate(choices, 1):
                self.say(f"{number}  {name}{f'  {what}' if what else ''}")
        return self.text(option, question, default, lambda answer: _one_of(answer, names))

    def secret(self, question: str) -> str:
        """Asks for a password, which is not shown.

        Raises:
            LaterError, UsageError, EOFError: See ``text``.
        """
        if not self.terminal:
            raise UsageError("not a terminal: name a file with the password, --mqtt-password-file FILE")
        return _or_later(_whole(getpass.getpass(f"{_MARGIN}{question}: ")))

    def _ask(self, option: str, question: str, default: str | None) -> str:
        if not self.terminal:
            raise UsageError(f"not a terminal: answer with --{option}")
        sys.stdout.write(f"{_MARGIN}{question}{'' if default is None else f' [{default}]'}: ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        answer = _or_later(line.strip())
        if answer or default is None:
            return answer
        return default


def _or_later(answer: str) -> str:
    if answer == LATER:
        raise LaterError("left for later")
    return answer


def _whole(text: str) -> str:
    """Returns a text that can be kept; a serial console of another encoding, or half a letter deleted, gives none."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UsageError("that is no UTF-8: type it without accents, or set the terminal to UTF-8")
    return text


def _yes_or_no(answer: str) -> bool:
    if answer.lower() in ("y", "yes"):
        return True
    if answer.lower() in ("n", "no"):
        return False
    raise UsageError(f"'{answer}': answer yes or no")


def _one_of(answer: str, names: Sequence[str]) -> str:
    if answer in names:
        return answer
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    raise UsageError(f"'{answer}': answer with a number from 1 to {len(names)}")
