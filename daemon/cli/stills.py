"""Pictures for a report: each rep at its turning point, cut out of the overlay while that is drawn."""

from collections.abc import Iterable

import cv2
import numpy as np

from daemon.events import AnyEvent, Held, Rep, RepRejected
from daemon.render.ghost import depths
from daemon.render.picture import Picture
from daemon.render.track import SEEN, Track

MOST = 120
"""More reps than this have a picture only now and then, evenly: a report stays a few megabytes."""
_WIDE, _HIGH = 400, 300
_ROOM = 1.5
"""How much larger than the athlete the picture is."""
_QUALITY = 80


class Stills:
    """Give ``see`` to what draws the overlay.

    Args:
        track: Where the joints are, complete once the overlay is drawn.
        events: What was counted.

    Attributes:
        pictures: JPEG by the event's id.
    """

    def __init__(self, track: Track, events: Iterable[AnyEvent]) -> None:
        self._track = track
        self._wanted: dict[int, list[str]] = {}
        self.pictures: dict[str, bytes] = {}
        done = [event for event in events if isinstance(event, Rep | Held | RepRejected)]
        for event in done[:: -(-len(done) // MOST) or 1]:
            frame = turn(event, track)
            if frame is not None:
                self._wanted.setdefault(frame, []).append(event.id)

    def see(self, picture: Picture, i: int) -> None:
        """Keeps the i-th frame's picture, where a rep turns in it."""
        for event_id in self._wanted.get(i, ()):
            self.pictures[event_id] = jpeg(_around(picture, self._track, i), _QUALITY)


def turn(event: Rep | Held | RepRejected, track: Track) -> int | None:
    """Returns the frame in which a rep is deepest, and a hold's middle; None where there is no frame of it."""
    rows = track.between(event.start, event.end)
    if not len(rows):
        return None
    at = len(rows) // 2 if isinstance(event, Held) else int(np.argmax(depths(rows)))
    return track.index(float(rows["t"][at]))


def jpeg(picture: Picture, quality: int) -> bytes:
    """Returns a picture as a JPEG."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _around(picture: Picture, track: Track, i: int) -> Picture:
    """Returns the part of the picture that the athlete is in, of one shape for all; all of it where nobody is seen."""
    rows, columns = picture.shape[:2]
    row = track.rows[i]
    seen = row["xy"][row["score"] >= SEEN] * (columns / (track.size or (columns, rows))[0])
    if not len(seen):
        return _fitted(picture, columns, rows)
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    high = min(max(_ROOM * (bottom - top), _ROOM * (right - left) * _HIGH / _WIDE, rows / 3), rows)
    wide = min(high * _WIDE / _HIGH, columns)
    high = min(high, wide * _HIGH / _WIDE)
    x = min(max((left + right - wide) / 2, 0), columns - wide)
    y = min(max((top + bottom - high) / 2, 0), rows - high)
    return _fitted(picture[int(y) : int(y + high), int(x) : int(x + wide)], wide, high)


def _fitted(picture: Picture, wide: float, high: float) -> Picture:
    by = min(_WIDE / wide, _HIGH / high)
    size = max(round(wide * by), 1), max(round(high * by), 1)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if by < 1 else cv2.INTER_LINEAR), np.uint8)
