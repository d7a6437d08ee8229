// Hears the box: the browser connects again by itself and says which event it had last, so none is missed or doubled.
const AGAIN_MS = 1000;
const SILENT_MS = 25000; // the box says something every 10 s
const STALE_MS = 12000;
const UNSEEN_MS = 600000;

export function listen(hear) {
  let source = null;
  let silence = null;
  let unseen = null;
  let heard = 0;

  const alive = () => {
    heard = Date.now();
    clearTimeout(silence);
    silence = setTimeout(start, SILENT_MS);
  };
  const on = (name, take) =>
    source.addEventListener(name, (message) => {
      alive();
      take(message.data ? JSON.parse(message.data) : null, message);
    });

  function stop() {
    clearTimeout(silence);
    source?.close();
    source = null;
  }

  function start() {
    stop();
    const after = hear.seq();
    source = new EventSource(`/api/events${after ? `?after=${after}` : ""}`);
    source.onopen = () => {
      alive();
      hear.connected(true);
    };
    source.onerror = ({ target }) => {
      hear.connected(false);
      if (target.readyState === EventSource.CLOSED) {
        clearTimeout(silence); // the box said no, or the browser gave up
        hear.ended().then((again) => again && setTimeout(() => target === source && start(), AGAIN_MS));
      }
    };
    on("clock", hear.clock);
    on("journal", hear.journal);
    on("state", hear.state);
    on("pose", hear.pose);
    on("reset", hear.reset);
    alive();
  }

  // A phone that slept has a connection that is dead and does not know. A browser has six for all its pages of the box.
  const seen = () => {
    clearTimeout(unseen);
    if (!document.hidden) {
      if (!source || Math.abs(Date.now() - heard) > STALE_MS) start();
    } else {
      unseen = setTimeout(() => hear.idle() && stop(), UNSEEN_MS);
    }
  };
  const events = [[document, "visibilitychange"], [window, "pageshow"], [window, "online"]];
  for (const [where, name] of events) where.addEventListener(name, seen);
  start();
  return () => {
    for (const [where, name] of events) where.removeEventListener(name, seen);
    clearTimeout(unseen);
    stop();
  };
}
