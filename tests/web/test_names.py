"""By which names the page may be asked for."""

import pytest

from daemon.web.names import is_ours, own_names

NAMES = own_names("Gym.example.org", "spotter-1a2b3c", ["wall.lan"])


@pytest.mark.parametrize(
    "host",
    ["gym:8080", "GYM.local:8080", "gym.fritz.box:8080", "gym.example.org:8080", "spotter-1a2b3c.local:8080",
     "wall.lan:8080", "localhost:8080", "192.168.1.7:8080", "[::1]:8080", "gym.local.:8080"],
)  # fmt: skip
def test_ours(host: str) -> None:
    assert is_ours(host, NAMES, 8080)


@pytest.mark.parametrize(
    "host",
    [None, "", ":8080", "gym", "gym:80", "evil.org:8080", "gym.evil.org:8080", "gymx:8080", "1.2.3.4.evil.org:8080",
     "::1:8080", "[::1]", "[192.168.1.7]:8080", "192.168.1.7:8080:8080", "gym:8080x", "gym:٨٠٨٠", "gym@evil.org:8080"],
)  # fmt: skip
def test_not_ours(host: str | None) -> None:
    assert not is_ours(host, NAMES, 8080)


def test_the_usual_port_is_not_written() -> None:
    assert is_ours("gym.local", NAMES, 80)
    assert is_ours("[::1]", NAMES, 80)
