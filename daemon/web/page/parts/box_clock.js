// How long ago something happened, by the box's own monotonic clock: no wall clock, here or there, has to be right.
export function boxClock() {
  let box = null;
  const now = () => performance.now() / 1000;
  return {
    set: ({ boot, mono }) => (box = { boot, ahead: mono - now() }),
    age: (event) => (box?.boot === event.boot ? box.ahead + now() - event.t_mono : Infinity),
  };
}
