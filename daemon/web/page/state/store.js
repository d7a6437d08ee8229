// Owns the state. It changes by actions alone, and only here.
export function makeStore(reduce, state) {
  const listeners = [];
  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.push(listener);
    },
    dispatch(action) {
      const before = state;
      state = reduce(before, action);
      if (state !== before) for (const listener of listeners) listener(state, before, action);
    },
  };
}
