// How a running plan stands: which clock counts, and what is to be told of it. Pure.
const SOON_S = 3;

export const waits = (plan) => !!plan && plan.phase !== "work";

// Until the phase is over; one that has no end counts up.
export const clockS = (plan) => plan.left_s ?? plan.phase_s;

export function tone(plan) {
  if (plan.held) return "held";
  return plan.left_s != null && plan.left_s <= SOON_S ? "soon" : waits(plan) ? "resting" : "working";
}

const HALF_FROM_S = 20; // work that is shorter is over before half of it could be told

// What happened to a plan between two looks: null, {begins}, {seconds} or {half}. That it ended is an event.
export function news(before, now) {
  if (!now) return null;
  if (!before || place(before) !== place(now)) return { begins: now };
  const seconds = now.left_s;
  if (now.held || seconds == null || seconds >= before.left_s) return null;
  if (seconds >= 1 && seconds <= SOON_S) return { seconds };
  const whole = seconds + now.phase_s;
  const half = now.phase === "work" && whole >= HALF_FROM_S && seconds <= whole / 2 && whole / 2 < before.left_s;
  return half ? { half } : null;
}

const place = (plan) => [plan.name, plan.block, plan.round, plan.step, plan.phase].join();
