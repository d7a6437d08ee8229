"""The script says how it is used."""

import sys

import pytest

from tests.fit import __main__ as script


def test_the_help_names_the_script_and_what_it_writes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["python", "--help"])
    with pytest.raises(SystemExit) as ended:
        script.main()
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: python -m tests.fit")
    assert "daemon/core/evidence/weights.py" in said
    assert {"--folds", "--write", "--seeds"} <= set(said.split())
