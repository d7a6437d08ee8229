"""The verbs of the command line: each is shown once, in a group, and a mistyped one gets the nearest."""

from pathlib import Path

import pytest

from daemon.cli import main

COMMANDS = Path(main.__file__).parent / "commands"


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Returns what ``spotter`` prints in front of its exit."""
    with pytest.raises(SystemExit) as ends:
        main.main(words)
    assert ends.value.code == 0
    return capsys.readouterr().out


def test_every_command_is_in_the_help_once_and_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "--help").splitlines()
    modules = {path.stem.rstrip("_").replace("_", "-") for path in COMMANDS.glob("[a-z]*.py")}
    assert sorted(line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("  -")) == sorted(
        modules
    )
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("verb", ["history", "programme", "import", "support-bundle"])
def test_a_verbs_help_begins_with_what_it_does(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    usage, about, *_ = shown(capsys, verb, "--help").split("\n\n")
    assert usage.startswith(f"usage: spotter {verb} ")
    assert about.endswith(".")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "a verb is missing: `spotter --help` lists them, `spotter demo` shows the whole system"),
        (["histroy"], "there is no verb 'histroy': did you mean history?"),
        (["zzz"], "there is no verb 'zzz': see `spotter --help`"),
    ],
)
def test_a_wrong_verb_is_one_line(capsys: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    assert main.main(words) == 2
    assert capsys.readouterr().err == f"spotter: {says}\n"


def test_an_unknown_option_names_the_help_of_its_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ends:
        main.main(["exercise", "list", "--jsn"])
    assert ends.value.code == 2
    assert capsys.readouterr().err == "spotter exercise: unknown: --jsn (see `spotter exercise --help`)\n"
