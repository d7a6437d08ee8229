"""Compresses the files of a Debian package with a window that is as long as the package may have.

    python deploy/deb_compression.py PLAIN.deb COMPRESSED.deb

Wheels are compressed already, but those of one package for three Pythons hold the same libraries, some 20 MB apart from
each other: a long window finds them again, which nfpm's does not. It takes a quarter off. 2^27 bytes are what zstd, and
with it dpkg of Debian 12 and Ubuntu 22.04, reads without being asked to.
"""

import argparse
import struct
from pathlib import Path

import zstandard

MAGIC = b"!<arch>\n"
HEAD = struct.Struct("16s12s6s6s8s10s2s")
LEVEL = 12
WINDOW_LOG = 27


def compressed(content: bytes) -> bytes:
    """Returns a zstd frame of the content; the same for the same zstandard."""
    options = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW_LOG, enable_ldm=True)
    return zstandard.ZstdCompressor(compression_params=options).compress(content)


def repacked(package: bytes) -> bytes:
    """Returns a Debian package whose ``data.tar`` is compressed.

    Raises:
        ValueError: It is no package as nfpm makes it with ``compression: none``.
    """
    if not package.startswith(MAGIC):
        raise ValueError("this is no Debian package")
    parts, at, found = [MAGIC], len(MAGIC), False
    while at < len(package):
        name, *rest, size, end = HEAD.unpack_from(package, at)
        at += HEAD.size
        content = package[at : at + int(size)]
        at += int(size) + int(size) % 2
        if name.strip().rstrip(b"/") == b"data.tar":
            name, content, found = b"data.tar.zst".ljust(16), compressed(content), True
        parts += [
            HEAD.pack(name, *rest, str(len(content)).encode().ljust(10), end),
            content,
            b"\n" * (len(content) % 2),
        ]
    if not found:
        raise ValueError("its files are compressed already: set deb.compression to none")
    return b"".join(parts)


def main() -> None:
    """Read the command line and write the package."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plain", type=Path)
    parser.add_argument("compressed", type=Path)
    args = parser.parse_args()
    args.compressed.write_bytes(repacked(args.plain.read_bytes()))


if __name__ == "__main__":
    main()
