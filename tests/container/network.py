"""What docs/network.md tells people to type, with NetworkManager and avahi-daemon on an installed box."""

import re
from pathlib import Path

from tests.container.debs import Debs
from tests.container.package import listening, pair
from tests.container.scenario import must, say, scenario
from tests.fakes.container import Machine, wait

DOCS = Path(__file__).parents[2] / "docs/network.md"
WIFI = "/etc/NetworkManager/system-connections/home.nmconnection"
OF_DOCS = re.compile(r"^    (?:sudo )?(nmcli connection .*?)(?: +#.*)?$", re.MULTILINE)


@scenario(installed=True, packages=("network-manager", "avahi-daemon", "avahi-utils"))
def network(machine: Machine, _: Debs) -> None:
    """docs/network.md: each line of nmcli on a cable and on a Wi-Fi's profile, the machine's name, what avahi says."""
    cable(machine)
    wifi(machine)
    name(machine)
    announced(machine)


def cable(machine: Machine) -> None:
    """A cable is connected, and gets the address that the page's lines give it."""
    machine.sh("ip link add eth0 type veth peer name uplink && ip link set uplink up")
    machine.sh("systemctl restart NetworkManager && nmcli device set eth0 managed yes")
    machine.sh("nmcli connection add type ethernet con-name NAME ifname eth0 ipv4.method link-local")
    lines = [line for line in OF_DOCS.findall(DOCS.read_text(encoding="utf-8")) if '"NAME"' in line]
    must(len(lines) == 2, f"docs/network.md has other lines for an address: {lines}")
    for line in lines:
        machine.sh(line)
    wait(lambda: "192.168.1.50/24" in machine.sh("ip -4 -br address show eth0"), 20, "no address of the page's")
    status = next(line.split() for line in machine.sh("nmcli device status").splitlines() if line.startswith("eth0"))
    must(status[1:3] == ["ethernet", "connected"], f"nmcli device status: {status}")
    say("a fixed address by nmcli", machine.sh("ip -4 -br address show eth0"))


def wifi(machine: Machine) -> None:
    """No radio is here: the lines change the profile of a network, which NetworkManager has loaded."""
    known = "NAME OF THE NETWORK"
    machine.sh(
        f'nmcli --offline connection add type wifi con-name "{known}" ssid "{known}" wifi-sec.key-mgmt wpa-psk '
        f"wifi-sec.psk not-a-secret >{WIFI} && chmod 600 {WIFI} && nmcli connection reload"
    )
    lines = [line for line in OF_DOCS.findall(DOCS.read_text(encoding="utf-8")) if f'"{known}"' in line]
    must(lines, "docs/network.md has no line for a Wi-Fi")
    for line in lines:
        machine.sh(line)
    kept = machine.sh(f'nmcli -g connection.autoconnect,802-11-wireless.powersave connection show "{known}"').split()
    must(kept == ["yes", "disable"], f"kept of the Wi-Fi: {kept}")
    said = machine.sh("nmcli device wifi list 2>&1; nmcli connection show --active", check=False)
    must("NAME" in said, said)
    say("the Wi-Fi's profile", "known at the next boot, power saving off")


def name(machine: Machine) -> None:
    """The machine gets another name, and its broker a certificate of it."""
    machine.sh("hostnamectl set-hostname gym && /opt/spotter/current/deploy/broker lan")
    names = machine.sh("openssl x509 -in /etc/mosquitto/spotter-tls/server.crt -noout -ext subjectAltName")
    must("DNS:gym.local" in names, f"the broker's certificate: {names}")
    must(any(where.endswith(":8883") for where in listening(machine)), "the broker does not listen to the home")
    say("a new name", "is in the broker's certificate")


def announced(machine: Machine) -> None:
    """What avahi finds is what listens."""
    pair(machine, "home")
    machine.sh("systemctl restart avahi-daemon && spotter announce")
    browse = "timeout 20 avahi-browse --all --terminate --parsable --no-db-lookup"

    def found() -> set[str]:
        lines = [line.split(";") for line in machine.sh(browse, check=False).splitlines()]
        return {words[4] for words in lines if len(words) > 4}

    ours = {"_spotter._tcp", "_mqtt._tcp", "_secure-mqtt._tcp"}
    wait(lambda: ours <= found(), 60, f"avahi finds {found()}")
    say("avahi-browse", ", ".join(sorted(found() & ours)))
