"""The kernel is compiled once on the box itself; the one that Spotter brings along stands in."""

import os
import shutil
from pathlib import Path

import pytest

from daemon.errors import EngineError
from engines.kernels import cubin

NVCC = shutil.which("nvcc") or shutil.which("nvcc", path="/usr/local/cuda/bin")
ELF = b"\x7fELF"


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An nvcc that notes each compilation; what it makes says which version made it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    path = folder / "nvcc"
    write_compiler(path, "12.6")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return path


def write_compiler(path: Path, version: str, trouble: str = "") -> None:
    path.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = --version ]; then echo "release {version}"; exit 0; fi\n'
        f"echo $* >> {path.parent}/compiled\n{trouble}\n"
        'while [ "$1" != -o ]; do shift; done\n'
        f'printf "made by {version}" > "$2"\n'
    )
    path.chmod(0o755)


def compilations(compiler: Path) -> int:
    noted = compiler.parent / "compiled"
    return len(noted.read_text().splitlines()) if noted.exists() else 0


def test_the_box_compiles_once_and_then_loads(compiler: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kernels"
    first = cubin.build("sm_87", kept)
    assert cubin.build("sm_87", kept) == first
    assert compilations(compiler) == 1
    assert "-arch=sm_87" in (compiler.parent / "compiled").read_text()
    assert cubin.load("sm_87", kept) == b"made by 12.6"
    assert [path.name for path in kept.iterdir()] == [first.name], "nothing else is left behind"


def test_another_compiler_compiles_again_and_its_kernel_is_used(compiler: Path, tmp_path: Path) -> None:
    cubin.build("sm_87", tmp_path)
    write_compiler(compiler, "13.0")
    newer = cubin.build("sm_87", tmp_path)
    os.utime(newer, (2**32, 2**32))
    assert cubin.load("sm_87", tmp_path) == b"made by 13.0"


def test_another_source_does_not_use_the_old_kernel(
    compiler: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cubin.build("sm_99", tmp_path)
    changed = tmp_path / "crop.cu"
    changed.write_bytes(cubin.SOURCE.read_bytes() + b"\n")
    monkeypatch.setattr(cubin, "SOURCE", changed)
    with pytest.raises(EngineError, match="no crop kernel for a GPU of sm_99: run: spotter engine build"):
        cubin.load("sm_99", tmp_path)


def test_a_compiler_that_fails_is_one_clear_line_and_leaves_nothing(compiler: Path, tmp_path: Path) -> None:
    write_compiler(compiler, "12.6", trouble="echo 'nvcc fatal: no such arch' >&2; exit 1")
    kept = tmp_path / "kernels"
    with pytest.raises(EngineError) as error:
        cubin.build("sm_0", kept)
    assert "nvcc failed: nvcc fatal: no such arch" in str(error.value)
    assert "\n" not in str(error.value)
    assert list(kept.iterdir()) == []


def test_a_box_without_the_compiler_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(cubin, "JETPACK_NVCC", tmp_path / "none")
    with pytest.raises(EngineError, match="install the package cuda-nvcc"):
        cubin.build("sm_87", tmp_path)


@pytest.mark.parametrize("arch", ["sm_87", "sm_110"])
def test_spotter_brings_a_kernel_for_orin_and_thor(arch: str, tmp_path: Path) -> None:
    found = cubin.load(arch, tmp_path)
    assert found.startswith(ELF)
    assert cubin.shipped_digest() == cubin.source_digest(), "the source changed: run deploy/kernels"


@pytest.mark.slow
@pytest.mark.skipif(NVCC is None, reason="needs the CUDA compiler, nvcc")
@pytest.mark.parametrize("arch", ["sm_87", "sm_110"])
def test_the_real_compiler_takes_the_source_for_orin_and_thor(arch: str, tmp_path: Path) -> None:
    assert cubin.build(arch, tmp_path).read_bytes().startswith(ELF)
