// Twelve weeks of each exercise, as bars of reps.
import { h } from "../parts/dom.js";
import { clock, many, title, whole } from "../parts/words.js";

const WEEKS = 12;
const DAY_MS = 86400000;

export function weeks(state) {
  if (!state.weeks) return h("p", { key: "wait" }, "…");
  const mondays = lastMondays(new Date());
  const names = [...new Set(state.weeks.map((each) => each.exercise))];
  return h("div", { key: "weeks" }, [
    h("h1", {}, "Twelve weeks"),
    !names.length && h("p", {}, "No set in these weeks."),
    names.map((name) => chart(state, name, mondays)),
  ]);
}

function chart(state, name, mondays) {
  const of = new Map(state.weeks.filter((each) => each.exercise === name).map((each) => [each.monday, each]));
  const held = [...of.values()].some((each) => each.held_s);
  const value = (week) => (week ? (held ? (week.held_s ?? 0) : week.reps) : 0);
  const most = Math.max(1, ...[...of.values()].map(value));
  const says = (monday) => {
    const week = of.get(monday);
    return week ? `${monday}: ${held ? clock(value(week)) : many(week.reps, "rep")}, ${many(week.sets, "set")}, score ${whole(week.score)}` : `${monday}: nothing`;
  };
  const total = [...of.values()].reduce((sum, week) => sum + value(week), 0);
  return h("section", { key: name, class: "chart" }, [
    h("h2", {}, title(state.exercises, name), h("small", {}, held ? clock(total) : many(total, "rep"))),
    h("ol", { "aria-label": `${title(state.exercises, name)}, week by week` }, mondays.map((monday, at) =>
      h("li", { key: monday }, [
        h("div", { class: "bar", "aria-hidden": "true", title: says(monday), "--tall": String(value(of.get(monday)) / most) }, [
          h("span", {}, of.has(monday) ? (held ? clock(value(of.get(monday))) : String(value(of.get(monday)))) : ""),
          h("i", {}),
        ]),
        h("span", { class: "unseen" }, says(monday)),
        h("span", { class: "week", "aria-hidden": "true" }, [String(Number(monday.slice(8))), h("br", {}), month(monday, mondays[at - 1])]),
      ]))),
  ]);
}

// The month's name, where another one begins.
function month(monday, before) {
  if (before?.slice(0, 7) === monday.slice(0, 7)) return "";
  return new Date(monday).toLocaleDateString(undefined, { month: "short", timeZone: "UTC" });
}

function lastMondays(now) {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const monday = today - ((now.getDay() + 6) % 7) * DAY_MS;
  return Array.from({ length: WEEKS }, (_, i) => new Date(monday - (WEEKS - 1 - i) * 7 * DAY_MS).toISOString().slice(0, 10));
}
