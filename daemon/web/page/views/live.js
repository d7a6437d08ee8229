// The set: the count, what the athlete looks like, and what to do.
import { h } from "../parts/dom.js";
import { counts, isUnsure, lastRep, meanScore, reps } from "../state/set_record.js";
import { clock, load, many, perhaps, phase, score, tenth, title, whole, why } from "../parts/words.js";

const RUNNING = ["armed", "active", "paused"];

export function live(state, act) {
  const { now, record } = state;
  const running = RUNNING.includes(now.state);
  return h("div", { class: "live-grid", key: "live" }, [
    top(state, act, running),
    count(state, running),
    body(state),
    last(state),
    bars(record),
    buttons(state, act, running),
  ]);
}

const own = (state) => (state.record && (!state.now.set || state.now.set === state.record.id) ? state.record : null);

function top(state, act, running) {
  const { now, exercises, athletes } = state;
  const choosable = Object.values(exercises).filter((each) => !each.error);
  const known = choosable.some((each) => each.name === now.exercise) || !now.exercise;
  return h("div", { class: "choices", key: "top" }, [
    h("label", {}, h("span", {}, "Exercise"),
      h("select", {
        id: "exercise", value: now.exercise ?? "", disabled: !choosable.length,
        onChange: (event) => act.order("exercise", { exercise: event.target.value }),
      }, [
        !known && h("option", { key: "?", value: now.exercise }, title(exercises, now.exercise)),
        choosable.map((each) => h("option", { key: each.name, value: each.name, selected: each.name === now.exercise }, each.title)),
      ])),
    choice("Athlete", now.athlete ?? "nobody", () => act.dialog({ kind: "athlete" }), `${athletes.length} known`),
    choice("Target", target(state), () => act.dialog({ kind: "target" })),
    choice("Load", lifted(now), () => act.dialog({ kind: "load" })),
    h("button", {
      type: "button", class: "sound", "aria-pressed": String(state.voice), onClick: act.toggleVoice,
      "aria-label": "Count aloud",
    }, state.voice ? "Sound on" : "Sound off"),
  ]);
}

const choice = (label, text, onClick) =>
  h("button", { type: "button", class: "choice", key: label, onClick }, h("span", {}, label), h("b", {}, text));

const lifted = (now) => load(now.load_kg) || (now.last_load_kg != null ? `${load(now.last_load_kg)}?` : "none");

function target({ now, exercises }) {
  if (!now.target_reps) return "none";
  return exercises[now.exercise]?.unit === "seconds" ? `${now.target_reps} s` : many(now.target_reps, "rep");
}

function count(state, running) {
  const { now } = state;
  const record = own(state);
  const number = now.held_s != null && running ? now.held_s : reps(record).length;
  const unit = now.held_s != null ? "seconds" : number === 1 ? "rep" : "reps";
  const resting = now.rest_s != null && !running;
  return h("section", { class: "count", key: "count", "aria-label": "Count" }, [
    h("p", { class: "number", id: "number" }, String(number)),
    h("p", { class: "under" }, [
      h("span", { class: "unit" }, now.target_reps && running ? `of ${now.target_reps}` : unit),
      h("span", { class: `phase ${now.state}`, id: "phase" }, phase(now)),
      now.reps_pending ? h("span", { class: "pending" }, `${now.reps_pending} not saved yet`) : null,
    ]),
    resting && h("p", { class: "rest", id: "rest" }, [
      `Rest ${clock(now.rest_s)}`,
      now.target_rest_s ? ` of ${clock(now.target_rest_s)}` : "",
      now.target_rest_s && now.rest_s >= now.target_rest_s ? " – go" : "",
    ]),
    resting && record?.end && perhaps(record.end) && h("p", { class: "rest" }, perhaps(record.end)),
    !now.set && record?.load != null && h("p", { class: "rest", id: "lifted" }, `Last set at ${load(record.load)}`),
  ]);
}

function body(state) {
  const { now, pose } = state;
  const signal = pose?.signal;
  const seen = now.daemon === "ok" && now.person && pose;
  return h("section", { class: "body", key: "body", "aria-label": "Athlete" }, [
    h("canvas", { id: "skeleton", own: true, role: "img", "aria-label": seen ? "The athlete's joints" : "Nobody is seen" }),
    h("div", {
      class: "depth", role: "progressbar", "aria-label": "Depth", "aria-valuemin": "0", "aria-valuemax": "100",
      "aria-valuenow": String(Math.round(100 * clamp(signal ?? 0))), "--depth": String(clamp(signal ?? 0)),
    }, h("i", {})),
    !seen && h("p", { class: "hint" }, hint(now)),
    seen && !now.view_ok && h("p", { class: "hint" }, "Step back: the whole body must be seen."),
  ]);
}

function hint(now) {
  if (now.daemon === "away") return "";
  if (now.camera === "off") return "The camera is off.";
  if (now.camera && now.camera !== "ok") return "The camera gives no picture.";
  return "Nobody is seen.";
}

const clamp = (value) => Math.min(1, Math.max(0, value));

function last(state) {
  const record = own(state);
  const entry = record?.entries.filter((each) => !each.undone && each.event.event_type !== "rep_corrected").at(-1);
  if (!entry) return h("section", { class: "last", key: "last" }, h("p", { class: "cue" }, ""));
  const { event } = entry;
  if (event.event_type === "rep_rejected")
    return h("section", { class: "last", key: "last" }, h("p", { class: "cue no" }, [h("b", {}, "No rep: "), why(event)]));
  const rep = lastRep(record) ?? {};
  return h("section", { class: "last", key: "last" }, [
    h("p", { class: "cue" }, rep.cue ?? rep.faults?.[0]?.says ?? (isUnsure(entry) ? "Not sure: was that a rep?" : "")),
    h("dl", { class: "facts" }, [
      fact("Score", score(rep) ?? "–"),
      fact("Range", whole(rep.rom_deg, "°")),
      fact("Time", rep.end ? tenth(rep.end - rep.start, " s") : "–"),
      fact("Set", whole(meanScore(record))),
    ]),
  ]);
}

const fact = (name, text) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, text));

function bars(record) {
  const shown = record?.entries.filter((each) => each.event.event_type === "rep" || each.event.event_type === "rep_rejected").slice(-24);
  return h("ol", { class: "bars", key: "bars", "aria-hidden": "true" }, (shown ?? []).map((entry) =>
    h("li", {
      key: entry.event.id, class: counts(entry) ? (isUnsure(entry) ? "unsure" : "rep") : "no",
      "--tall": String(0.25 + 0.75 * clamp(entry.event.depth ?? entry.event.value ?? 0)),
    })));
}

function buttons(state, act, running) {
  const record = own(state);
  const away = state.now.daemon !== "ok" || state.busy;
  const button = (name, text, off, extra = "") =>
    h("button", { key: name, id: name, type: "button", class: extra, disabled: away || off, onClick: () => act.order(name) }, text);
  return h("div", { class: "buttons", key: "buttons" }, [
    running ? button("stop", "Stop", false, "main stop") : button("start", "Start", false, "main"),
    button("undo", "Undo", !reps(record).length),
    button("add", "Add", !record),
    record?.entries.some(isUnsure) && button("confirm", "Confirm", false),
  ]);
}
