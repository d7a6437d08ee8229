"""A box made of a checkout by ``deploy/install``."""

import shutil
import subprocess
import time

from tests.container.debs import ROOT, Debs
from tests.container.scenario import must, say, scenario
from tests.container.services import CLIP
from tests.container.update import publisher
from tests.fakes.container import Machine

LEFT = "ls -d /opt/spotter /etc/systemd/system/spotter* /etc/spotter /var/lib/spotter/journal.db 2>/dev/null"


@scenario(online=True)
def checkout(machine: Machine, _: Debs) -> None:
    """deploy/install of a checkout, again, and --uninstall."""
    with publisher() as (_, keys):
        shutil.copy(keys, machine.path("/root/publisher.gpg"))
    options = f"--source {CLIP} --key publisher.gpg"  # named from where it is called: root's home
    say("deploy/install", f"{install(machine, options):.0f} s")
    must("updates      signed by" in machine.sh("spotter doctor", check=False), "the publisher's key is not trusted")
    say("up", f"{machine.show('spotter', 'ActiveState')}, {machine.show('spotter', 'StatusText')}")
    again = install(machine, "")
    must(CLIP in machine.sh("cat /etc/spotter/spotter.toml"), "the settings are not kept")
    say("deploy/install again, settings kept", f"{again:.0f} s")
    machine.sh("/root/spotter/deploy/install --uninstall")
    left = machine.sh(LEFT, check=False).split()
    must(left == ["/etc/spotter", "/var/lib/spotter/journal.db"], f"--uninstall leaves {left}")
    say("left after --uninstall", "settings and journal")


def install(machine: Machine, options: str) -> float:
    """Bring the checkout into the container and install it; how long that took (s)."""
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    target = machine.path("/root/spotter")
    for file in filter(None, files):
        if (ROOT / file).exists():
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, target / file)
    began = time.monotonic()
    machine.sh(f"cd /root; spotter/deploy/install {options}")
    return time.monotonic() - began
