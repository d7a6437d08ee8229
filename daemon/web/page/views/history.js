// The sets that were done, and one of them rep by rep, with corrections.
import { h } from "../parts/dom.js";
import { counts, heldS, isUnsure, reps } from "../state/set_record.js";
import { mark as colourMark } from "../parts/mark.js";
import { clock, day, ending, load, many, perhaps, score, tenth, time, title, whole, why } from "../parts/words.js";

export function history(state, act) {
  if (state.open) return one(state, act);
  if (!state.history) return h("p", { key: "wait" }, "…");
  if (!state.history.length) return h("div", { key: "none" }, board(state), h("p", {}, "No set yet."));
  const days = Map.groupBy ? Map.groupBy(state.history, (set) => day(set)) : grouped(state.history);
  return h("div", { class: "days", key: "days" }, h("h1", {}, "History"), board(state), [...days].map(([name, sets]) => h("section", { key: name }, [
    h("h2", {}, name),
    h("ul", { class: "sets" }, sets.map((set) => h("li", { key: set.set }, line(state, act, set)))),
  ])));
}

const FIRST = 5; // of the board: the sets come below it

// Those who are willing, this week.
function board({ board: found }) {
  if (!found?.lines.length) return null;
  const lines = found.lines.map((each) => h("li", { key: each.athlete }, [
    h("b", {}, [colourMark(each.colour), each.athlete]),
    h("span", {}, [many(each.reps, "rep"), `${Math.round(each.minutes)} min`, `${many(each.streak_weeks, "week")} running`].join(" · ")),
  ]));
  const rest = lines.splice(FIRST);
  return h("section", { key: "board", id: "board" }, [
    h("h2", {}, "This week"),
    h("ol", { class: "board" }, lines),
    rest.length > 0 && h("details", {}, h("summary", {}, `And ${rest.length} more`), h("ol", { class: "board", start: String(FIRST + 1) }, rest)),
  ]);
}

function grouped(sets) {
  const found = new Map();
  for (const set of sets) found.set(day(set), [...(found.get(day(set)) ?? []), set]);
  return found;
}

function line(state, act, set) {
  const number = set.held_s != null ? clock(set.held_s) : String(set.reps);
  const sides = set.left && set.right ? `${set.left} left, ${set.right} right` : "";
  const more = [load(set.load_kg), time(set), set.athlete, sides, perhaps(set), set.rejected ? many(set.rejected, "no\u2011rep") : "", set.score != null ? `score ${whole(set.score)}` : "", set.imported ? `from ${set.imported}` : ""];
  return h("button", { type: "button", class: "set", id: `set-${set.set}`, onClick: () => act.go("history", set.set) }, [
    h("b", {}, number), h("span", { class: "what" }, title(state.exercises, set.exercise)),
    h("span", { class: "more" }, more.filter(Boolean).join(" · ")),
  ]);
}

function one(state, act) {
  const { id, record } = state.open;
  const back = h("button", { type: "button", key: "back", onClick: () => act.go("history") }, "Back to all sets");
  if (!record) return h("div", { key: "set" }, back, h("p", {}, "…"));
  const correct = (args) => act.correct({ set: id, ...args });
  return h("div", { key: "set", class: "one" }, [
    back,
    h("h1", {}, `${title(state.exercises, record.exercise)}: ${heldS(record) == null ? many(reps(record).length, "rep") : clock(heldS(record))}`),
    h("p", { class: "more" }, [[day(record), time(record)].filter(Boolean).join(", "), record.end ? ` · ${ending(record.end.why)}` : " · goes on", record.load != null && ` · ${load(record.load)}`]),
    h("ol", { class: "reps" }, record.entries.map((entry) => h("li", { key: entry.event.id }, row(state, entry, correct)))),
    h("div", { class: "buttons" }, [
      h("button", { type: "button", id: "add-rep", onClick: () => correct({ kind: "added" }) }, "Add a rep"),
      h("button", { type: "button", id: "another", onClick: () => act.dialog({ kind: "exercise", set: id }) }, "It was another exercise"),
      h("button", { type: "button", id: "set-load", onClick: () => act.dialog({ kind: "load", set: id, kg: record.load }) }, "Load"),
    ]),
  ]);
}

function row(state, entry, correct) {
  const { event } = entry;
  const take = (kind, text) =>
    h("button", {
      type: "button", key: kind, "aria-label": `${text}: ${words(entry)}`, onClick: () => correct({ kind, rep: event.id }),
    }, text);
  return [
    h("span", { class: `mark ${mark(entry)}` }, words(entry)),
    h("span", { class: "more" }, detail(event)),
    isUnsure(entry) && take("confirmed", "It was one"),
    counts(entry) && take("undone", "Take back"),
  ];
}

function mark(entry) {
  if (entry.undone) return "undone";
  if (entry.event.event_type === "rep_rejected") return "no";
  return isUnsure(entry) ? "unsure" : "rep";
}

function words({ event, undone }) {
  if (undone) return `${event.event_type === "rep" ? `Rep ${event.n}` : "Added rep"} taken back`;
  switch (event.event_type) {
    case "rep":
      return `Rep ${event.n}`;
    case "hold":
      return `Held ${tenth(event.held_s, " s")}`;
    case "rep_rejected":
      return `No rep: ${why(event)}`;
    default:
      if (event.boot === "imported") return "Rep imported";
      return event.kind === "added" ? "Rep added by hand" : "Exercise corrected";
  }
}

function detail(event) {
  if (event.event_type !== "rep") return event.why ?? "";
  const found = [score(event) && `score ${score(event)}`, event.rom_deg != null && whole(event.rom_deg, "°"), tenth(event.end - event.start, " s"), event.cue ?? event.faults?.[0]?.says];
  return found.filter(Boolean).join(" · ");
}
