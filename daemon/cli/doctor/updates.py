"""Whose packages an installed box takes."""

from collections.abc import Iterator

from daemon.cli.doctor.finding import Finding, Ground, fail, note, ok
from daemon.errors import PackageError
from daemon.upgrade import trust

_CURRENT = "/opt/spotter/current"


def checks(ground: Ground) -> Iterator[Finding]:
    """Look at the keys that updates are checked with; nothing to say where Spotter is not installed."""
    kept = ground.path(str(trust.KEYS))
    if kept.exists():
        yield _keys(ground)
    elif ground.path(_CURRENT).exists():
        says = "no key is trusted: `spotter update` refuses every package"
        yield note("updates", says, "sudo spotter update --trust KEYFILE, with the publisher's key (docs/update.md)")


def _keys(ground: Ground) -> Finding:
    try:
        return ok("updates", f"signed by {trust.named(trust.trusted(ground.path(str(trust.KEYS))))}")
    except PackageError as error:
        return fail("updates", str(error))
