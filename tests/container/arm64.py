"""The arm64 package's scripts, by arm64's own dpkg, shell and Python, each emulated by qemu-user, without a boot.

It takes 13 minutes on two cores that have other work; the system that it is run in is made once, in some 6 minutes of
processor time.
What needs a booted systemd (units, the broker, the change of version) is tried with amd64's package, whose scripts are
the same bytes (``tests.packages``).
"""

import time

from tests.container.debs import Debs
from tests.container.package import DPKG, SETTINGS
from tests.container.scenario import must, say, scenario
from tests.fakes.container import Machine

PROGRAM = "/opt/spotter/current/.venv/bin/spotter"
LEFT = "find / -xdev -iname '*spotter*' -not -path '/root/*' -not -path '/var/log/*'; grep spotter /etc/passwd"


def timed(machine: Machine, what: str, command: str) -> str:
    """Run it and say how long it took; returns its output."""
    began = time.monotonic()
    said = machine.sh(command)
    say(what, f"{time.monotonic() - began:.0f} s")
    return said


@scenario(booted=False)
def arm64(machine: Machine, debs: Debs) -> None:
    """Of the arm64 package, emulated and offline: dpkg -i, -i again, -r and -P."""
    must(machine.sh("uname -m; dpkg --print-architecture").split() == ["aarch64", "arm64"], "this is no arm64")
    machine.path("/root/spotter.deb").write_bytes(debs.package.read_bytes())
    timed(machine, "dpkg -i: preinst, postinst", f"{DPKG} -i /root/spotter.deb </dev/null")
    runs(machine, debs)
    timed(machine, "dpkg -i again: prerm, preinst, postinst", f"{DPKG} -i /root/spotter.deb </dev/null")
    state = "dpkg-query --show --showformat='${db:Status-Abbrev}' spotter"
    must(machine.sh(state).split() == ["ii"], "the package is not installed as a whole")
    timed(machine, "dpkg -r: prerm, postrm", f"{DPKG} -r spotter </dev/null")
    must(not machine.path("/opt/spotter").exists(), "dpkg -r leaves the program")
    must(machine.path(SETTINGS).exists(), "dpkg -r takes the settings")
    timed(machine, "dpkg -P: postrm", f"{DPKG} -P spotter </dev/null")
    left = machine.sh(LEFT, check=False)
    must(not left, f"dpkg -P leaves {left}")
    say("dpkg -P", "nothing is left")


def runs(machine: Machine, debs: Debs) -> None:
    """What was installed is arm64's, and runs: its Python, its compiled packages, its model."""
    must(machine.sh("readlink /opt/spotter/current") == debs.version, "it is not taken up")
    must(timed(machine, "spotter --version", f"{PROGRAM} --version").endswith(debs.version), "it says another version")
    compiled = "import gpiod, msgspec, numpy, onnx, onnxruntime, uuid_utils"
    timed(machine, "its compiled packages are imported", f'/opt/spotter/current/.venv/bin/python -c "{compiled}"')
    owners = machine.sh("stat -c %U /var/lib/spotter/models/*.tflite /var/lib/spotter/models/*.onnx").split()
    must(owners == ["spotter"] * 4, f"the pose models, and what they become, belong to {owners}")
    users = machine.sh("getent passwd spotter spotter-link spotter-web spotter-tui | wc -l")
    must(users == "4", f"{users} users are made")
    wanted = machine.sh("ls /etc/systemd/system/multi-user.target.wants")
    must("spotter.service" in wanted and "spotter-link.service" in wanted, f"not enabled: {wanted}")
