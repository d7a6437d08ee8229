"""GStreamer beside the other libraries of the process."""

import subprocess
import sys

BESIDE = """
from pathlib import Path
from daemon.camera.gstreamer import open_source
from daemon.errors import EngineError
from daemon.system.clock import SystemClock
source = open_source("test://", SystemClock())
source.read(10).release()
source.close()
from engines.runtimes.onnx_runtime import OnnxRuntime
try:
    OnnxRuntime(Path({model!r}), 1)
except EngineError as error:
    print(error)
"""


def test_an_error_of_the_pose_model_is_one_line_beside_gstreamer_too(tmp_path: object) -> None:
    model = f"{tmp_path}/junk.onnx"
    with open(model, "wb") as file:  # noqa: PTH123 - the path is text for the other process
        file.write(b"\0" * 100)
    ran = subprocess.run(
        [sys.executable, "-c", BESIDE.format(model=model)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "cannot be loaded by ONNX Runtime" in ran.stdout
