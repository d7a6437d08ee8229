"""What a part may load, seen where static graphs are blind: in the modules of a fresh interpreter."""

import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

HEAVY = {"cv2", "gi", "onnx", "onnxruntime", "paho", "tflite", "sqlite3", "asyncio"}


def run(code: str) -> "subprocess.CompletedProcess[str]":
    """Code in a fresh interpreter, which no measurement of coverage loads anything into."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60)


def loaded(module: str) -> set[str]:
    """Top-level modules, and this project's own, that importing ``module`` brings in."""
    code = f"import sys, importlib; importlib.import_module({module!r}); print('\\n'.join(sys.modules))"
    ran = run(code)
    names = ran.stdout.split()
    return {name.partition(".")[0] for name in names} | {name for name in names if name.startswith("daemon.")}


def test_the_core_loads_numpy_and_the_standard_library_alone() -> None:
    names = loaded("daemon.core.workout")
    assert not names & (HEAVY | {"msgspec", "engines", "uuid_utils"})
    assert {name for name in names if name.startswith("daemon.") and not name.startswith("daemon.core")} == set()
    assert "numpy" in names


def test_the_link_loads_no_camera_engine_or_journal() -> None:
    names = loaded("daemon.link.app")
    assert not names & {"cv2", "gi", "onnx", "onnxruntime", "engines", "sqlite3", "daemon.camera", "daemon.journal"}


def test_the_daemon_loads_no_network_client() -> None:
    assert not loaded("daemon.app") & {"paho", "daemon.link"}


@pytest.mark.parametrize("module", ["daemon.config.settings", "daemon.config.exercises"])
def test_settings_and_exercises_are_read_without_the_heavy_parts(module: str) -> None:
    assert not loaded(module) & (HEAVY - {"asyncio"})


def test_help_is_printed_without_loading_any_verb_or_library() -> None:
    code = (
        "import sys, daemon.cli.main as cli\ntry: cli.main(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    ran = run(code)
    assert "spotter" in ran.stdout
    names = ran.stderr.split()
    own = {name for name in names if name.partition(".")[0] in {"daemon", "engines", "tui"}}
    assert own == {"daemon", "daemon.cli", "daemon.cli.main", "daemon.errors"}
    assert not {*names} & (HEAVY | {"numpy", "msgspec", "textual", "uuid_utils"})


@pytest.mark.parametrize("module", ["tui.app", "tui.screens.set", "tui.screens.history", "daemon.cli.commands.tui"])
def test_the_dashboard_loads_no_array_camera_engine_or_journal(module: str) -> None:
    assert not loaded(module) & {
        "numpy", "cv2", "gi", "onnx", "onnxruntime", "paho", "sqlite3", "engines", "daemon.camera", "daemon.journal",
        "daemon.app",
    }  # fmt: skip


@pytest.mark.parametrize("package", ["daemon", "engines", "tui"])
def test_no_module_imports_itself_through_others(package: str) -> None:
    graph = grimp.build_graph(package, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_every_room_of_the_daemon_stands_in_the_contract_of_layers() -> None:
    root = Path(__file__).parent.parent
    contract = (root / "pyproject.toml").read_text(encoding="utf-8").split("layers = [", 1)[1].split("]", 1)[0]
    rooms = {
        path.stem for path in (root / "daemon").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert set(re.findall(r"\bdaemon\.(\w+)", contract)) == rooms - {"__init__"}
