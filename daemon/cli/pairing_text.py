"""What a pairing is told as: the page's address as a QR code, and what an MQTT app asks for."""

import socket
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from daemon.cli.output import draw
from daemon.cli.pairing import Pairing
from daemon.config import paths
from daemon.config.settings import Mqtt, Settings, Web
from daemon.link.dynsec import answers_topic

BROKER_CA = paths.SYSTEM_CONFIG / "broker-ca.pem"
"""The broker's own authority, which deploy/install makes; there only where the broker listens to the home."""
TLS_PORT = 8883
_AVAHI = Path("/run/avahi-daemon/socket")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_QUIET = 4
"""Modules of light around a code (ISO/IEC 18004)."""
_WHITE_ON_BLACK, _ON_WHITE, _ON_BLACK, _RESET = "\x1b[97;40m", "\x1b[107m", "\x1b[40m", "\x1b[0m\n"
_ELSEWHERE = ("192.0.2.1", 9)
"""An address of no machine (RFC 5737); nothing is sent there."""


def show(made: Pairing, chosen: Settings, out: TextIO) -> None:
    """Writes what the phone or hub needs; its secrets are shown this once."""
    host = chosen.web.names[0] if chosen.web.names else own_name()
    out.write(f"{made.name} is paired. What follows is shown once and kept nowhere.\n")
    if made.password is not None:
        out.write("\n" + "".join(f"{key:<9} {value}\n" for key, value in _broker_lines(made, chosen.mqtt, host)))
    if made.token is not None:
        _show_page(page_address(host, chosen.web, made), out)  # last: a code fills a small terminal


def page_address(host: str, web: Web, made: Pairing) -> str:
    """Returns the page's address with the token in its fragment, which no browser sends on."""
    scheme = "http" if web.certificate is None else "https"
    return f"{scheme}://{_in_url(host)}:{web.port}/#v1.{made.name}.{made.token}"


def own_name() -> str:
    """Returns how the home's network finds this machine: its .local name where that is announced, else its address."""
    name = socket.gethostname().partition(".")[0]
    if _AVAHI.exists():
        return f"{name}.local"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)  # chooses the way there, and sends nothing
        except OSError:
            return name
        return str(probe.getsockname()[0])


def _show_page(address: str, out: TextIO) -> None:
    out.write(f"\npage      {address}\n")
    if not out.isatty():
        out.write("          not a terminal, so no QR code: open this address on the phone\n")
        return
    draw(out, _code(address, blocks=(out.encoding or "").lower().startswith("utf")))


def _code(address: str, *, blocks: bool) -> str:
    """Returns a QR code, dark on light whatever the terminal's colours are: many phones read no inverted one."""
    # Here, so that whoever lists and revokes does not need it.
    import segno  # noqa: PLC0415 - as the comment says

    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET)]
    if not blocks:
        return "".join("".join((_ON_WHITE, _ON_BLACK)[dark] + "  " for dark in row) + _RESET for row in rows)
    lines = [zip(*pair, strict=True) for pair in zip_longest(rows[::2], rows[1::2], fillvalue=[0] * len(rows[0]))]
    return "".join(
        _WHITE_ON_BLACK + "".join("█▀▄ "[2 * upper + lower] for upper, lower in line) + _RESET for line in lines
    )


def _broker_lines(made: Pairing, mqtt: Mqtt, host: str) -> list[tuple[str, str]]:
    return [
        *_where(mqtt, host),
        ("user", made.name),
        ("password", made.password or ""),
        ("topics", f"{mqtt.base}/#; commands {mqtt.base}/BOX/command/NAME; answers {answers_topic(mqtt.base)}/…"),
    ]


def _where(mqtt: Mqtt, host: str) -> list[tuple[str, str]]:
    if mqtt.host not in _LOOPBACK:
        encryption = [("TLS", f"with {mqtt.ca_file or 'a certificate that the system trusts'}")] if mqtt.tls else []
        return [("broker", f"{mqtt.host}, port {mqtt.port}"), *encryption]
    if BROKER_CA.exists():
        return [("broker", f"{host}, port {TLS_PORT}"), ("TLS", f"with the authority in {BROKER_CA}: copy it there")]
    return [("broker", f"{mqtt.host}, port {mqtt.port}: this machine alone; sudo spotter setup broker opens it")]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
