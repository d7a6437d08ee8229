"""The 40-pin headers of NVIDIA's developer kits as data: which line of which GPIO chip each pin is.

From NVIDIA's pin tables (jetson-gpio, ``gpio_pin_data.py``). A line is looked up by the chip's label and its own name;
the offset within the chip is what one kernel had, and serves only a kernel that names no lines. No row has been seen on
hardware by this project yet: the first boot of each board has to confirm the ones that it uses.
"""

from dataclasses import dataclass
from enum import Enum

from daemon.errors import PinError

T234, T234_AON = "tegra234-gpio", "tegra234-gpio-aon"
T264, T264_AON = "tegra264-gpio-main", "tegra264-gpio-aon"


class Can(Enum):
    """What the carrier board lets a pin do."""

    BOTH = "both"
    DRIVE = "drive"
    """Its buffer only leads outwards."""


@dataclass(frozen=True, slots=True)
class Row:
    """One pin of the header.

    Attributes:
        pin: Its number on the header (BOARD).
        bcm: The number that a Raspberry Pi's pin at the same place has.
        chip: The GPIO chip's label.
        line: The line's name there.
        offset: The line's place in the chip as far as is known.
        can: What it may be used for.
    """

    pin: int
    bcm: int
    chip: str
    line: str
    offset: int
    can: Can = Can.BOTH


@dataclass(frozen=True, slots=True)
class Board:
    """A developer kit's header.

    Attributes:
        name: As in ``[gpio] board``.
        title: For people.
        header: The header's name on the board.
        soc: The chip family.
        module: The module's number in the device tree's ``compatible``.
        rows: Its usable pins.
    """

    name: str
    title: str
    header: str
    soc: str
    module: str
    rows: tuple[Row, ...]

    def row(self, pin: int) -> Row:
        """Returns the row of a header pin.

        Raises:
            PinError: It is power, ground or reserved.
        """
        for row in self.rows:
            if row.pin == pin:
                return row
        usable = ", ".join(str(row.pin) for row in self.rows)
        raise PinError(f"header pin {pin} of the {self.title} is no GPIO: choose one of {usable}")


ORIN_NANO = Board(
    "orin-nano",
    "Jetson Orin Nano/NX developer kit",
    "J12",
    "T234",
    "p3767",
    (
        Row(7, 4, T234, "PAC.06", 144),
        Row(11, 17, T234, "PR.04", 112),
        Row(12, 18, T234, "PH.07", 50),
        Row(13, 27, T234, "PY.00", 122),
        Row(15, 22, T234, "PN.01", 85),
        Row(16, 23, T234, "PY.04", 126),
        Row(18, 24, T234, "PY.03", 125),
        Row(19, 10, T234, "PZ.05", 135),
        Row(21, 9, T234, "PZ.04", 134),
        Row(22, 25, T234, "PY.01", 123),
        Row(23, 11, T234, "PZ.03", 133),
        Row(24, 8, T234, "PZ.06", 136),
        Row(26, 7, T234, "PZ.07", 137),
        Row(29, 5, T234, "PQ.05", 105),
        Row(31, 6, T234, "PQ.06", 106),
        Row(32, 12, T234, "PG.06", 41),
        Row(33, 13, T234, "PH.00", 43),
        Row(35, 19, T234, "PI.02", 53),
        Row(36, 16, T234, "PR.05", 113),
        Row(37, 26, T234, "PY.02", 124),
        Row(38, 20, T234, "PI.01", 52),
        Row(40, 21, T234, "PI.00", 51),
    ),
)
AGX_ORIN = Board(
    "agx-orin",
    "Jetson AGX Orin developer kit",
    "J30",
    "T234",
    "p3701",
    (
        Row(7, 4, T234, "PQ.06", 106),
        Row(11, 17, T234, "PR.04", 112, Can.DRIVE),
        Row(12, 18, T234, "PH.07", 50),
        Row(13, 27, T234, "PR.00", 108),
        Row(15, 22, T234, "PN.01", 85),
        Row(16, 23, T234_AON, "PBB.01", 9),
        Row(18, 24, T234, "PH.00", 43),
        Row(19, 10, T234, "PZ.05", 135),
        Row(21, 9, T234, "PZ.04", 134),
        Row(22, 25, T234, "PP.04", 96),
        Row(23, 11, T234, "PZ.03", 133),
        Row(24, 8, T234, "PZ.06", 136),
        Row(26, 7, T234, "PZ.07", 137),
        Row(29, 5, T234_AON, "PAA.01", 1),
        Row(31, 6, T234_AON, "PAA.00", 0),
        Row(32, 12, T234_AON, "PBB.00", 8),
        Row(33, 13, T234_AON, "PAA.02", 2),
        Row(35, 19, T234, "PI.02", 53),
        Row(36, 16, T234, "PR.05", 113),
        Row(37, 26, T234_AON, "PAA.03", 3),
        Row(38, 20, T234, "PI.01", 52),
        Row(40, 21, T234, "PI.00", 51),
    ),
)
THOR = Board(
    "thor",
    "Jetson AGX Thor developer kit",
    "J30",
    "T264",
    "p3834",
    (
        Row(7, 4, T264, "PL.06", 86),
        Row(11, 17, T264, "PM.04", 92, Can.DRIVE),
        Row(12, 18, T264, "PV.06", 21),
        Row(13, 27, T264, "PM.00", 88),
        Row(15, 22, T264, "PF.07", 127),
        Row(16, 23, T264_AON, "PDD.03", 21),
        Row(18, 24, T264, "PU.07", 14),
        Row(19, 10, T264, "PK.01", 73),
        Row(21, 9, T264, "PK.00", 72),
        Row(22, 25, T264, "PU.00", 7),
        Row(23, 11, T264, "PJ.07", 71),
        Row(24, 8, T264, "PK.02", 74),
        Row(26, 7, T264, "PK.03", 75),
        Row(29, 5, T264_AON, "PAD.01", 1),
        Row(31, 6, T264_AON, "PAD.00", 0),
        Row(32, 12, T264_AON, "PDD.04", 22),
        Row(33, 13, T264_AON, "PAE.00", 2),
        Row(35, 19, T264, "PW.01", 24),
        Row(36, 16, T264, "PM.05", 93),
        Row(37, 26, T264_AON, "PAE.01", 3),
        Row(38, 20, T264, "PW.00", 23),
        Row(40, 21, T264, "PV.07", 22),
    ),
)
BOARDS = (ORIN_NANO, AGX_ORIN, THOR)
