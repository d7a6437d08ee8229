// Hears the box: the browser connects again by itself and says which event it had last, so none is missed or doubled.
const AGAIN_MS = 1000;
const SILENT_MS = 25000;

export function listen(hear) {
  let source = null;
  let silence = null;

  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(restart, SILENT_MS);
  };
  const on = (name, take) =>
    source.addEventListener(name, (message) => {
      alive();
      take(message.data ? JSON.parse(message.data) : null, message);
    });

  function restart() {
    source?.close();
    start();
  }

  function start() {
    const after = hear.seq();
    source = new EventSource(`/api/events${after ? `?after=${after}` : ""}`);
    source.onopen = () => {
      alive();
      hear.connected(true);
    };
    source.onerror = () => {
      hear.connected(false);
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(silence); // the box said no, or the browser gave up
        hear.ended().then((again) => again && setTimeout(start, AGAIN_MS));
      }
    };
    on("journal", hear.journal);
    on("state", hear.state);
    on("pose", hear.pose);
    on("reset", hear.reset);
    alive();
  }

  start();
  return () => {
    clearTimeout(silence);
    source?.close();
  };
}
