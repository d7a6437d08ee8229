"""Examines an untrusted file in a child process with little memory, little time and no way to write."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from daemon.errors import EngineError
from engines.inspection.report import Examined, Report

_GIBI = 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use.

    Attributes:
        memory: Address space beside the file's share, bytes.
        per_byte: Address space for each byte of the file: it is read, parsed and loaded.
        cpu_s: Processor time.
        wall_s: Time by the clock; a busy machine gives a process only a part of it.
    """

    memory: int = _GIBI
    per_byte: int = 8
    cpu_s: int = 60
    wall_s: float = 180.0


def examine(path: Path, limits: Limits) -> Examined:
    """Read, check and run an ONNX or TFLite file.

    Raises:
        EngineError: Spotter cannot use it.
    """
    memory = limits.memory + limits.per_byte * path.stat().st_size
    command = [sys.executable, "-m", "engines.inspection.examine", str(path.absolute()), str(memory), str(limits.cpu_s)]
    # One thread each: a stack per core would count as memory. The modules are those of this process.
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=limits.wall_s, check=False, cwd="/", env=os.environ | threads
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"{path} takes longer than {limits.wall_s:.0f} s to load: expected a pose network") from None
    return _examined(path, done, memory, limits)


def _examined(path: Path, done: "subprocess.CompletedProcess[bytes]", memory: int, limits: Limits) -> Examined:
    if -done.returncode in (signal.SIGXCPU, signal.SIGKILL):
        raise EngineError(f"{path} takes longer than {limits.cpu_s} s to load: expected a pose network")
    if b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr:
        raise _too_much_memory(path, memory)
    if done.returncode != 0:
        raise EngineError(f"{path} is damaged, and reading it failed: download or export it again")
    report = msgspec.json.decode(done.stdout, type=Report)
    if report.examined is None:
        raise EngineError(f"{path} {report.refusal}")
    return report.examined


def _too_much_memory(path: Path, memory: int) -> EngineError:
    return EngineError(f"{path} needs more than {memory / _GIBI:.1f} GiB of memory: expected a pose network")
