// The first boot: the steps of the box's own guide. What opens the box is done at the box.
import { h } from "../parts/dom.js";

const STATES = { done: "done", open: "open", left_out: "left for later", unknown: "?" };
const MARKS = { true: "✓", false: "✗", null: "…" };
const CHECKS = {
  turn: "Picture upright", people: "Nobody else in view", body: "Whole body in the picture", distance: "Distance",
  height: "Height of the camera", view: "Side or front", form: "Measured from here", light: "Light", shake: "Camera stands still",
};
const FORMS = { name, round, place };

export function setup(state, act) {
  const found = state.setup;
  if (!found) return h("p", { key: "wait" }, "…");
  return h("div", { key: "setup", class: "plain" }, [
    h("h1", {}, "First boot"),
    h("ol", { class: "list" }, (found.steps ?? []).map((step) => entry(state, act, step))),
    h("div", { class: "buttons" }, h("button", { type: "button", id: "back", onClick: () => act.go("live") }, "To the set")),
  ]);
}

// What is still open, for the screen of the box.
export function openSteps(state) {
  return (state.setup?.steps ?? []).filter((step) => step.state === "open").length;
}

function entry(state, act, step) {
  const form = step.anywhere && FORMS[step.name];
  return h("li", { key: step.name, id: `step-${step.name}`, class: "card" }, [
    h("h2", {}, step.title, h("small", {}, STATES[step.state] ?? step.state)),
    h("p", {}, step.how),
    h("p", { class: "more" }, step.says),
    form && form(state, act),
    !form && step.state !== "done" && h("p", {}, "At the box: ", h("code", {}, step.command)),
    step.state === "open" && h("button", {
      type: "button", class: "begin later", "aria-label": `Later: ${step.title}`, onClick: () => act.setUp({ later: step.name }),
    }, "Later"),
  ]);
}

function name(state, act) {
  const send = (event) => {
    event.preventDefault();
    act.setUp({ name: event.target.elements.name.value.trim() });
  };
  return h("form", { onSubmit: send, key: "name" }, [
    h("label", { for: "box-name" }, "Name"),
    h("input", { id: "box-name", name: "name", maxlength: "40", required: true, autocomplete: "off", placeholder: state.setup.name ?? "Garage gym" }),
    h("button", { type: "submit" }, "Name it"),
  ]);
}

function round(state, act) {
  const known = Object.values(state.exercises).filter(({ name, error }) => name !== "auto" && !error);
  const chosen = state.setup.round ?? [];
  const send = (event) => {
    event.preventDefault();
    const names = [...event.target.querySelectorAll(":checked")].map((box) => box.value);
    act.setUp({ round: names.length === known.length ? [] : names });
  };
  return h("form", { onSubmit: send, key: "round" }, [
    h("fieldset", {}, [
      h("legend", {}, "Exercises"),
      known.map(({ name, title }) =>
        h("label", { key: name, class: "tick" }, [
          h("input", { type: "checkbox", value: name, checked: !chosen.length || chosen.includes(name) }),
          title || name,
        ])),
    ]),
    h("button", { type: "submit" }, "Choose"),
  ]);
}

function place(state, act) {
  const { placing } = state;
  const looking = !!placing && !placing.over;
  return h("div", { key: "place", class: "one" }, [
    placing && h("ul", { class: "log", "aria-live": "polite" }, placing.checks.map(({ check, ok, says }) =>
      h("li", { key: check }, `${MARKS[ok]} ${CHECKS[check] ?? check}${says ? `: ${says}` : ""}`))),
    h("button", { type: "button", id: "look", onClick: () => act.place(!looking) }, looking ? "Stop looking" : "Look through the camera"),
  ]);
}
