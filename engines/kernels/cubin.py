"""Finds the compiled crop kernel for a GPU: one that was compiled on this machine, or the one that Spotter ships."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from daemon.errors import EngineError

SOURCE = Path(__file__).with_name("crop.cu")
SHIPPED = Path(__file__).with_name("cubins")
"""``crop.<arch>.cubin``, compiled by ``deploy/kernels``; and ``source``, the digest of the source they come from."""
JETPACK_NVCC = Path("/usr/local/cuda/bin/nvcc")
"""Where JetPack installs the compiler; it is seldom in the path."""
_COMPILE_TIMEOUT_S = 120.0


def build(arch: str, folder: Path) -> Path:
    """Compile the kernel with this machine's compiler, unless that is done already.

    Args:
        arch: The GPU's architecture, for example ``sm_87``.
        folder: Where compiled kernels are kept.

    Returns:
        The path of the compiled kernel.

    Raises:
        EngineError: There is no compiler, it failed, or the folder is not writable.
    """
    nvcc = find_compiler()
    # Kernels of older compilers are kept: a newer driver runs them too.
    version = hashlib.sha256(_run([str(nvcc), "--version"]).encode()).hexdigest()[:12]
    path = folder / f"crop.{arch}.{source_digest()}.{version}.cubin"
    if not path.is_file():
        try:
            _compile(nvcc, arch, path)
        except OSError as error:
            raise EngineError(f"{folder} cannot be written ({error.strerror}): see `spotter doctor`") from error
    return path


def load(arch: str, folder: Path) -> bytes:
    """Returns the compiled kernel for a GPU. Compiles nothing.

    Args:
        arch: The GPU's architecture, for example ``sm_87``.
        folder: The folder that ``build`` was called with.

    Raises:
        EngineError: There is none for this GPU; the message says what to do.
    """
    compiled_here = sorted(folder.glob(f"crop.{arch}.{source_digest()}.*.cubin"), key=lambda path: path.stat().st_mtime)
    shipped = SHIPPED / f"crop.{arch}.cubin"
    for path in (*reversed(compiled_here), shipped):
        with contextlib.suppress(OSError):  # the next one is tried
            return path.read_bytes()
    raise EngineError(f"there is no crop kernel for a GPU of {arch}: run: spotter engine build")


def source_digest() -> str:
    """Returns the first 12 digits of the source's sha256."""
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]


def shipped_digest() -> str:
    """Returns the digest of the source that the shipped kernels were compiled from."""
    return (SHIPPED / "source").read_text().strip()


def find_compiler() -> Path:
    """Returns the path of the CUDA compiler.

    Raises:
        EngineError: It is not installed.
    """
    found = shutil.which("nvcc") or (str(JETPACK_NVCC) if os.access(JETPACK_NVCC, os.X_OK) else None)
    if found is None:
        raise EngineError("the CUDA compiler nvcc is not installed: install the package cuda-nvcc")
    return Path(found)


def _compile(nvcc: Path, arch: str, path: Path) -> None:
    """Write the file completely or not at all, also where the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".crop-") as scratch:
        compiled = Path(scratch) / "crop.cubin"
        _run([str(nvcc), f"-arch={arch}", "-cubin", "-O3", "-fmad=false", "-o", str(compiled), str(SOURCE)])
        with compiled.open("rb") as file:
            os.fsync(file.fileno())
        compiled.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_COMPILE_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{command[0]} cannot be run ({error}): run: spotter doctor") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise EngineError(f"{command[0]} failed: {said[0]}; run: spotter doctor")
    return done.stdout
