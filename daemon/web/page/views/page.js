// The frame around each screen: what is wrong, and the way to the others.
import { h } from "../parts/dom.js";
import { problem } from "../state/status.js";
import { live } from "./live.js";
import { plans } from "./plans.js";
import { history } from "./history.js";
import { progress } from "./progress.js";
import { health } from "./health.js";
import { setup } from "./setup.js";
import { pairing, phone } from "./pairing.js";
import { dialog } from "./dialogs.js";

const VIEWS = { live, plans, history, progress, health, phone, setup };
const TABS = [["live", "Live"], ["plans", "Plans"], ["history", "History"], ["progress", "Progress"], ["health", "Box"], ["phone", "Phone"]];
const SETUP = ["setup", "First boot"]; // is reached from the box's screen

export const titleOf = ({ paired, screen }) =>
  `${paired ? [...TABS, SETUP].find(([name]) => name === screen)[1] : "Pair this phone"} – Spotter`;

export function page(state, act) {
  if (state.paired === null) return h("main", { id: "main", class: "hello", key: "wait" }, h("p", {}, state.said?.text ?? "…"));
  if (state.paired === false) return pairing(state, act);
  return h("div", { class: "frame", key: "frame" }, [
    h("nav", { "aria-label": "Screens", inert: !!state.dialog }, TABS.map(([name, text]) => tab(state, act, name, text))),
    h("main", { id: "main", key: state.screen, class: state.screen, tabindex: "-1", inert: !!state.dialog }, [
      trouble(state),
      VIEWS[state.screen](state, act),
    ]),
    state.dialog && dialog(state, act),
  ]);
}

function tab(state, act, name, text) {
  const here = state.screen === name || (name === "health" && state.screen === SETUP[0]);
  return h("button", { key: name, type: "button", "aria-current": here ? "page" : null, onClick: () => act.go(name) }, text);
}

function trouble(state) {
  const text = problem(state);
  const said = state.said;
  return h("div", { class: "notes", key: "notes" }, [
    text && h("p", { class: "note bad", id: "trouble", key: "trouble" }, text),
    said && h("p", { class: said.bad ? "note bad" : "note", key: "said" }, said.text),
  ]);
}
