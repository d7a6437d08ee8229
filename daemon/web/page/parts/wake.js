// Keeps the screen on where the browser may: over HTTPS, or on the box itself.
let lock = null;
let wanted = false;

export function keepAwake(on) {
  if (on === wanted) return;
  wanted = on;
  if (on) request();
  else lock?.release();
}

async function request() {
  try {
    lock = await navigator.wakeLock?.request("screen");
    lock?.addEventListener("release", () => (lock = null));
    if (!wanted) lock?.release();
  } catch {
    lock = null; // the battery is low, or the page is hidden
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && wanted && !lock) request(); // a hidden page loses it
});
