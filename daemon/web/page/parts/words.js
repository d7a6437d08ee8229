// What is shown, in words: the same as on the box's other surfaces (daemon/reason_text.py).
const WHY = {
  shallow: "not deep enough",
  no_lockout: "not locked out",
  too_fast: "too fast to be a rep",
  hidden: "the working joints were hidden",
  out_of_frame: "part of the body was out of the picture",
  wrong_posture: "the posture of another movement",
  not_started: "did not begin at the start position",
};
const OF_STREAKS = {
  "reps in a row": "too few reps in a row",
  "torso lengths sideways": "moved off the spot",
  "log of nearer or farther": "moved off the spot",
};
const PHASES = { start: "Ready", eccentric: "Down", bottom: "Bottom", concentric: "Up" };
const STATES = { idle: "Ready", armed: "Get in place", active: "Counting", paused: "Paused", ended: "Rest" };
const ENDINGS = { stopped: "stopped", target: "target reached", rest: "ended by rest", interrupted: "interrupted" };

export const why = (event) => OF_STREAKS[event.unit] ?? WHY[event.reason] ?? event.reason;
export const phase = (now) => (now.state === "active" ? (PHASES[now.phase] ?? "Counting") : STATES[now.state] ?? "");
export const ending = (name) => (name ? (ENDINGS[name] ?? name) : "goes on");
export const title = (exercises, name) => exercises[name]?.title ?? (name ? name.replaceAll("_", " ") : "");
export const many = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
export const whole = (value, unit = "") => (value == null ? "–" : `${Math.round(value)}${unit}`);
export const load = (kg) => (kg == null ? "" : `${Math.round(kg * 100) / 100} kg`);
export const tenths = (value) => String(Math.round(value * 10) / 10);
export const tenth = (value, unit = "") => (value == null ? "–" : `${value.toFixed(1)}${unit}`);

export const score = (rep) =>
  rep?.score == null ? null : `${Math.round(rep.score)}${rep.score_pm == null ? "" : ` ± ${Math.round(rep.score_pm)}`}`;

export function perhaps(set) {
  const { at_least: least, at_most: most } = set;
  return least == null || most == null || (least === set.reps && most === set.reps) ? "" : `perhaps ${least} to ${most}`;
}

const KINDS = { sets: "Sets", tabata: "Tabata", intervals: "Intervals", emom: "EMOM", amrap: "AMRAP", rounds_for_time: "For time", ladder: "Ladder" };

// What there is only one of is left out.
export function where(plan) {
  const found = [KINDS[plan.kind] ?? plan.kind];
  if (plan.rounds !== 1) found.push(`round ${plan.round}${plan.rounds ? ` of ${plan.rounds}` : ""}`);
  if (plan.steps > 1) found.push(`step ${plan.step} of ${plan.steps}`);
  if (plan.blocks > 1) found.push(`block ${plan.block} of ${plan.blocks}`);
  return found.join(", ");
}

export const work = (exercises, plan) => `${plan.target ? `${plan.target} ` : ""}${title(exercises, plan.exercise)}`;
export const waiting = (plan) => (plan.held ? "Held" : plan.phase === "ready" ? "Get ready" : "Rest");

// No clock that is set says that the box saw a set before there was Spotter.
const dated = (set) => set.imported != null || set.t >= "2026";
export const day = (set) =>
  dated(set) ? new Date(set.t).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" }) : "Date not known";
export const shortDay = (iso, parts = { day: "numeric", month: "short" }) =>
  new Date(iso).toLocaleDateString(undefined, { ...parts, timeZone: "UTC" });
export const time = (set) =>
  dated(set) ? new Date(set.t).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }) : "";
