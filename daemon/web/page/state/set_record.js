// What the events of a set come to, corrections applied: the same fold as the box's own (daemon/set_record.py). Pure.
const UNSURE_BELOW = 0.8;
const OF_SET = new Set(["rep", "hold", "rep_rejected", "rep_corrected", "set_started", "set_ended", "set_imported"]);

export const isUnsure = (entry) =>
  entry.event.event_type === "rep" && counts(entry) && !entry.confirmed && entry.event.confidence < UNSURE_BELOW;

export function counts(entry) {
  const { event } = entry;
  return !entry.undone && (event.event_type === "rep" || (event.event_type === "rep_corrected" && event.kind === "added"));
}

export const reps = (record) => (record ? record.entries.filter(counts) : []);

// Seconds that a posture was held; null where reps are counted.
export const heldS = (record) => {
  const holds = record ? record.entries.filter((entry) => entry.event.event_type === "hold") : [];
  return holds.length ? holds.reduce((sum, entry) => sum + entry.event.held_s, 0) : (record?.end?.held_s ?? null);
};

export const lastRep = (record) => reps(record).filter((entry) => entry.event.event_type === "rep").at(-1)?.event ?? null;

export const meanScore = (record) => {
  const scores = reps(record).map((entry) => entry.event.score).filter((score) => score != null);
  return scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
};

// The record of the newest set after one more event of any set; an event that comes twice changes nothing.
export function newest(record, event) {
  if (!event.set || !OF_SET.has(event.event_type)) return record;
  if (record && record.id === event.set) return event.seq <= record.seq ? record : follow(record, event);
  if (["rep_corrected", "set_ended", "set_imported"].includes(event.event_type)) return record;
  return begin(event);
}

export function ofSet(events) {
  return events.reduce((record, event) => {
    if (!event.set || !OF_SET.has(event.event_type)) return record;
    return record ? follow(record, event) : begin(event);
  }, null);
}

function begin(event) {
  const record = { id: event.set, exercise: event.exercise, t: event.t, seq: 0, entries: [], end: null, load: null };
  return follow(record, event);
}

function follow(record, event) {
  const next = { ...record, seq: event.seq };
  switch (event.event_type) {
    case "set_started":
      return { ...next, load: event.load_kg ?? null };
    case "set_ended":
      return { ...next, end: event };
    case "set_imported":
      return imported(next, event);
    case "rep_corrected":
      if (event.kind === "undone" || event.kind === "confirmed") return decided(next, event);
      if (event.kind === "load") return { ...next, load: event.load_kg ?? null };
      if (event.kind === "exercise") next.exercise = event.exercise;
      break;
  }
  return { ...next, entries: [...next.entries, { event, undone: null, confirmed: null }] };
}

// Another application's set: its reps have no event of their own each.
function imported(record, event) {
  const one = (fields) => ({ event: { ...event, ...fields }, undone: null, confirmed: null });
  const entries = event.held_s != null
    ? [one({ id: `${event.id}#0`, event_type: "hold" })]
    : Array.from({ length: event.reps }, (_, at) => one({ id: `${event.id}#${at + 1}`, event_type: "rep_corrected", kind: "added", n: at + 1, why: null }));
  return { ...record, entries, imported: event.source, load: event.load_kg ?? null, end: { ...event, why: "imported" } };
}

function decided(record, said) {
  const key = said.kind;
  const fits = key === "confirmed" ? isUnsure : counts;
  const at = record.entries.findLastIndex(
    (entry) => (said.refers === entry.event.id || said.refers === record.id) && fits(entry),
  );
  if (at < 0) return record;
  return { ...record, entries: record.entries.map((entry, i) => (i === at ? { ...entry, [key]: said } : entry)) };
}
