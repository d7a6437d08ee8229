// What is wrong, and what the athlete can do about it. Pure.
export const RUNNING = ["armed", "active", "paused"];

export const isRunning = (now) => RUNNING.includes(now.state);

export function problem({ connected, now }) {
  if (!connected) return "No connection to the box: trying again.";
  if (now.daemon === "away") return "The box is not counting: its daemon is away.";
  if (now.trouble) return now.trouble;
  if (now.unsaved) return `${now.unsaved} events are not saved yet.`;
  return null;
}

export function hint(now) {
  if (now.daemon === "away") return null;
  if (now.camera === "off") return "The camera is off.";
  if (now.camera && now.camera !== "ok") return "The camera gives no picture.";
  if (!now.person) return "Nobody is seen.";
  return now.view_ok ? null : "Step back: the whole body must be seen.";
}
