// How the box is.
import { h } from "../parts/dom.js";
import { tenth, whole } from "../parts/words.js";
import { openSteps } from "./setup.js";

// The newest value, and a bar for each answer so far; "least" is what fills the height where nothing was more.
function live({ trend }, name, of, least, text) {
  const values = trend.map(of);
  const most = Math.max(least, ...values.map((each) => each ?? 0));
  const now = values.at(-1);
  return h("div", { key: name, class: "moving" }, [
    h("span", {}, name), h("b", {}, now == null ? "–" : text(now)), h("small", {}, `top ${text(most)}`),
    h("ol", { class: "bars", "aria-hidden": "true" }, values.map((each, at) => h("li", { key: at, class: "round", "--tall": String((each ?? 0) / most) }))),
  ]);
}

export function health(state, act) {
  const found = state.health;
  if (!found) return h("p", { key: "wait" }, "…");
  const rows = [
    ["Camera", found.camera],
    ["Frames a second", tenth(found.fps)],
    ["Capture to counted", found.latency_p95_ms == null ? "–" : `${whole(found.latency_p50_ms)} ms, 95 %: ${whole(found.latency_p95_ms)} ms`],
    ["Frames dropped", whole(found.dropped)],
    ["Temperature", whole(found.temperature_c, " °C")],
    ["Slowed down", found.throttled ?? "no"],
    ["Runs for", found.uptime_s < 3600 ? whole(found.uptime_s / 60, " min") : tenth(found.uptime_s == null ? null : found.uptime_s / 3600, " h")],
    ["Pose engine", [found.engine, found.threads].filter(Boolean).join(", ") || null],
    ["Not saved yet", whole(found.unsaved)],
    ["MQTT", found.link ? (found.link.connected ? `connected, ${found.link.behind} behind` : "away") : "not used"],
    ["Version", found.version],
  ];
  return h("div", { key: "health" }, [
    h("h1", {}, state.setup?.name ?? "The box"),
    state.setup?.steps && firstBoot(openSteps(state), act),
    h("dl", { class: "table" }, rows.map(([name, value]) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, value ?? "–")))),
    h("section", { class: "trend", key: "trend" }, [
      h("h2", {}, "While this page is open"),
      live(state, "Reps a minute", (each) => each.pace, 20, whole),
      live(state, "Pose network, ms", (each) => each.inference_ms, 10, tenth),
      live(state, "Pose score", (each) => each.sight?.pose_score, 1, (value) => value.toFixed(2)),
    ]),
    found.errors?.length ? h("section", {}, h("h2", {}, "Last warnings"), h("ul", { class: "log" }, found.errors.slice(-8).reverse().map((each, at) =>
      h("li", { key: at }, each.says)))) : null,
  ]);
}

function firstBoot(open, act) {
  const says = open ? `First boot: ${open} ${open === 1 ? "step is" : "steps are"} open` : "First boot";
  return h("div", { class: "buttons", key: "boot" }, h("button", { type: "button", id: "first-boot", onClick: () => act.go("setup") }, says));
}
