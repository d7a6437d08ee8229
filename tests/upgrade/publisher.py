"""Somebody with a secret key, and the packages that they sign."""

import os
import subprocess
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
ARCHITECTURE = subprocess.run(
    ["dpkg", "--print-architecture"], capture_output=True, text=True, check=False
).stdout.strip()


class Publisher:
    """Somebody with a secret key."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700)
        self.home = home
        self.keys = home / "update-keys.gpg"
        self.environ = {**os.environ, "GNUPGHOME": str(home)}
        self.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", home.name, "ed25519", "sign", "never")
        self.run(str(DEPLOY / "sign"), "--public-key", str(self.keys))

    def run(self, *words: str) -> str:
        done = subprocess.run(words, env=self.environ, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sign(self, deb: Path) -> Path:
        return Path(self.run(str(DEPLOY / "sign"), str(deb)).strip())

    def close(self) -> None:
        self.run("gpgconf", "--kill", "all")


def build(folder: Path, name: str = "spotter", version: str = "99.0", architecture: str = ARCHITECTURE) -> Path:
    """Returns a package that says so of itself."""
    tree = folder / f"tree-{name}-{version}-{architecture}"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: a <a@b.c>\nDescription: d\n"
    )
    deb = folder / f"{name}_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", tree, deb], check=True, capture_output=True)
    return deb
