"""From the camera's pointer to the network's input: nothing between copies the frame, and nothing is left behind."""

import gc
import sys
from pathlib import Path

import numpy as np
import pytest

from daemon.camera import jetson_utils
from daemon.camera.gstreamer import open_source
from daemon.ports import Frame
from daemon.system.clock import SystemClock
from engines.crop_format import CropFormat, Outside
from engines.cropping.cpu_crop import CpuCrop
from engines.cropping.gpu_crop import CropKernel, GpuCrop, GpuTarget
from tests.fakes.jetson_utils import FakeJetsonUtils, install
from tests.fakes.kernels import CPU_CUBIN, CpuGpu, compile_for_cpu

SIZE = 16
WAY = np.array([[1.5, 0.2, 3.0], [-0.2, 1.5, 5.0]])
FRAMES = 20_000


@pytest.mark.parametrize("format_", ["nv12", "i420", "yuyv", "rgb8", "rgba8"])
def test_a_cameras_frames_reach_the_network_without_a_copy(
    format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = install(monkeypatch, FakeJetsonUtils(format=format_, size=(64, 48)))
    gpu, camera = CpuGpu(compile_for_cpu(tmp_path)), open_source("csi://0", SystemClock())
    image, plain = np.zeros((1, 3, SIZE, SIZE), np.float32), np.zeros((1, 3, SIZE, SIZE), np.float32)
    processors = CpuCrop(plain, CropFormat.between(0.0, 1.0, Outside.EDGE))
    target = GpuTarget.of(image, image.__array_interface__["data"][0])
    crop = GpuCrop(CropKernel(gpu, CPU_CUBIN), target, CropFormat.between(0.0, 1.0, Outside.EDGE), fallback=processors)
    frames = 0
    while frames < 20:
        frame = camera.read(1.0)
        if isinstance(frame, Frame):
            with frame:
                crop.fill(frame, WAY)
                processors.fill(frame, WAY)
            assert np.abs(image - plain).max() <= 1.0001 / 255
            frames += 1
    assert gpu.launches == frames
    assert len(set(gpu.read)) == jetson_utils.BUFFERS, "the kernel reads the ring itself"
    camera.close()
    assert fake.abuses == []


@pytest.mark.slow
def test_thousands_of_crops_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakeJetsonUtils(size=(64, 48)))
    gpu, camera = CpuGpu(compile_for_cpu(tmp_path)), open_source("csi://0", SystemClock())
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    plain = CpuCrop(image, CropFormat.between(0.0, 1.0, Outside.EDGE))
    target = GpuTarget.of(image, image.__array_interface__["data"][0])
    crop = GpuCrop(CropKernel(gpu, CPU_CUBIN), target, CropFormat.between(0.0, 1.0, Outside.EDGE), fallback=plain)

    def see(frames: int) -> None:
        while frames:
            frame = camera.read(1.0)
            if isinstance(frame, Frame):
                crop.fill(frame, WAY)
                gpu.read.clear()
                frames -= 1

    see(200)
    gc.collect()
    before = sys.getallocatedblocks()
    see(FRAMES)
    gc.collect()
    assert sys.getallocatedblocks() - before < FRAMES // 10, "a few are those of other tests' threads"
    camera.close()
