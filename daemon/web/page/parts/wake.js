// Keeps the screen on while a set runs, where the browser may (over HTTPS or on the box itself).
let lock = null;
let wanted = false;

export async function keepAwake(on) {
  wanted = on;
  if (!("wakeLock" in navigator)) return false;
  try {
    if (on && !lock) {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => (lock = null));
      if (!wanted) await lock.release();
    } else if (!on && lock) {
      await lock.release();
    }
  } catch {
    return false; // the battery is low, or the page is hidden
  }
  return lock !== null;
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && wanted) keepAwake(true);
});
