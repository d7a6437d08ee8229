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
export const tenth = (value, unit = "") => (value == null ? "–" : `${value.toFixed(1)}${unit}`);

export const score = (rep) =>
  rep?.score == null ? null : `${Math.round(rep.score)}${rep.score_pm == null ? "" : ` ± ${Math.round(rep.score_pm)}`}`;

export function perhaps(set) {
  const { at_least: least, at_most: most } = set;
  return least == null || most == null || (least === set.reps && most === set.reps) ? "" : `perhaps ${least} to ${most}`;
}

export const day = (t) =>
  new Date(t).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });
export const time = (t) => new Date(t).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
