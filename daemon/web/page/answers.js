// In which order answers are taken in: an old one never comes in after a new one.

// Begins each piece of work once the one before it has ended, well or not.
export function inTurn() {
  let last = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

// Drops what comes in, well or not, after the answer to a later question.
export function newestOnly() {
  let asked = 0;
  let answered = 0;
  return async (question, take) => {
    asked += 1;
    const turn = asked;
    try {
      const found = await question();
      if (turn < answered) return;
      answered = turn;
      take(found);
    } catch (error) {
      if (turn > answered) throw error;
    }
  };
}
