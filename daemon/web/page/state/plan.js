// How a running plan stands: which clock counts, and what is to be told of it. Pure.
const SOON_S = 3;

export const waits = (plan) => !!plan && plan.phase !== "work";

// Until the phase is over; one that has no end counts up.
export const clockS = (plan) => plan.left_s ?? plan.phase_s;

export function tone(plan) {
  if (plan.held) return "held";
  return plan.left_s != null && plan.left_s <= SOON_S ? "soon" : waits(plan) ? "resting" : "working";
}

// What happened to a plan between two looks: null, {begins}, {seconds} or {over}.
export function news(before, now) {
  if (!now) return before ? { over: true } : null;
  if (!before || place(before) !== place(now)) return { begins: now };
  const seconds = now.left_s;
  return !now.held && seconds >= 1 && seconds <= SOON_S && seconds < before.left_s ? { seconds } : null;
}

const place = (plan) => [plan.name, plan.block, plan.round, plan.step, plan.phase].join();
