"""A Jetson's own parts, from Jetson Linux to its power mode. On another machine each of them is well."""

import re
import stat
from collections.abc import Iterator

import msgspec

from daemon.cli.doctor.finding import Finding, Ground, fail, note, ok
from daemon.config.settings import Settings
from daemon.masking import masked
from daemon.system.health import Machine
from engines.tensorrt import jetson_linux

NOT_A_JETSON = "not a Jetson"
# Jetson Linux -> JetPack, CUDA's major version and TensorRT's, as NVIDIA's release notes pair them.
_JETPACKS = (
    ((36, 4, 7), "6.2.1"),
    ((36, 4, 4), "6.2.1"),
    ((36, 4, 3), "6.2"),
    ((36, 4), "6.1"),
    ((36, 5), "6.2.2"),
    ((38, 2), "7.0"),
    ((38, 4), "7.1"),
    ((39, 2), "7.2"),
)
_OLDEST_TENSORRT = (10, 3)
_CUDA = {36: 12, 38: 13, 39: 13}
_FLASH = "flash JetPack 6.2 (Orin) or 7 (Orin, Thor): https://developer.nvidia.com/embedded/jetpack"
_PACKAGES = (
    "usr/lib/python3*/dist-packages",
    "usr/local/lib/python3*/dist-packages",
    "usr/local/lib/python3*/site-packages",
    "opt/spotter/current/.venv/lib/python3*/site-packages",
)
_SMALL_KB = 12 * 2**20
"""Kilobytes: boards with less memory build an engine only with swap."""


class _Cuda(msgspec.Struct):
    version: str


class _CudaFile(msgspec.Struct):
    cuda: _Cuda


def checks(ground: Ground, config: Settings) -> Iterator[Finding]:
    """Look at all of them."""
    release = jetson_linux.version(ground.path("/etc/nv_tegra_release"))
    model = ground.text("/proc/device-tree/model")
    if release is None:
        yield ok("board", f"{model or 'a PC'}: {NOT_A_JETSON}")
        parts = ("jetpack", "cuda", "tensorrt", "pycuda", "jetson-utils", "argus", "power mode")
        yield from (ok(part, NOT_A_JETSON) for part in parts)
    else:
        yield ok("board", model or "a Jetson whose device tree has no name")
        yield _jetpack(release)
        yield _cuda(ground, release)
        yield _tensorrt(ground)
        yield _pycuda(ground)
        yield _utils(ground, config)
        yield _argus(ground, config)
        yield _power(ground)
    yield _heat(ground)
    yield _swap(ground)


def _jetpack(release: str) -> Finding:
    version = _numbers(release)
    if version[:1] < (36,) or version[:2] == (36, 3):
        return fail("jetpack", f"Jetson Linux {release}: its TensorRT is older than 10.3", _FLASH)
    known = [name for prefix, name in _JETPACKS if version[: len(prefix)] == prefix]
    if not known:
        return note("jetpack", f"Jetson Linux {release}: a release that Spotter has not been checked against")
    return ok("jetpack", f"{known[0]} (Jetson Linux {release})")


def _cuda(ground: Ground, release: str) -> Finding:
    text = ground.text("/usr/local/cuda/version.json")
    if text is None:
        return fail("cuda", "there is no CUDA in /usr/local/cuda", "sudo apt install nvidia-jetpack")
    try:
        version = msgspec.json.decode(text, type=_CudaFile).cuda.version
    except msgspec.MsgspecError:
        return fail("cuda", "/usr/local/cuda/version.json names no version", "sudo apt reinstall cuda-toolkit*")
    wanted = _CUDA.get(_numbers(release)[0])
    if wanted is not None and _numbers(version)[0] != wanted:
        return fail("cuda", f"{version}, but this Jetson Linux comes with {wanted}", "sudo apt install nvidia-jetpack")
    if not ground.path("/usr/local/cuda/bin/nvcc").exists():
        return note(
            "cuda", f"{version}, without nvcc: the crop kernel comes precompiled", "sudo apt install cuda-nvcc*"
        )
    return ok("cuda", version)


def _tensorrt(ground: Ground) -> Finding:
    found = ground.found(*(f"{folder}/tensorrt-*.dist-info" for folder in _PACKAGES))
    mend = "sudo apt install python3-libnvinfer; the pose model then runs on the GPU"
    if not found:
        return fail("tensorrt", "there is no TensorRT for Python: counting is left to the processor", mend)
    version = found[0].name.removeprefix("tensorrt-").removesuffix(".dist-info")
    if _numbers(version)[:2] < _OLDEST_TENSORRT:
        return fail("tensorrt", f"{version}: Spotter needs 10.3 or newer", _FLASH)
    if "/opt/spotter/" in str(found[0]):
        return note("tensorrt", f"{version} from a package index, in Spotter's own venv", "pip uninstall tensorrt")
    return ok("tensorrt", version)


def _pycuda(ground: Ground) -> Finding:
    found = ground.found(*(f"{folder}/pycuda-*.dist-info" for folder in _PACKAGES))
    if not found:
        return fail(
            "pycuda",
            "not installed: TensorRT cannot be used without it",
            "once CUDA is here: sudo systemctl start spotter-engine (of a checkout: sudo deploy/install)",
        )
    return ok("pycuda", found[0].name.removeprefix("pycuda-").removesuffix(".dist-info"))


def _utils(ground: Ground, config: Settings) -> Finding:
    build = "build it: https://github.com/dusty-nv/jetson-utils, branch v1, and `sudo make install`"
    real = ground.found(*(f"{folder}/jetson_utils_python*.so" for folder in _PACKAGES))
    others = ground.found(*(f"{folder}/jetson_utils-*.dist-info" for folder in _PACKAGES))
    if others and not real:
        says = f"{others[0].parent}/jetson_utils is another project of the same name: it has no videoSource"
        return fail("jetson-utils", says, f"pip uninstall jetson-utils; {build}")
    if real:
        return ok("jetson-utils", f"dusty-nv's, {real[0]}")
    if config.camera.source.startswith("csi:"):
        return fail("jetson-utils", f"{config.camera.source} is read through it, and it is not installed", build)
    return note("jetson-utils", "not installed: cameras are read through GStreamer", build)


def _argus(ground: Ground, config: Settings) -> Finding:
    if not config.camera.source.startswith("csi:"):
        return ok("argus", f"not needed by {masked(config.camera.source)}")
    path = ground.path("/tmp/argus_socket")  # noqa: S108 - NVIDIA's own place for it
    if not path.exists() or not stat.S_ISSOCK(path.stat().st_mode):
        return fail(
            "argus",
            "nvargus-daemon does not listen at /tmp/argus_socket",
            "sudo systemctl restart nvargus-daemon; where that does not help, check the camera's ribbon and reboot",
        )
    state = ground.program(["systemctl", "is-active", "nvargus-daemon"])
    return ok("argus", f"nvargus-daemon listens{'' if state is None else f', {state}'}")


def _power(ground: Ground) -> Finding:
    mode = Machine(ground.root).read().power_mode
    if mode is None:
        return note("power mode", "nvpmodel does not say", "sudo nvpmodel -q")
    named: list[str] = re.findall(r"POWER_MODEL\s+ID=\d+\s+NAME=([^\s>]+)", ground.text("/etc/nvpmodel.conf") or "")
    fastest = [name for name in named if name.startswith("MAXN")]
    if fastest and mode not in fastest:
        return note(
            "power mode", f"{mode}; the fastest is {fastest[-1]}", "sudo nvpmodel -m ID: `nvpmodel -p --verbose`"
        )
    return ok("power mode", mode)


def _heat(ground: Ground) -> Finding:
    vitals = Machine(ground.root).read()
    if vitals.temperature_c is None:
        return ok("heat", "this machine has no sensor")
    limit = "" if vitals.limit_c is None else f" of {vitals.limit_c:.0f}"
    says = f"{vitals.temperature_c:.0f}{limit} °C"
    if vitals.throttled is not None:
        return note("heat", f"{says}: {vitals.throttled}")
    return ok("heat", says)


def _swap(ground: Ground) -> Finding:
    sizes = dict(re.findall(r"^(\w+):\s+(\d+) kB", ground.text("/proc/meminfo") or "", re.MULTILINE))
    memory, swap = int(sizes.get("MemTotal", 0)), int(sizes.get("SwapTotal", 0))
    says = f"{memory / 2**20:.1f} GiB of memory, {swap / 2**20:.1f} GiB of swap"
    jetson = jetson_linux.version(ground.path("/etc/nv_tegra_release")) is not None
    if jetson and swap == 0 and memory < _SMALL_KB:
        return note("swap", f"{says}: building the engine may need more", "sudo systemctl enable --now nvzramconfig")
    return ok("swap", says)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)) or (0,)
