"""The kernel's files of real boards, built in code: names, units and quirks as those boards have them."""

from collections.abc import Mapping
from pathlib import Path

OFFLINE = "-256000"
"""What a zone of a switched-off part reads."""
_MODES = """\
< PARAM TYPE=FILE NAME=CPU_ONLINE >
< POWER_MODEL ID=0 NAME=15W >
< POWER_MODEL ID=1 NAME=25W >
< POWER_MODEL ID=2 NAME=MAXN_SUPER >
< PM_CONFIG DEFAULT=1 >
"""


class Tree:
    """A root with ``sys``, ``etc`` and ``var`` in it; a test changes a file and reads again."""

    def __init__(self, root: Path, files: Mapping[str, str]) -> None:
        self.root = root
        for path, text in files.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n", encoding="utf-8")

    def heat(self, zone: str, degrees: float) -> None:
        """Set the temperature of the zone of this type (°C)."""
        for kind in self.root.glob("sys/class/thermal/thermal_zone*/type"):
            if kind.read_text(encoding="utf-8").strip() == zone:
                kind.with_name("temp").write_text(f"{round(degrees * 1000)}\n", encoding="utf-8")
                return
        raise AssertionError(f"no zone {zone}")

    def alert(self, kind: str, state: int) -> None:
        """Set the state of the cooling device of this type."""
        for path in self.root.glob("sys/class/thermal/cooling_device*/type"):
            if path.read_text(encoding="utf-8").strip() == kind:
                path.with_name("cur_state").write_text(f"{state}\n", encoding="utf-8")
                return
        raise AssertionError(f"no cooling device {kind}")


def orin_nano(root: Path) -> Tree:
    """Orin Nano developer kit, JetPack 6.2, mode 25W."""
    files = _zones({"cpu": "51062", "gpu": "49812", "cv0": OFFLINE, "soc0": "49500", "tj": "51062"}, passive="95000")
    files |= _cooling(
        ["pwm-fan", "cpu-throttle-alert", "gpu-throttle-alert", "soc0-throttle-alert", "hot-surface-alert"]
    )
    files |= _hwmon(0, "pwmfan", {"pwm1": "64"})
    rails = {"VDD_IN": ("4984", "1856"), "VDD_CPU_GPU_CV": ("4984", "600"), "VDD_SOC": ("4976", "432")}
    files |= _hwmon(1, "ina3221", _rails(rails))
    files |= _hwmon(3, "soctherm_oc", {f"oc{i}_event_cnt": "0" for i in (1, 2, 3)})
    files["sys/class/devfreq/17000000.gpu/device/load"] = "437"
    files |= {"etc/nvpmodel.conf": _MODES, "var/lib/nvpmodel/status": "pmode:0001"}
    return Tree(root, files)


def agx_orin(root: Path) -> Tree:
    """AGX Orin developer kit, JetPack 6.2, MAXN: two monitors, no rail for the whole board, an unused channel."""
    files = _zones({"cpu": "44500", "gpu": OFFLINE, "soc2": "43000", "tj": "45031"}, passive="99000")
    files |= _cooling(["pwm-fan", "cpu-throttle-alert", "gpu-throttle-alert", "cv0-throttle-alert"])
    files |= _hwmon(2, "pwmfan", {"pwm1": "0"})
    first = {"VDD_GPU_SOC": ("19904", "200"), "VDD_CPU_CV": ("19904", "40"), "VIN_SYS_5V0": ("5040", "800")}
    files |= _hwmon(3, "ina3221", _rails(first))
    files |= _hwmon(4, "ina3221", _rails({"NC": ("0", "0"), "VDDQ_VDD2_1V8AO": ("5016", "100")}))
    files |= _hwmon(5, "soctherm_oc", {f"oc{i}_event_cnt": "7" for i in (1, 2, 3)})
    files["sys/class/devfreq/17000000.ga10b/device/load"] = "0"
    files["etc/nvpmodel.conf"] = "< POWER_MODEL ID=0 NAME=MAXN >\n< POWER_MODEL ID=3 NAME=50W >"
    files["var/lib/nvpmodel/status"] = "pmode:0000"
    return Tree(root, files)


def thor(root: Path) -> Tree:
    """AGX Thor developer kit, JetPack 7: zones of other names, and a GPU driver that tells no load."""
    files = _zones({"cpu": "48100", "gpu": "50300", "soc012": "47600", "tj": "50900"}, passive="104000")
    files |= _cooling(["pwm-fan", "cpu-throttle-alert", "gpu-throttle-alert", "soc012-throttle-alert"])
    rails = {"VDD_GPU": ("12040", "640"), "VDD_CPU_SOC_MSS": ("12040", "960"), "VIN_SYS_5V0": ("5088", "1740")}
    files |= _hwmon(4, "ina3221", _rails(rails))
    files["sys/class/devfreq/gpu-gpc-0/cur_freq"] = "1575000000"
    files["etc/nvpmodel.conf"] = "< POWER_MODEL ID=0 NAME=MAXN >\n< POWER_MODEL ID=1 NAME=120W >"
    files["var/lib/nvpmodel/status"] = "pmode:0001"
    return Tree(root, files)


def pc(root: Path) -> Tree:
    """A PC: a package zone with a placeholder of a trip, a radio that is warm, and AMD's monitor."""
    files = {"sys/class/thermal/thermal_zone0/type": "x86_pkg_temp", "sys/class/thermal/thermal_zone0/temp": "62000"}
    files |= {"sys/class/thermal/thermal_zone0/trip_point_0_type": "passive"}
    files |= {"sys/class/thermal/thermal_zone0/trip_point_0_temp": "-274000"}
    files |= {"sys/class/thermal/thermal_zone1/type": "iwlwifi_1", "sys/class/thermal/thermal_zone1/temp": "88000"}
    files |= _hwmon(0, "k10temp", {"temp1_input": "64500"}) | _hwmon(1, "nvme", {"temp1_input": "70850"})
    files["sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count"] = "12"
    return Tree(root, files)


def _zones(temperatures: Mapping[str, str], passive: str) -> dict[str, str]:
    files = {}
    for i, (name, temperature) in enumerate(temperatures.items()):
        folder = f"sys/class/thermal/thermal_zone{i}"
        trips = {"active": "50000", "passive": passive, "critical": "104500"}
        files |= {f"{folder}/type": f"{name}-thermal", f"{folder}/temp": temperature}
        for j, (kind, limit) in enumerate(trips.items()):
            files |= {f"{folder}/trip_point_{j}_type": kind, f"{folder}/trip_point_{j}_temp": limit}
    return files


def _cooling(kinds: list[str]) -> dict[str, str]:
    """The fan runs at its second step: that is its work, not throttling."""
    return {
        f"sys/class/thermal/cooling_device{i}/{name}": text
        for i, kind in enumerate(kinds)
        for name, text in {"type": kind, "cur_state": "2" if kind == "pwm-fan" else "0", "max_state": "2"}.items()
    }


def _hwmon(number: int, name: str, files: Mapping[str, str]) -> dict[str, str]:
    folder = f"sys/class/hwmon/hwmon{number}"
    return {f"{folder}/name": name} | {f"{folder}/{file}": text for file, text in files.items()}


def _rails(rails: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Millivolts and milliamperes of each; and the sum of shunt voltages, which is no rail."""
    files = {"in7_label": "sum of shunt voltages", "in7_input": "31"}
    for i, (name, (millivolts, milliamperes)) in enumerate(rails.items(), 1):
        files |= {f"in{i}_label": name, f"in{i}_input": millivolts, f"curr{i}_input": milliamperes}
    return files
