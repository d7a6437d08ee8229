"""Each script of ``deploy`` that takes words says which, and does nothing, where it is asked for help."""

import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("name", ["broker", "install", "package", "page-certificate", "sign"])
def test_a_script_shows_how_it_is_called(name: str, option: str) -> None:
    done = subprocess.run([DEPLOY / name, option], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert f"deploy/{name} " in done.stdout
    assert "#!" not in done.stdout
