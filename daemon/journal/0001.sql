-- seq is never used twice, not even after everything was forgotten: consumers remember it.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event_type TEXT NOT NULL,
    t TEXT NOT NULL,
    t_mono REAL NOT NULL,
    boot TEXT NOT NULL,
    athlete TEXT,
    workout TEXT,
    set_id TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_set ON events (set_id, seq);
CREATE INDEX events_by_workout ON events (workout, seq);
CREATE INDEX events_by_type ON events (event_type, seq);

-- How far each named consumer has got.
CREATE TABLE cursors (
    consumer TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;

-- What must outlive a restart and is no event: the chosen exercise, the athlete.
CREATE TABLE memory (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
