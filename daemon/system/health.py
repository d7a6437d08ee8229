"""How the machine is: temperature, GPU load, power and its mode, fan, throttling, from the kernel's own files.

Names and units: Linux' thermal and hwmon interfaces (``Documentation/ABI/testing``: ``sysfs-class-thermal``,
``sysfs-class-hwmon``), and for a Jetson its developer guide, "Platform Power and Performance".
"""

import re
from dataclasses import dataclass
from pathlib import Path

from daemon.system.sysfs import hwmons, number, text

_ZONES = re.compile(r"(tj|cpu|gpu|soc\d*|cv\d*|x86_pkg_temp|cpu_thermal)(-?thermal)?")
"""Zones that are the chip itself; a PMIC's or a radio's says nothing of the heat that slows the chip down."""
_CHIP_HWMONS = "coretemp|k10temp|zenpower"
_PLAUSIBLE_C = (-40.0, 150.0)
"""A sensor that is switched off reads -256 °C."""
_TRIPS_C = (60.0, 120.0)
"""A trip point outside is a placeholder: x86 has passive ones at 0 °C."""
_ALERTS = re.compile(r"([a-z]+)\d*-throttle-alert|hot-surface-alert")
_RAIL = re.compile(r"in(\d+)_label")
_MODE = re.compile(r"<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=([^\s>]+)")


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the machine is at one moment; None: this machine does not say.

    Attributes:
        temperature_c: The chip's hottest place (°C).
        limit_c: Where the kernel begins to slow the chip down (°C).
        gpu_load: Share of time that the GPU was busy, 0..1.
        power_w: What the board draws (W); where only rails are measured, their sum.
        power_mode: nvpmodel's name for it, for example ``15W``.
        fan: Share of the fan's full drive, 0..1.
        throttled: One line on what slows the machine down at this moment, or None: nothing does.
    """

    temperature_c: float | None = None
    limit_c: float | None = None
    gpu_load: float | None = None
    power_w: float | None = None
    power_mode: str | None = None
    fan: float | None = None
    throttled: str | None = None


class Machine:
    """This machine's vitals. Belongs to one thread; a read may take tens of milliseconds on a Jetson.

    Args:
        root: Where ``/sys``, ``/etc`` and ``/var`` are.
    """

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._counts: dict[str, float] = {}

    def read(self) -> Vitals:
        """Returns how the machine is now; of counted throttling, whether there was any since the last read."""
        zones = _zones(self._root)
        trips = [limit for zone in zones for limit in _passive(zone)]
        return Vitals(
            temperature_c=_hottest(self._root, zones),
            limit_c=min(trips, default=None),
            gpu_load=_gpu_load(self._root),
            power_w=_power(self._root),
            power_mode=_power_mode(self._root),
            fan=_fan(self._root),
            throttled=self._throttled(),
        )

    def _throttled(self) -> str | None:
        slowed = _alerts(self._root)
        if slowed:
            return f"too hot: the kernel slows {' and '.join(slowed)} down; give it air"
        if self._rose("sys/class/hwmon/hwmon*/oc*_event_cnt"):
            return "over-current: the kernel slows down; use the supply that came with the board, or a lower power mode"
        if self._rose("sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count"):
            return "too hot: the processor slows itself down; give it air"
        return None

    def _rose(self, pattern: str) -> bool:
        """Returns whether any of these counters rose since it was last read."""
        rose = False
        for path in self._root.glob(pattern):
            count = number(path)
            if count is not None:
                rose |= count > self._counts.get(str(path), count)
                self._counts[str(path)] = count
        return rose


def _zones(root: Path) -> list[Path]:
    folders = sorted(root.glob("sys/class/thermal/thermal_zone*"))
    return [zone for zone in folders if _ZONES.fullmatch(text(zone / "type") or "")]


def _hottest(root: Path, zones: list[Path]) -> float | None:
    files = [zone / "temp" for zone in zones]
    files += [file for folder in hwmons(root, _CHIP_HWMONS) for file in sorted(folder.glob("temp*_input"))]
    read = [value / 1000 for value in map(number, files) if value is not None]
    return max((value for value in read if _PLAUSIBLE_C[0] < value < _PLAUSIBLE_C[1]), default=None)


def _passive(zone: Path) -> list[float]:
    """Returns the temperatures at which the kernel slows down for this zone (°C)."""
    kinds = sorted(zone.glob("trip_point_*_type"))
    files = [kind.with_name(kind.name.replace("_type", "_temp")) for kind in kinds if text(kind) == "passive"]
    read = [value / 1000 for value in map(number, files) if value is not None]
    return [value for value in read if _TRIPS_C[0] <= value <= _TRIPS_C[1]]


def _gpu_load(root: Path) -> float | None:
    """Returns the integrated GPU's load, in thousandths; Thor's driver has no such file."""
    folders = [folder / "device" for folder in sorted(root.glob("sys/class/devfreq/*gpu*"))]
    folders += [folder / "device" for folder in sorted(root.glob("sys/class/devfreq/*.ga10b"))]
    for folder in [*folders, root / "sys/devices/platform/gpu.0"]:
        load = number(folder / "load")
        if load is not None:
            return min(max(load / 1000, 0.0), 1.0)
    return None


def _power(root: Path) -> float | None:
    rails: dict[str, float] = {}
    for folder in hwmons(root, "ina3221|ina238"):
        for label in sorted(folder.glob("in*_label")):
            found = _RAIL.fullmatch(label.name)
            name = text(label) or ""
            if found is None or name.startswith("NC"):
                continue
            millivolts, milliamperes = number(folder / f"in{found[1]}_input"), number(folder / f"curr{found[1]}_input")
            if millivolts is not None and milliamperes is not None:
                rails[name] = millivolts * milliamperes / 1e6
    if not rails:
        return None
    return round(rails.get("VDD_IN", sum(rails.values())), 2)


def _power_mode(root: Path) -> str | None:
    """Returns the mode's name. Its number is in one file, its name in another of nvpmodel's: no program need be run."""
    status = re.search(r"pmode:0*(\d+)", text(root / "var/lib/nvpmodel/status") or "")
    if status is None:
        return None
    names: dict[str, str] = dict(_MODE.findall(text(root / "etc/nvpmodel.conf") or ""))
    return names.get(status[1], f"mode {status[1]}")


def _fan(root: Path) -> float | None:
    drives = [number(folder / "pwm1") for folder in hwmons(root, "pwmfan")]
    return max((round(drive / 255, 2) for drive in drives if drive is not None), default=None)


def _alerts(root: Path) -> list[str]:
    """Returns what the kernel slows down at this moment, in the user's words."""
    slowed = set()
    for folder in root.glob("sys/class/thermal/cooling_device*"):
        found = _ALERTS.fullmatch(text(folder / "type") or "")
        if found is not None and (number(folder / "cur_state") or 0) > 0:
            slowed.add(f"the {found[1].upper()}" if found[1] else "the whole board")
    return sorted(slowed)
