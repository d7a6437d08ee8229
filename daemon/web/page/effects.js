// What the page does beside showing its state: asks, commands, speaks, keeps the screen on.
import { Refused, command, get, post } from "./api.js";
import { listen } from "./stream.js";
import { reps } from "./state/set_record.js";
import { SCREENS } from "./state/reduce.js";
import { buzz, say, tell } from "./parts/voice.js";
import { keepAwake } from "./parts/wake.js";
import { why } from "./parts/words.js";

const HEALTH_MS = 5000;
const FRESH_MS = 10000; // an event that is older is shown and not said
const SETS = 100;

export function effects(store) {
  const { dispatch } = store;
  let hang_up = null;
  const fail = (error) => {
    if (error instanceof Refused && error.code === "unpaired") return unpaired();
    dispatch({ type: "said", text: error.message, bad: error.code !== "unsaved" });
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
    dispatch({ type: "paired", name: found.name });
    dispatch({ type: "said", text: null });
    hang_up?.();
    hang_up = listen({
      seq: () => store.state.seq,
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

  async function pair(token) {
    dispatch({ type: "busy", on: true });
    try {
      await post("pair", { token });
      await enter();
    } catch (error) {
      unpaired();
      dispatch({ type: "said", text: error.message, bad: true });
    } finally {
      dispatch({ type: "busy", on: false });
    }
  }

  async function leave() {
    await post("leave").catch(fail);
    unpaired();
  }

  async function choices() {
    try {
      const [exercises, athletes] = await Promise.all([get("exercises"), get("athletes")]);
      dispatch({ type: "exercises", list: exercises.exercises });
      dispatch({ type: "athletes", list: athletes.athletes });
    } catch (error) {
      if (error.code !== "away" && error.code !== "lost") fail(error);
    }
  }

  async function order(verb, args = {}, done = null) {
    dispatch({ type: "busy", on: true });
    try {
      await command(verb, args);
      dispatch({ type: "said", text: done });
      return true;
    } catch (error) {
      fail(error);
      return error.code === "unsaved";
    } finally {
      dispatch({ type: "busy", on: false });
    }
  }

  const looks = {
    history: async () => {
      dispatch({ type: "history", sets: (await get("history", { limit: SETS })).sets.reverse() });
      if (store.state.open) await look_at(store.state.open.id);
    },
    weeks: async () => dispatch({ type: "weeks", weeks: (await get("weeks")).weeks }),
    health: async () => dispatch({ type: "health", health: await get("health") }),
  };

  function show() {
    looks[store.state.screen]?.().catch(fail);
  }

  async function look_at(id) {
    const events = [];
    let page = { more: true, next: 0 };
    while (page.more) {
      page = await get("set", { set: id, after_seq: page.next });
      events.push(...page.events);
    }
    dispatch({ type: "opened", id, events });
  }

  function go(screen) {
    if (location.hash !== `#${screen}`) history.pushState(null, "", `#${screen}`);
    dispatch({ type: "screen", screen });
    show();
    document.getElementById("main")?.focus();
  }

  function toggleVoice() {
    const on = !store.state.voice;
    localStorage.setItem("voice", on ? "on" : "off");
    dispatch({ type: "voice", on });
    if (on) say("Sound on"); // a browser lets a page speak once it was touched
  }

  store.subscribe((state, before, action) => {
    if (action.type === "journal") announce(state, before, action.event);
    if (action.type === "now") {
      const on = state.now.state === "active" || state.now.state === "armed";
      keepAwake(on);
      if (before.now.daemon === "away" && state.now.daemon === "ok") choices();
      if (state.screen === "live" && state.now.trouble !== before.now.trouble) tell("said", state.now.trouble ?? "");
    }
    if (action.type === "said" && state.said) tell("said", state.said.text);
  });

  let later = null;
  function announce(state, before, event) {
    if (state.screen === "history" || state.screen === "weeks") {
      clearTimeout(later);
      later = setTimeout(show, 300);
    }
    if (Date.now() - Date.parse(event.t) > FRESH_MS) return;
    const [was, is] = [reps(before.record).length, reps(state.record).length];
    const speak = (text) => state.voice && state.screen === "live" && say(text);
    if (event.event_type === "rep" || event.event_type === "rep_corrected") {
      if (is === was) return;
      tell("count", String(is));
      speak(event.cue ? `${is}. ${event.cue}` : String(is));
      buzz(is > was ? 60 : [30, 60, 30]);
    } else if (event.event_type === "rep_rejected") {
      tell("count", `No rep: ${why(event)}`);
      speak(`No rep. ${why(event)}`);
      buzz([40, 60, 40]);
    } else if (event.event_type === "set_ended") {
      tell("count", `Set ended: ${event.reps} reps`);
      speak(`Set ended. ${event.reps} reps.`);
      buzz([120, 80, 120]);
    }
  }

  window.addEventListener("popstate", () => go(screenOf(location.hash)));
  window.addEventListener("hashchange", () => {
    const token = fromAddress();
    if (token) pair(token);
  });
  setInterval(() => {
    if (store.state.paired && store.state.screen === "health" && !document.hidden) looks.health().catch(fail);
  }, HEALTH_MS);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.state.dialog) dispatch({ type: "dialog", dialog: null });
  });

  return {
    begin: () => {
      const screen = screenOf(location.hash);
      if (screen !== "live") dispatch({ type: "screen", screen });
      return begin();
    },
    pair,
    leave,
    order,
    go,
    toggleVoice,
    look: (id) => {
      dispatch({ type: "open", id });
      if (id) look_at(id).catch(fail);
    },
    dialog: (dialog) => dispatch({ type: "dialog", dialog }),
    correct: async (args) => (await order("correct", args)) && look_at(args.set).catch(fail),
  };
}

const screenOf = (hash) => (SCREENS.includes(hash.slice(1)) ? hash.slice(1) : "live");

// The token of a scanned code. It leaves the address at once, so that it stands in no history and on no screenshot.
function fromAddress() {
  const found = /^#v1\.[^.]*\.([\w-]+)/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname);
  return found[1];
}
