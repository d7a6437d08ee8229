// An athlete's progress: sets and reps of twelve weeks, and of each exercise its sessions and what can be said of them.
import { h } from "../parts/dom.js";
import { course } from "../parts/course.js";
import { many, shortDay, tenths, title } from "../parts/words.js";

const RULES = { trend: "Trend", plateau: "Plateau", lately: "Lately", range: "Range", sides: "Left-right", slowing: "Last set", basis: "Based on" };
const SEEN = { front: "from the front", side: "from the side", oblique: "at an angle" };
const OF = { range: "rom", sides: "sides" };
const FIGURES = {
  reps: { unit: "", says: "Reps of each day's best set" },
  max_kg: { unit: " kg", says: "Estimated maximum of each day's best set" },
  held_s: { unit: " s", says: "Longest hold of each day" },
};
const HEADS = { set: "Sets", rep: "Reps", second: "Seconds held" };
const NOBODY = "nobody in particular";

export function progress(state, act) {
  const found = state.progress;
  if (!found) return h("p", { key: "wait" }, "…");
  return h("div", { key: "progress", class: "plain" }, [
    h("h1", {}, "Progress"),
    whose(state, act, found),
    h("p", { class: "more" }, found.exercises.length
      ? `Since ${found.since}. Trained ${many(found.streak_weeks, "week")} in a row.`
      : `No set since ${found.since}.`),
    found.exercises.length && h("section", { class: "chart", key: "load" }, h("h2", {}, "Twelve weeks"), load("All exercises", found.load, found.weeks)),
    found.exercises.map((each) => exercise(state, each, found.weeks)),
    !!found.left_out && h("p", { class: "more" }, `And ${found.left_out} more exercises, done less often.`),
    h("p", { class: "more" }, "Nothing here speaks of injuries: range, symmetry and training load do not carry that."),
  ]);
}

function whose({ athletes, whose: asked }, act, found) {
  const chosen = (asked === undefined ? found.athlete : asked) ?? "";
  const names = [...new Set([...athletes, ...(found.athlete ? [found.athlete] : [])])];
  return h("label", { class: "whose" }, h("span", {}, "Whose"), h("select", {
    id: "whose", value: chosen, onChange: (event) => act.progressOf(event.target.value || null),
  }, [...names, ""].map((name) => h("option", { key: name, value: name, selected: name === chosen }, name || NOBODY))));
}

function exercise(state, each, weeks) {
  const name = title(state.exercises, each.exercise);
  const { unit, says } = FIGURES[each.measure];
  return h("section", { key: each.exercise, class: "chart" }, [
    h("h2", {}, name, h("small", {}, `${tenths(each.values.at(-1))}${unit || (each.values.at(-1) === 1 ? " rep" : " reps")}`)),
    h("dl", { class: "findings" }, [...each.findings.map((one) => finding(each, one)), best(each.best, unit)]),
    h("div", { class: "courses", key: "courses" }, [
      course(`${name}. ${says}`, unit, each.days, each.values, 4),
      form(name, "Range of motion", each.rom),
      form(name, "Left less right", each.sides),
    ]),
    more(`weeks-${each.exercise}`, "Its twelve weeks", load(name, each.load, weeks)),
    more(`days-${each.exercise}`, "Every session in numbers", table(each, unit)),
  ]);
}

function finding(each, { rule, says, told }) {
  const seen = each[OF[rule]];
  const text = seen ? `${says}, seen ${SEEN[seen.view] ?? seen.view}` : says;
  return h("div", { key: rule }, h("dt", {}, RULES[rule] ?? rule), h("dd", { class: told ? "told" : null }, text));
}

function best({ day, value, before, before_day: when }, unit) {
  const text = `${tenths(value)}${unit || (value === 1 ? " rep" : " reps")} on ${day}${before == null ? "" : `, before that ${tenths(before)}${unit} on ${when}`}`;
  return h("div", { key: "best" }, h("dt", {}, "Best"), h("dd", {}, text));
}

const form = (name, what, seen) =>
  seen && course(`${name}. ${what}, seen ${SEEN[seen.view] ?? seen.view}`, "°", seen.days, seen.values, 20);

const more = (key, text, inside) => h("details", { key }, h("summary", {}, text), inside);

function load(name, { sets, reps, held_s: held }, weeks) {
  const charts = [["set", sets], ["rep", reps], ["second", held ?? []]];
  return charts.filter(([, values]) => values.some(Boolean)).map(([unit, values]) => bars(name, unit, values, weeks));
}

function bars(name, unit, values, weeks) {
  const most = Math.max(1, ...values);
  const says = (monday, value) => `${monday}: ${value ? many(value, unit) : "nothing"}`;
  return h("div", { key: unit }, [
    h("h3", {}, `${HEADS[unit]} a week`),
    h("ol", { class: "weeks", "aria-label": `${name}, ${unit}s week by week` }, weeks.map((monday, at) => h("li", { key: monday }, [
      h("div", { class: "bar", "aria-hidden": "true", title: says(monday, values[at]), "--tall": String(values[at] / most) }, [
        h("span", {}, values[at] ? String(values[at]) : ""),
        h("i", {}),
      ]),
      h("span", { class: "unseen" }, says(monday, values[at])),
      h("span", { class: "week", "aria-hidden": "true" }, [String(Number(monday.slice(8))), h("br", {}), month(monday, weeks[at - 1])]),
    ]))),
  ]);
}

// The month's name, where another one begins.
const month = (monday, before) => (before?.slice(0, 7) === monday.slice(0, 7) ? "" : shortDay(monday, { month: "short" }));

function table(each, unit) {
  const columns = [["Best set", unit, each], ["Range", "°", each.rom], ["Left less right", "°", each.sides]]
    .filter(([, , of]) => of)
    .map(([name, of, { days, values }]) => ({ name, unit: of, values: new Map(days.map((day, at) => [day, values[at]])) }));
  const days = [...new Set(columns.flatMap(({ values }) => [...values.keys()]))].sort().reverse();
  return h("table", {}, [
    h("thead", {}, h("tr", {}, ["Day", ...columns.map(({ name }) => name)].map((name) => h("th", { key: name, scope: "col" }, name)))),
    h("tbody", {}, days.map((day) => h("tr", { key: day }, h("td", {}, day), columns.map(({ name, unit: of, values }) =>
      h("td", { key: name }, values.has(day) ? `${tenths(values.get(day))}${of}` : ""))))),
  ]);
}
