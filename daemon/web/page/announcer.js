// Says aloud, vibrates, and tells those who hear the page in place of seeing it.
import { reps } from "./state/set_record.js";
import { news, waits } from "./state/plan.js";
import { hint, isRunning, problem } from "./state/status.js";
import { buzz, say, tell } from "./parts/voice.js";
import { many, title, waiting, why, work } from "./parts/words.js";

const FRESH_S = 10; // an event that is older is shown and not said
const LASTS_MS = 1500; // what is over sooner is not worth a word

const did = (set) => (set.held_s == null ? many(set.reps, "rep") : many(Math.round(set.held_s), "second"));

export function announcer(store, age) {
  const speak = (text) => store.state.voice && store.state.screen === "live" && say(text);
  const both = (text, spoken = text) => {
    tell("count", text);
    speak(spoken);
  };

  function event(state, before, { event }) {
    const [was, is] = [reps(before.record).length, reps(state.record).length];
    switch (event.event_type) {
      case "rep":
      case "rep_corrected":
        if (is === was) return;
        both(String(is), event.cue ? `${is}. ${event.cue}` : String(is));
        return buzz(is > was ? 60 : [30, 60, 30]);
      case "rep_rejected":
        both(`No rep: ${why(event)}`, `No rep. ${why(event)}`);
        return buzz([40, 60, 40]);
      case "record":
      case "load_proposed":
      case "stop_withheld":
      case "plan_ended":
        return both(event.says);
      case "set_ended":
        tell("count", `Set ended: ${did(event)}`);
        if (!state.now.plan) speak(`Set ended. ${did(event)}.`); // a plan says what comes
        return buzz([120, 80, 120]);
    }
  }

  function rest({ now }, before) {
    const over = now.target_rest_s && now.rest_s >= now.target_rest_s && now.rest_s < now.target_rest_s + FRESH_S;
    if (!over || before.now.rest_s == null || before.now.rest_s >= now.target_rest_s || isRunning(now) || now.plan) return;
    both("The rest is over");
    buzz([200, 100, 200]);
  }

  function plan({ now, exercises }, { now: was }) {
    if (now.daemon !== "ok" || was.daemon !== "ok") return; // what was missed is not said
    const { begins, seconds, half } = news(was.plan, now.plan) ?? {};
    if (seconds) {
      speak(String(seconds)); // a screen reader would speak over the set: it is told of the phases only
      buzz(40);
    }
    if (half) speak("Half way");
    if (!begins) return;
    const why = begins.stopped ? `${begins.stopped}. ` : "";
    if (waits(begins)) return both(`${why}${waiting(begins)}. Next: ${work(exercises, begins)}`);
    const last = begins.rounds > 1 && begins.round === begins.rounds && begins.step === 1;
    both(`${last ? "Last round" : "Go"}: ${title(exercises, begins.exercise)}`);
    buzz([200, 100, 200]);
  }

  let known = null;
  let later = null;
  function status(state) {
    const text = problem(state) ?? (isRunning(state.now) ? (hint(state.now) ?? (state.now.state === "armed" ? "Get in place" : "")) : "");
    if (text === known) return;
    known = text;
    clearTimeout(later);
    later = setTimeout(() => tell("said", text), LASTS_MS);
  }

  store.subscribe((state, before, action) => {
    if (action.type === "journal" && age(action.event) < FRESH_S) event(state, before, action);
    if (action.type === "now") {
      rest(state, before);
      plan(state, before);
    }
    if (action.type === "now" || action.type === "connected") status(state);
    if (action.type === "said" && state.said) tell("said", state.said.text);
  });
}
