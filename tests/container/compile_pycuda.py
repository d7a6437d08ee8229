"""pycuda compiled on a box without a network, as spotter-engine.service has it compiled on a Jetson."""

import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from tests.container.debs import ROOT, Debs
from tests.container.scenario import must, say, scenario
from tests.fakes.container import Machine

CUDA = (
    "nvidia-cuda-runtime-cu12==12.6.77",
    "nvidia-cuda-nvcc-cu12==12.6.85",
    "nvidia-cuda-profiler-api-cu12==12.6.77",
    "nvidia-curand-cu12==10.3.7.77",
)
"""Headers and libraries of JetPack 6's CUDA, as they are published for a PC."""
TARGETS = {"include": "include", "lib": "lib64"}
CUDA_12_6 = "(12, 6, 0)"
STUB = r"""
cd /usr/local/cuda/lib64
ln -s libcurand.so.10 libcurand.so
grep -ohE '\bcu[A-Z][A-Za-z0-9]*(_v[0-9])?\b' ../include/cuda.h ../include/cudaProfiler.h |
    sort -u | sed 's/.*/int &(void) { return 100; }/' |
    gcc -x c -shared -w -Wl,-soname,libcuda.so.1 -o stubs/libcuda.so -
cp stubs/libcuda.so /usr/lib/libcuda.so.1
cp libcurand.so.10 /usr/lib/
ldconfig
"""
"""The driver's library, whose every function says that there is no GPU."""


def fetch(debs: Debs) -> tuple[Path, Path]:
    """Returns the folders of the Jetson's wheels, for this processor, and of CUDA's."""
    return debs.fetched("jetson-wheels", _fetch_wheels), debs.fetched("cuda-wheels", _fetch_cuda)


def _fetch_wheels(folder: Path) -> None:
    command = [sys.executable, str(ROOT / "deploy/wheelhouse.py"), "amd64", str(folder), "requirements-jetson.txt"]
    subprocess.run(command, cwd=ROOT, check=True)


def _fetch_cuda(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *CUDA]
    subprocess.run(command, check=True)


@scenario(installed=True, packages=("g++", "python3-dev"), fetch=fetch)
def compile_pycuda(machine: Machine, debs: Debs) -> None:
    """pycuda's source, compiled offline by spotter-engine.service against the headers of CUDA 12.6."""
    wheels, cuda = fetch(debs)
    for wheel in wheels.iterdir():
        shutil.copy(wheel, machine.path("/opt/spotter/payload/wheels") / wheel.name)
    unpack(cuda, machine.path("/usr/local/cuda"))
    machine.sh(STUB)
    machine.path("/etc/nv_tegra_release").write_text("# R36 (release), REVISION: 4.0\n", encoding="utf-8")
    began = time.monotonic()
    machine.sh("systemctl start spotter-engine", check=False)
    took = time.monotonic() - began
    said = machine.sh("journalctl -u spotter-engine -o cat | grep -iE 'pycuda|error' | tail -5")
    must("Successfully installed" in said, f"pycuda is not compiled: {said}")
    say("pycuda compiled by spotter-engine.service, offline", f"{took:.0f} s")
    asked = "import pycuda.driver; print(pycuda.driver.get_version())"
    version = machine.sh(f'/opt/spotter/current/.venv/bin/python -c "{asked}"')
    must(version == CUDA_12_6, f"it was compiled against CUDA {version}")
    say("import pycuda.driver: CUDA's version", version)


def unpack(wheels: Path, cuda: Path) -> None:
    """Lay out what NVIDIA's wheels hold as JetPack does; nvcc is looked for, and not run."""
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                parts = Path(name).parts  # nvidia/cuda_runtime/include/cuda.h
                if len(parts) > 3 and parts[2] in TARGETS and not name.endswith(".py"):
                    file = cuda.joinpath(TARGETS[parts[2]], *parts[3:])
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(archive.read(name))
    for folder in ("bin", "lib64/stubs"):
        (cuda / folder).mkdir(parents=True, exist_ok=True)
    (cuda / "bin/nvcc").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (cuda / "bin/nvcc").chmod(0o755)
