// The set: the count, what the athlete looks like, and what to do.
import { h } from "../parts/dom.js";
import { canSpeak } from "../parts/voice.js";
import { counts, heldS, isUnsure, lastRep, meanScore, reps } from "../state/set_record.js";
import { clockS, tone, waits } from "../state/plan.js";
import { hint, isRunning } from "../state/status.js";
import { clock, load, many, perhaps, phase, score, tenth, title, waiting, where, whole, why, work } from "../parts/words.js";
import { mark } from "../parts/mark.js";

const UNKNOWN = "–";

export function live(state, act) {
  const { now, record } = state;
  const running = isRunning(now);
  const layout = waits(now.plan) ? "live-grid planned waiting" : now.plan ? "live-grid planned" : "live-grid";
  return h("div", { class: layout, key: "live" }, [
    h("h1", { key: "h1", class: "unseen" }, "The set"),
    top(state, act, running),
    waits(now.plan) ? wait(state, act) : count(state, act, running),
    body(state),
    last(state),
    waits(now.plan) && rounds(now.plan) ? roundBars(now.plan) : bars(record),
    buttons(state, act, running),
  ]);
}

const own = (state) => (state.record && (!state.now.set || state.now.set === state.record.id) ? state.record : null);

function top(state, act, running) {
  const { now, exercises } = state;
  const choosable = Object.values(exercises).filter((each) => !each.error);
  const known = choosable.some((each) => each.name === now.exercise) || !now.exercise;
  const away = now.daemon === "away";
  return h("div", { class: "choices", key: "top" }, [
    h("label", { key: "exercise", class: "wide" }, h("span", {}, "Exercise"),
      h("select", {
        id: "exercise", value: now.exercise ?? "", disabled: !choosable.length,
        onChange: async ({ target }) => {
          if (!(await act.order("exercise", { exercise: target.value }))) target.value = target.props.value;
        },
      }, [
        !now.exercise && h("option", { key: "none", value: "" }, UNKNOWN),
        !known && h("option", { key: "?", value: now.exercise }, title(exercises, now.exercise)),
        choosable.map((each) => h("option", { key: each.name, value: each.name, selected: each.name === now.exercise }, each.title)),
      ])),
    choice("Sound", sound(state), act.toggleVoice),
    choice("Athlete", away ? UNKNOWN : [mark(now.athlete_colour), now.athlete ?? "nobody"], () => act.dialog({ kind: "athlete" })),
    choice("Target", away ? UNKNOWN : target(state), () => act.dialog({ kind: "target" })),
    choice("Load", away ? UNKNOWN : lifted(now), () => act.dialog({ kind: "load" })),
  ]);
}

function sound({ voice, touched }) {
  if (!canSpeak) return "none";
  return voice ? (touched ? "on" : "tap for it") : "off";
}

const choice = (label, text, onClick) =>
  h("button", { type: "button", class: "choice", id: `choose-${label.toLowerCase()}`, key: label, onClick }, h("span", {}, label), " ", h("b", {}, text));

const lifted = (now) => load(now.load_kg) || (now.last_load_kg != null ? `${load(now.last_load_kg)}?` : "none");

function target({ now, exercises }) {
  if (!now.target_reps) return "none";
  return exercises[now.exercise]?.unit === "seconds" ? `${now.target_reps} s` : many(now.target_reps, "rep");
}

function count(state, act, running) {
  const { now } = state;
  const record = own(state);
  const held = running ? now.held_s : heldS(record);
  const number = held == null ? reps(record).length : Math.floor(held);
  const unit = held == null ? "rep" : "second";
  const resting = now.rest_s != null && !running && !now.plan;
  return h("section", { class: "count", key: "count", "aria-label": "Count" }, [
    h("p", { class: "number", id: "number", "--digits": String(Math.max(2, String(number).length)) }, h("span", {}, String(number))),
    h("p", { class: "under" }, [
      h("span", { class: "unit" }, now.target_reps && running ? `of ${now.target_reps}` : `${unit}${number === 1 ? "" : "s"}`),
      h("span", { class: `phase ${now.state}`, id: "phase" }, phase(now)),
      now.reps_pending ? h("span", { class: "pending" }, `${now.reps_pending} not saved yet`) : null,
    ]),
    resting && h("p", { class: "rest", id: "rest" }, rest(now)),
    !now.set && !now.plan && state.result && h("p", { class: "rest", id: "result" }, state.result),
    !now.set && !now.plan && lastSet(record),
    !now.set && !now.plan && bestSet(state.best, record),
    !now.set && !now.plan && proposed(now, act),
    now.plan && plan(state, act, h("p", { class: `clock ${tone(now.plan)}`, id: "plan-clock", role: "timer" }, clock(clockS(now.plan)))),
  ]);
}

// A plan's rest: its clock stands where the count stood.
function wait(state, act) {
  const { now } = state;
  const { plan: under } = now;
  const text = clock(clockS(under));
  return h("section", { class: "count", key: "count", "aria-label": "Rest" }, [
    h("p", { class: `number ${tone(under)}`, id: "plan-clock", role: "timer", "--digits": String(text.length) }, h("span", {}, text)),
    h("p", { class: "under" }, h("span", { id: "next" }, `Next: ${work(state.exercises, under)}`)),
    bestSet(state.best, state.record),
    under.stopped && h("p", { class: "rest", id: "stopped" }, under.stopped),
    state.withheld && h("p", { class: "rest", id: "withheld" }, state.withheld),
    proposed(now, act),
    plan(state, act, h("p", { class: `phase ${tone(under)}` }, waiting(under))),
  ]);
}

const rounds = (plan) => plan?.round_reps.length > 1;

function plan({ now, exercises }, act, middle) {
  const { plan: under, pace } = now;
  const more = [where(under)];
  if (under.held && !waits(under)) more.push("held");
  if (under.left_s != null && under.block_left_s > under.left_s) more.push(`${clock(under.block_left_s)} in all`);
  if (!waits(under) && under.next) more.push(`next: ${title(exercises, under.next)}`);
  const button = (id, text, args) =>
    h("button", { id, type: "button", disabled: now.daemon !== "ok", onClick: () => act.order(id, args) }, text);
  return h("div", { class: "plan", key: "plan", role: "group", "aria-label": `Plan: ${under.title}` }, [
    h("p", { class: "where", id: "where" }, more.join(" · ")),
    h("p", { class: "where", id: "rounds" }, [pace != null && `${pace} reps a minute`, rounds(under) && `rounds: ${under.round_reps.join(", ")}`].filter(Boolean).join(" · ")),
    h("div", { class: "leads" }, [
      button("hold", under.held ? "Go on" : "Hold", { on: !under.held }),
      middle,
      button("skip", "Skip", {}),
    ]),
  ]);
}

function rest({ rest_s: rest, target_rest_s: target }) {
  return `Rest ${clock(rest)}${target ? ` of ${clock(target)}` : ""}${target && rest >= target ? " – go" : ""}`;
}

function lastSet(record) {
  if (!record?.end) return null;
  const settled = record.end.reps !== reps(record).length; // by a correction
  const found = [record.load != null && `Last set at ${load(record.load)}`, !settled && perhaps(record.end)].filter(Boolean);
  return found.length ? h("p", { class: "rest", id: "lifted" }, found.join(", ")) : null;
}

const proposed = ({ daemon, proposal, proposed_kg: kg }, act) =>
  proposal && h("p", { class: "rest", id: "proposal" }, `${proposal} `, kg != null &&
    h("button", { id: "take", type: "button", disabled: daemon !== "ok", onClick: () => act.order("take") }, `Take ${load(kg)}`));

const bestSet = (best, record) =>
  best && record && best.set === record.id ? h("p", { class: "rest best", id: "best" }, best.says) : null;

function body(state) {
  const { now, pose } = state;
  const depth = clamp(pose?.signal ?? 0);
  const seen = now.daemon === "ok" && now.person && pose;
  const text = hint(now);
  return h("section", { class: "body", key: "body", "aria-label": "Athlete" }, [
    h("canvas", { id: "skeleton", own: true, role: "img", "aria-label": seen ? "The athlete's joints" : "Nobody is seen" }),
    h("div", {
      class: "depth", role: "meter", "aria-label": "Depth", "aria-valuemin": "0", "aria-valuemax": "100",
      "aria-valuenow": String(Math.round(100 * depth)), "--depth": String(depth),
    }, h("i", {})),
    text && h("p", { class: "hint" }, text),
  ]);
}

const clamp = (value) => Math.min(1, Math.max(0, value));

function last(state) {
  const record = own(state);
  const entry = record?.entries.filter((each) => !each.undone && each.event.event_type !== "rep_corrected").at(-1);
  if (!entry) return h("section", { class: "last", key: "last" }, h("p", { class: "cue" }, ""));
  const { event } = entry;
  if (event.event_type === "rep_rejected")
    return h("section", { class: "last", key: "last" }, h("p", { class: "cue no" }, [h("b", {}, "No rep: "), why(event)]));
  if (event.event_type === "hold")
    return h("section", { class: "last", key: "last" }, h("p", { class: "cue" }, event.cue ?? event.faults?.[0]?.says ?? `Held ${tenth(event.held_s, " s")}`));
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

// In a plan's rest: a bar for each round, as high as its reps beside the most.
function roundBars({ round_reps: reps }) {
  const most = Math.max(...reps, 1);
  return h("ol", { class: "bars", key: "bars", "aria-hidden": "true" }, reps.slice(-24).map((each, at) =>
    h("li", { key: `round-${at}`, class: "round", "--tall": String(Math.max(each / most, 0.05)) })));
}

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
  const button = (name, text, off = false, more = {}) =>
    h("button", { key: name, id: name, type: "button", disabled: state.now.daemon !== "ok" || off, onClick: () => act.order(name), ...more }, text);
  return h("div", { class: "buttons", key: "buttons" }, [
    // One button, so that the focus stays on it.
    running ? button("stop", "Stop", false, { key: "set", class: "main stop" }) : button("start", "Start", false, { key: "set", class: "main" }),
    button("undo", "Undo", !reps(record).length),
    button("add", "Add", !record),
    record?.entries.some(isUnsure) && button("confirm", "Confirm"),
  ]);
}
