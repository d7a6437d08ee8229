// The state of the page, and how each action changes it. Pure.
import { newest, ofSet } from "./set_record.js";

export const SCREENS = ["live", "plans", "history", "progress", "health", "phone", "setup"];
const TREND = 60;
const NOBODY = { daemon: "away", state: null, exercise: null, athlete: null };

export function initial(kept = { getItem: () => null }) {
  return {
    screen: "live",
    paired: null, // null: not known yet; false: not; else the name
    authority: null, // where a phone finds the certificate to trust, if there is one
    connected: false,
    seq: 0,
    now: NOBODY,
    pose: null,
    record: null,
    best: null, // the record that was told last: an athlete's best set
    result: null, // what the last plan came to, until another set or plan begins
    withheld: null, // why the last set was not stopped for slowing down, where that was told
    exercises: {},
    athletes: [], // every name that can be chosen
    profiles: {}, // what the box knows of some of them, by name
    board: null, // of this week: those who are willing
    plans: null,
    plansLeftOut: 0, // for which the answer had no room
    history: null,
    open: null, // the set that the history shows rep by rep
    progress: null,
    whose: undefined, // the athlete whose progress was asked for; undefined: whoever trains now
    health: null,
    setup: null, // how the first boot stands
    placing: null, // what to move, while somebody looks: {checks, over}
    trend: [], // what the health was while its screen is open, the newest last
    said: null, // {text, bad, of}; of: the screen that the box did not answer
    dialog: null,
    voice: kept.getItem("voice") !== "off",
    touched: false, // before that a browser lets no page speak
  };
}

function best(before, event) {
  if (event.event_type === "record") return event;
  return event.event_type === "record_withdrawn" && before?.id === event.refers ? null : before;
}

function withheld(before, event) {
  if (event.event_type === "stop_withheld") return event.says;
  return event.event_type === "set_started" ? null : before;
}

function result(before, event) {
  if (event.event_type === "plan_ended") return event.says || null;
  return event.event_type === "set_started" || event.event_type === "plan_started" ? null : before;
}

const changes = {
  paired: (state, { name, authority = null }) => ({ ...state, paired: name, authority }),
  connected: (state, { on }) => ({ ...state, connected: on, now: on ? state.now : NOBODY, pose: on ? state.pose : null }),
  journal: (state, { event }) =>
    event.seq <= state.seq ? state : { ...state, seq: event.seq, record: newest(state.record, event), best: best(state.best, event), withheld: withheld(state.withheld, event), result: result(state.result, event) },
  reset: (state) => ({ ...state, seq: 0, record: null, best: null, withheld: null, result: null, history: null, open: null, progress: null }),
  now: (state, { now }) => ({ ...state, now }),
  pose: (state, { pose }) => ({ ...state, pose }),
  screen: (state, { screen }) => ({ ...state, screen, trend: [], dialog: null, said: null, placing: null }),
  exercises: (state, { list }) => ({ ...state, exercises: Object.fromEntries(list.map((each) => [each.name, each])) }),
  athletes: (state, { list, profiles }) =>
    ({ ...state, athletes: list, profiles: Object.fromEntries(profiles.map((each) => [each.name, each])) }),
  board: (state, { board }) => ({ ...state, board }),
  plans: (state, { plans, leftOut }) => ({ ...state, plans, plansLeftOut: leftOut ?? 0 }),
  history: (state, { sets }) => ({ ...state, history: sets }),
  open: (state, { id }) => ({ ...state, open: id ? (state.open?.id === id ? state.open : { id, record: null }) : null }),
  opened: (state, { id, events }) => (state.open?.id === id ? { ...state, open: { id, record: ofSet(events) } } : state),
  progress: (state, { progress }) => ({ ...state, progress }),
  whose: (state, { athlete }) => ({ ...state, whose: athlete }),
  health: (state, { health }) => ({ ...state, health, trend: [...state.trend, health].slice(-TREND) }),
  setup: (state, { setup }) => ({ ...state, setup }),
  placing: (state, { placing }) => ({ ...state, placing }),
  said: (state, { text, bad, of = null }) => ({ ...state, said: text ? { text, bad: !!bad, of } : null }),
  answered: (state, { of }) => (state.said?.of === of ? { ...state, said: null } : state),
  dialog: (state, { dialog }) => ({ ...state, dialog }),
  voice: (state, { on }) => ({ ...state, voice: on }),
  touched: (state) => ({ ...state, touched: true }),
};

export function reduce(state, action) {
  const change = changes[action.type];
  if (!change) throw new Error(`no action ${action.type}`);
  return change(state, action);
}
