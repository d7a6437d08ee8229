// A figure from session to session as SVG: a dot a day, over the calendar.
import { h } from "./dom.js";
import { shortDay, tenths } from "./words.js";

const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [340, 120, 48, 14, 8, 20];
const FLOOR = HIGH - BOTTOM;
const DAY_MS = 86400000;

// A range of values of at least `fewest` is shown: jitter does not fill the plot.
export function course(says, unit, days, values, fewest) {
  const [low, high] = span(values, fewest);
  const from = Date.parse(days[0]);
  const length = Math.max((Date.parse(days.at(-1)) - from) / DAY_MS, 7);
  const x = (day) => round(LEFT + ((Date.parse(day) - from) / DAY_MS / length) * (WIDE - LEFT - RIGHT));
  const y = (value) => round(FLOOR - ((value - low) / (high - low)) * (FLOOR - TOP));
  const label = `${says}: ${many(values.length)}, from ${tenths(values[0])}${unit} to ${tenths(values.at(-1))}${unit}`;
  return h("figure", { key: says }, [
    h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": label, class: "course" }, [
      ticks(low, high).map((value) => h("g", { key: `y${value}` }, [
        h("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(value), y2: y(value) }),
        h("text", { x: LEFT - 5, y: y(value) + 4, "text-anchor": "end" }, `${value}${unit}`),
      ])),
      [days[0], days.length > 1 && days.at(-1)].filter(Boolean).map((day, at) =>
        h("text", { key: `x${at}`, x: x(day), y: HIGH - 4, "text-anchor": at ? "end" : "start" }, shortDay(day))),
      h("path", { key: "line", d: `M${days.map((day, at) => `${x(day)} ${y(values[at])}`).join("L")}` }),
      days.map((day, at) => h("circle", { key: day, cx: x(day), cy: y(values[at]), r: 2.6 }, h("title", {}, `${day}: ${tenths(values[at])}${unit}`))),
    ]),
    h("figcaption", { "aria-hidden": "true" }, says.slice(says.indexOf(". ") + 2)),
  ]);
}

const many = (sessions) => (sessions === 1 ? "1 session" : `${sessions} sessions`);
const round = (value) => Math.round(value * 10) / 10;

function span(values, fewest) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(fewest - (high - low), 0) / 2 + 0.1 * Math.max(high - low, fewest);
  return [low < 0 ? low - room : Math.max(low - room, 0), high + room];
}

function ticks(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(Number(value.toPrecision(6)));
  return found;
}
