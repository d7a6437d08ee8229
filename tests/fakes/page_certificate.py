"""A certificate for the page, as ``deploy/page-certificate`` makes it, in a folder of a test."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "deploy" / "page-certificate"
_WORLD = """
    hostname() {{ case $1 in -I) echo {address};; *) echo gym;; esac; }}
    systemctl() {{ echo "$@" >>{folder}/systemctl; }}
    install() {{ command install "${{@//spotter-web/root}}"; }}
    PAGE_TLS={folder}/tls PAGE_CERTIFICATE={folder}/page.crt PAGE_KEY={folder}/page.key
    PAGE_AUTHORITY={folder}/authority.crt SETTINGS={folder}/spotter.toml
"""


@dataclass(frozen=True)
class PageCertificate:
    """The files in ``folder``."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "page.crt"

    @property
    def key(self) -> Path:
        return self.folder / "page.key"

    @property
    def authority(self) -> Path:
        return self.folder / "authority.crt"

    def make(self, *names: str, address: str = "192.0.2.7") -> str:
        """Makes or renews it, as for a box that is called ``gym``; returns what was said."""
        world = _WORLD.format(folder=self.folder, address=address)
        words = " ".join(names)
        lines = f"source {SCRIPT}\n{world}\nmake_page_certificate {words}\nuse_page_certificate"
        done = subprocess.run(["bash", "-euc", lines], capture_output=True, text=True, check=True, timeout=60)
        return done.stdout + done.stderr
