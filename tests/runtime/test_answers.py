"""Who gave a command hears at once how it stands, and a retry is carried out once."""

from dataclasses import dataclass, field

import pytest

from daemon.errors import UnsavedError
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from daemon.runtime.answers import RETRY_S, Answers
from tests.fakes.clock import ManualClock

FULL = "the disk is full; free space in /var/lib/spotter"


@dataclass
class Asker:
    """Gives ``add`` with a key, or another command, and keeps what it hears."""

    key: str | None = "k"
    args: Args = field(default_factory=verbs.sets.Add)
    heard: list[object] = field(default_factory=list)

    @property
    def command(self) -> Command:
        return Command(self.args, self.heard.append, self.key)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(0.0)


@pytest.fixture
def answers(clock: ManualClock) -> Answers:
    return Answers(clock)


def test_a_command_is_answered_when_it_is_saved_and_only_once(answers: Answers) -> None:
    asker = Asker()
    saved = answers.carried_out(asker.command, "one")
    answers.answer_late(None)
    assert asker.heard == []
    saved()
    answers.answer_late(FULL)
    assert asker.heard == ["one"]


def test_a_command_that_cannot_be_saved_is_answered_at_once_and_not_again_later(answers: Answers) -> None:
    asker = Asker()
    saved = answers.carried_out(asker.command, "one")
    answers.answer_late(FULL)
    (heard,) = asker.heard
    assert isinstance(heard, UnsavedError)
    assert str(heard) == f"add: accepted but not saved yet: {FULL}"
    saved()
    answers.answer_late(FULL)
    assert len(asker.heard) == 1


def test_a_disk_that_hangs_keeps_nobody_waiting(answers: Answers, clock: ManualClock) -> None:
    asker = Asker()
    answers.carried_out(asker.command, "one")
    clock.t += 1.9
    answers.answer_late(None)
    assert asker.heard == []
    clock.t += 0.2
    answers.answer_late(None)
    assert "accepted but not saved yet: the disk has not answered for 2 s" in str(asker.heard[0])


def test_a_retry_of_what_is_not_saved_hears_that_again_and_then_its_result(answers: Answers) -> None:
    saved = answers.carried_out(Asker().command, "one")
    answers.answer_late(FULL)
    second, third, fourth = Asker(), Asker(), Asker()
    assert answers.repeat(second.command)
    answers.answer_late(FULL)
    assert isinstance(second.heard[0], UnsavedError)
    assert answers.repeat(third.command)
    saved()
    assert third.heard == ["one"]
    assert answers.repeat(fourth.command)
    assert fourth.heard == ["one"]


def test_a_retry_is_known_as_long_as_an_answer_may_have_been_lost(answers: Answers, clock: ManualClock) -> None:
    answers.carried_out(Asker().command, "one")()
    clock.t += RETRY_S - 1
    assert answers.repeat(Asker().command)
    clock.t += 2
    assert not answers.repeat(Asker().command)


@pytest.mark.parametrize(
    "other", [Asker("other"), Asker(None), Asker("k", verbs.sets.Undo()), Asker("k", verbs.sets.Add(reason="x"))]
)
def test_another_key_or_another_command_is_no_retry(answers: Answers, other: Asker) -> None:
    answers.carried_out(Asker().command, "one")
    assert not answers.repeat(other.command)


def test_without_a_key_each_command_is_one_of_its_own(answers: Answers) -> None:
    answers.carried_out(Asker(None).command, "one")
    assert not answers.repeat(Asker(None).command)


def test_no_more_keys_are_kept_than_fit(answers: Answers) -> None:
    for number in range(1000):
        answers.carried_out(Asker(str(number)).command, number)()
    assert not answers.repeat(Asker("0").command)
    assert answers.repeat(Asker("999").command)
