"""Finds the crop kernel for a GPU: compiled on this machine and kept, or the one that Spotter brings along."""

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
"""``crop.<arch>.cubin``, made by ``deploy/kernels``; and ``source``, the digest of what they were made of."""
_CUDA = Path("/usr/local/cuda/bin/nvcc")
"""Where JetPack puts the compiler; it is seldom in the path."""
_COMPILE_S = 120.0


def build(arch: str, folder: Path) -> Path:
    """Compile the kernel with this machine's compiler, unless that is done already.

    Args:
        arch: The GPU's architecture, for example ``sm_87``.
        folder: Where compiled kernels are kept.

    Returns:
        The compiled kernel.

    Raises:
        EngineError: There is no compiler, it fails, or the folder cannot be written.
    """
    nvcc = _compiler()
    # The kernels of older compilers stay: a newer driver runs them too.
    version = hashlib.sha256(_run([str(nvcc), "--version"]).encode()).hexdigest()[:12]
    path = folder / f"crop.{arch}.{digest()}.{version}.cubin"
    if not path.is_file():
        try:
            _compile(nvcc, arch, path)
        except OSError as error:
            raise EngineError(f"{folder} cannot be written ({error.strerror}): see `spotter doctor`") from error
    return path


def load(arch: str, folder: Path) -> bytes:
    """The kernel for a GPU. Compiles nothing.

    Args:
        arch: The GPU's architecture, for example ``sm_87``.
        folder: Where ``build`` kept what it compiled.

    Raises:
        EngineError: There is none; says what to do.
    """
    ours = sorted(folder.glob(f"crop.{arch}.{digest()}.*.cubin"), key=lambda path: path.stat().st_mtime)
    shipped = SHIPPED / f"crop.{arch}.cubin"
    for path in (*reversed(ours), shipped):
        with contextlib.suppress(OSError):  # the next one will do
            return path.read_bytes()
    raise EngineError(f"there is no crop kernel for a GPU of {arch}: run: spotter engine build")


def digest() -> str:
    """What the source is, in 12 digits."""
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]


def shipped_source() -> str:
    """The digest of the source that the kernels which Spotter brings along were made of."""
    return (SHIPPED / "source").read_text().strip()


def _compiler() -> Path:
    found = shutil.which("nvcc") or (str(_CUDA) if os.access(_CUDA, os.X_OK) else None)
    if found is None:
        raise EngineError("the CUDA compiler nvcc is not installed: install the package cuda-nvcc")
    return Path(found)


def _compile(nvcc: Path, arch: str, path: Path) -> None:
    """Write the file whole or not at all, also where the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".crop-") as scratch:
        made = Path(scratch) / "crop.cubin"
        _run([str(nvcc), f"-arch={arch}", "-cubin", "-O3", "-fmad=false", "-o", str(made), str(SOURCE)])
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_COMPILE_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{command[0]} cannot be run ({error}): run: spotter doctor") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it says nothing"]
        raise EngineError(f"{command[0]} failed: {said[0]}; run: spotter doctor")
    return done.stdout
