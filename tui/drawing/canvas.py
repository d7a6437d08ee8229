"""A canvas of braille dots, or of ASCII on a plain console.

A cell has one ink: the highest that touched it.
"""

_BRAILLE = " " + "".join(chr(0x2800 + bits) for bits in range(1, 256))
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_ASCII = " .+#"

Run = tuple[int, str]
"""An ink and the signs that have it."""


class Canvas:
    """A rectangle of cells. Inks are 1 to 3; the higher covers the lower.

    Attributes:
        wide, high: Its size in dots.
        squash: A dot's height as a multiple of its width.

    Args:
        columns, rows: Its size in cells.
        plain: Whether a cell is one ASCII sign in place of eight dots.
    """

    def __init__(self, columns: int, rows: int, *, plain: bool = False) -> None:
        self._columns = columns
        self._rows = rows
        self._plain = plain
        self.wide = columns if plain else columns * 2
        self.high = rows if plain else rows * 4
        self.squash = 2.0 if plain else 1.0
        self._bits = bytearray(columns * rows)
        self._inks = bytearray(columns * rows)

    def clear(self) -> None:
        """Removes all ink."""
        self._bits = bytearray(self._columns * self._rows)
        self._inks = bytearray(self._columns * self._rows)

    def dot(self, x: int, y: int, ink: int) -> None:
        """Draws one dot; outside of the canvas it draws nothing."""
        if 0 <= x < self.wide and 0 <= y < self.high:
            if self._plain:
                at, bit = y * self._columns + x, 1
            else:
                at, bit = (y >> 2) * self._columns + (x >> 1), _BITS[y & 3][x & 1]
            self._bits[at] |= bit
            self._inks[at] = max(self._inks[at], ink)

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: int, thick: int = 1) -> None:  # noqa: PLR0913, PLR0917 - two points and a pen
        """Draws a straight line, ``thick`` dots across."""
        dx, dy = x1 - x0, y1 - y0
        steps = min(max(int(max(abs(dx), abs(dy)) + 0.5), 1), 4 * (self.wide + self.high))
        flat = abs(dx) >= abs(dy)
        pen = range(-((thick - 1) // 2), thick // 2 + 1)
        for step in range(steps + 1):
            x, y = int(x0 + dx * step / steps + 0.5), int(y0 + dy * step / steps + 0.5)
            for off in pen:
                if flat:
                    self.dot(x, y + off, ink)
                else:
                    self.dot(x + off, y, ink)

    def disc(self, x: float, y: float, radius: float, ink: int, hole: float = 0.0) -> None:
        """Draws a filled circle, or a ring around a ``hole``; radii are in dots of width."""
        reach = int(radius / self.squash) + 1
        for row in range(int(y) - reach, int(y) + reach + 2):
            for column in range(int(x - radius), int(x + radius) + 2):
                far = (column - x) ** 2 + ((row - y) * self.squash) ** 2
                if hole * hole <= far <= radius * radius:
                    self.dot(column, row, ink)

    def key(self, row: int) -> bytes:
        """Returns a key that is equal for two rows that look the same."""
        begin, end = row * self._columns, (row + 1) * self._columns
        return bytes(self._bits[begin:end] + self._inks[begin:end])

    def runs(self, row: int) -> list[Run]:
        """Returns a row as runs of one ink each; ink 0 is empty."""
        begin, end = row * self._columns, (row + 1) * self._columns
        bits, inks = self._bits[begin:end], self._inks[begin:end]
        signs = "".join(_ASCII[ink] for ink in inks) if self._plain else "".join(_BRAILLE[each] for each in bits)
        found: list[Run] = []
        at = 0
        for column in range(1, len(inks) + 1):
            if column == len(inks) or inks[column] != inks[at]:
                found.append((inks[at], signs[at:column]))
                at = column
        return found
