"""Starts and kills the RTSP camera of ``rtsp_server.py``."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gi
import pytest


@dataclass(frozen=True)
class RtspCamera:
    port: int
    process: "subprocess.Popen[str]"

    @property
    def uri(self) -> str:
        return f"rtsp://127.0.0.1:{self.port}/ball"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)


@contextmanager
def rtsp_camera(credentials: str | None = None) -> Iterator[RtspCamera]:
    try:
        gi.require_version("GstRtspServer", "1.0")
    except ValueError:
        pytest.skip("needs the package gir1.2-gst-rtsp-server-1.0")
    server = Path(__file__).with_name("rtsp_server.py")
    command = [sys.executable, str(server), *([credentials] if credentials else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        camera = RtspCamera(int(process.stdout.readline()), process)
        try:
            yield camera
        finally:
            camera.kill()
