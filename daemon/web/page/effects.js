// What the page does beside showing its state: asks, commands, goes from screen to screen, keeps the screen on.
import { Refused, command, get, pair as letIn, post } from "./api.js";
import { inTurn, newestOnly } from "./answers.js";
import { announcer } from "./announcer.js";
import { listen } from "./stream.js";
import { SCREENS } from "./state/reduce.js";
import { isRunning } from "./state/status.js";
import { boxClock } from "./parts/box_clock.js";
import { say } from "./parts/voice.js";
import { keepAwake } from "./parts/wake.js";

const HEALTH_MS = 2000;
const PLACE_MS = 1000;
const SETS = 100;
const REST_S = 600; // of a rest that is longer nobody waits for the end
const TWICE_MS = 700; // Start and Stop are one button: what comes sooner is the second half of a double tap
const AT_ONCE = new Set(["start", "stop", "skip", "hold"]);

export function effects(store) {
  const { dispatch } = store;
  const clock = boxClock();
  announcer(store, clock.age);
  let hang_up = null;
  const fail = (error, of = null) => {
    if (error instanceof Refused && error.code === "unpaired") return unpaired();
    dispatch({ type: "said", text: error.message, bad: error.code !== "unsaved", of });
  };

  function unpaired() {
    hang_up?.();
    hang_up = null;
    dispatch({ type: "paired", name: false });
  }

  async function begin() {
    const token = fromAddress();
    if (token) return pair(token);
    await enter();
  }

  async function enter() {
    let found;
    try {
      found = await get("me");
    } catch (error) {
      if (error.code === "unpaired") return unpaired();
      dispatch({ type: "said", text: error.message, bad: true });
      setTimeout(enter, 1000);
      return;
    }
    dispatch({ type: "paired", name: found.name, authority: found.authority });
    dispatch({ type: "said", text: null });
    hang_up?.();
    hang_up = listen({
      seq: () => store.state.seq,
      idle: () => !isRunning(store.state.now) && store.state.now.rest_s == null && !store.state.now.plan,
      clock: clock.set,
      connected: (on) => on !== store.state.connected && dispatch({ type: "connected", on }),
      journal: (event) => dispatch({ type: "journal", event }),
      state: (now) => dispatch({ type: "now", now }),
      pose: (pose) => dispatch({ type: "pose", pose }),
      reset: () => dispatch({ type: "reset" }),
      ended,
    });
    await choices();
    show();
  }

  // The stream was refused: because this phone is paired no more, or for another reason that may pass.
  async function ended() {
    try {
      await get("me");
      return true;
    } catch (error) {
      if (error.code !== "unpaired") return true;
      unpaired();
      return false;
    }
  }

  let pairing = false;
  async function pair(token) {
    if (pairing) return;
    pairing = true;
    try {
      await letIn(token);
      await enter();
      await looks.setup().catch(fail);
      if (store.state.setup?.untouched) go("setup");
    } catch (error) {
      unpaired();
      dispatch({ type: "said", text: error.message, bad: true });
    } finally {
      pairing = false;
    }
  }

  async function leave() {
    await post("leave").catch(fail);
    unpaired();
  }

  const newestAthletes = newestOnly();
  const athletes = () =>
    newestAthletes(() => get("athletes"), (found) => dispatch({ type: "athletes", list: found.athletes, profiles: found.profiles }));

  const newestExercises = newestOnly();
  const exercises = () => newestExercises(() => get("exercises"), (found) => dispatch({ type: "exercises", list: found.exercises }));

  async function choices() {
    try {
      await Promise.all([exercises(), athletes()]);
    } catch (error) {
      if (error.code !== "away" && error.code !== "lost") fail(error);
    }
  }

  // One after the other, as they were pressed: three taps on Add are three reps.
  const orders = inTurn();
  let ordered = Promise.resolve();
  let switched = -Infinity;
  function order(verb, args = {}) {
    if (AT_ONCE.has(verb)) {
      if (performance.now() - switched < TWICE_MS) return ordered;
      switched = performance.now();
    }
    ordered = orders(() => carry(verb, args));
    return ordered;
  }

  async function carry(verb, args) {
    try {
      const told = await command(verb, args);
      dispatch({ type: "said", text: told?.from_next_set ? `${told.athlete ?? "Nobody"} trains from the next set on` : null });
      return true;
    } catch (error) {
      fail(error);
      return error.code === "unsaved";
    }
  }

  const asked = new Set(); // reps that a correction is on its way for
  async function correct(args) {
    if (asked.has(args.rep)) return;
    if (args.rep) asked.add(args.rep);
    if (await order("correct", args)) await look_at(args.set).catch(fail);
    asked.delete(args.rep);
  }

  async function progressOf(athlete) {
    const before = store.state.whose;
    dispatch({ type: "whose", athlete });
    if (!(await look()) && store.state.whose === athlete) dispatch({ type: "whose", athlete: before });
  }

  // Somebody new trains at once; what else the box is to know of them can wait.
  async function takeIn(athlete) {
    if (!(await order("athlete_set", { athlete, new: true }))) return;
    await order("athlete", { athlete });
    await choices();
  }

  async function setAthlete(args) {
    if (await order("athlete_set", args)) await choices();
  }

  async function beginPlan(plan) {
    if (await order("plan", { plan })) go("live");
  }

  const newest = Object.fromEntries(SCREENS.map((screen) => [screen, newestOnly()]));
  const health = () => newest.health(() => get("health"), (found) => dispatch({ type: "health", health: found }));

  const looks = {
    plans: () => newest.plans(() => get("plans"), ({ plans, left_out: leftOut }) => dispatch({ type: "plans", plans, leftOut })),
    history: () => Promise.all([
      newest.history(() => Promise.all([get("board"), get("history", { limit: SETS })]), ([board, { sets }]) => {
        dispatch({ type: "board", board });
        dispatch({ type: "history", sets: sets.reverse() });
      }),
      store.state.open && look_at(store.state.open.id),
    ]),
    progress: () => {
      const athlete = whose(store.state);
      const question = () => get("progress", athlete ? { athlete } : {});
      return Promise.all([newest.progress(question, (progress) => dispatch({ type: "progress", progress })), athletes()]);
    },
    health: () => Promise.all([health(), looks.setup()]),
    setup: () => setups(async () => dispatch({ type: "setup", setup: await get("setup") })),
  };

  // How it stood before an answer never comes in after the answer.
  const setups = inTurn();
  async function setUp(answer) {
    try {
      await setups(async () => dispatch({ type: "setup", setup: await post("setup", answer) }));
      dispatch({ type: "said", text: null });
    } catch (error) {
      fail(error);
    }
  }

  // Again and again while somebody looks; all well is the step done.
  let placings = 0;
  async function place(on) {
    placings += 1;
    const mine = placings;
    const goesOn = () => mine === placings && store.state.placing;
    dispatch({ type: "placing", placing: on ? { checks: [] } : null });
    while (goesOn()) {
      try {
        const { checks } = await get("placement");
        if (!goesOn()) return;
        dispatch({ type: "placing", placing: { checks } });
        if (checks.some(({ ok }) => ok) && checks.every(({ ok }) => ok !== false)) {
          dispatch({ type: "placing", placing: { checks, over: true } });
          return setUp({ done: "place" });
        }
      } catch (error) {
        if (!goesOn()) return;
        dispatch({ type: "placing", placing: null });
        fail(error);
      }
      await new Promise((resolve) => setTimeout(resolve, PLACE_MS));
    }
  }

  const show = () => void look();

  // Returns whether the box answered; that it did not is said until it does.
  async function look(screen = store.state.screen, question = looks[screen]) {
    try {
      await question?.();
      dispatch({ type: "answered", of: screen });
      return true;
    } catch (error) {
      fail(error, screen);
      return false;
    }
  }

  const newestSet = newestOnly();
  const look_at = (id) => newestSet(() => eventsOf(id), (events) => dispatch({ type: "opened", id, events }));

  function go(screen, id = null) {
    const hash = `#${screen}${id ? `/${id}` : ""}`;
    if (location.hash !== hash) history.pushState(null, "", hash);
    arrive(screen, id);
  }

  function arrive(screen, id) {
    const left = store.state.open?.id;
    dispatch({ type: "screen", screen });
    dispatch({ type: "open", id });
    show();
    focus(() => (!id && document.getElementById(`set-${left}`)) || document.getElementById("main"));
  }

  // Once it is drawn.
  const focus = (where) => requestAnimationFrame(() => where()?.focus());

  let opener = null;
  function ask(dialog) {
    if (dialog && !store.state.dialog) opener = document.activeElement;
    if (dialog?.kind === "athlete") choices();
    dispatch({ type: "dialog", dialog });
    focus(() => (dialog ? document.querySelector(".dialog [name]") : opener));
  }

  function toggleVoice() {
    const on = !store.state.voice || !store.state.touched;
    localStorage.setItem("voice", on ? "on" : "off");
    dispatch({ type: "voice", on });
    if (on) say("Sound on"); // a browser lets a page speak once it was touched
  }

  let later = null;
  store.subscribe((state, before, action) => {
    const recorded = action.type === "journal" || action.type === "reset";
    if (recorded && (state.screen === "history" || state.screen === "progress")) {
      clearTimeout(later);
      later = setTimeout(show, 300);
    }
    if (action.type === "now" && before.now.athlete !== state.now.athlete && state.screen === "progress") show();
    if (action.type === "now" && before.now.daemon === "away" && state.now.daemon === "ok") choices().then(show);
    const resting = state.now.rest_s != null && state.now.rest_s < REST_S;
    keepAwake(state.screen === "live" && state.connected && (isRunning(state.now) || resting || !!state.now.plan));
  });

  window.addEventListener("popstate", () => arrive(...placeOf(location.hash)));
  window.addEventListener("hashchange", () => {
    const token = fromAddress();
    if (token) pair(token);
  });
  setInterval(() => {
    if (store.state.paired && store.state.screen === "health" && !document.hidden) look("health", health);
  }, HEALTH_MS);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.state.dialog) ask(null);
  });
  document.addEventListener("click", (event) => event.isTrusted && !store.state.touched && dispatch({ type: "touched" }));

  return {
    begin: () => {
      const [screen, id] = placeOf(location.hash);
      dispatch({ type: "screen", screen });
      dispatch({ type: "open", id });
      return begin();
    },
    pair,
    leave,
    order,
    takeIn,
    setAthlete,
    correct,
    beginPlan,
    setUp,
    place,
    progressOf,
    go,
    toggleVoice,
    dialog: ask,
    fullScreen: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(fail),
  };
}

async function eventsOf(id) {
  const events = [];
  let page = { more: true, next: 0 };
  while (page.more) {
    page = await get("set", { set: id, after_seq: page.next });
    events.push(...page.events);
  }
  return events;
}

// Whose progress is shown.
const whose = ({ whose: asked, now }) => (asked === undefined ? now.athlete : asked);

// #history/ID is one set of the history.
function placeOf(hash) {
  const [screen, id] = hash.slice(1).split("/");
  return [SCREENS.includes(screen) ? screen : "live", (screen === "history" && id) || null];
}

// The token of a scanned code. It leaves the address at once, so that it stands in no history and on no screenshot.
function fromAddress() {
  const found = /^#v1\.[^.]*\.([\w-]+)/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname);
  return found[1];
}
