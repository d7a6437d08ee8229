// What is asked for in between: the athlete, the target, the right exercise of a set.
import { h } from "../parts/dom.js";

export function dialog(state, act) {
  const close = () => act.dialog(null);
  const { kind } = state.dialog;
  return h("div", { class: "veil", key: "dialog", onClick: (event) => event.target.className === "veil" && close() },
    h("form", {
      role: "dialog", "aria-modal": "true", "aria-labelledby": "dialog-title", class: "dialog",
      onSubmit: (event) => {
        event.preventDefault();
        KINDS[kind].send(event.target.elements, state, act);
        close();
      },
    }, [
      h("h2", { id: "dialog-title" }, KINDS[kind].title),
      KINDS[kind].fields(state, act),
      h("div", { class: "buttons" }, [
        h("button", { type: "button", onClick: close }, "Cancel"),
        h("button", { type: "submit", class: "main" }, "OK"),
      ]),
    ]));
}

const field = (id, label, props) => [h("label", { for: id }, label), h("input", { id, name: id, ...props })];
const numberOf = (element) => (element.value === "" ? null : Number(element.value));

const KINDS = {
  athlete: {
    title: "Who trains?",
    fields: (state) => [
      ...field("name", "Name; empty for nobody", { maxlength: "60", list: "athletes", value: state.now.athlete ?? "", autocomplete: "off", autofocus: true }),
      h("datalist", { id: "athletes" }, state.athletes.map((name) => h("option", { key: name, value: name }))),
    ],
    send: ({ name }, _, act) => act.order("athlete", { athlete: name.value.trim() || null }),
  },
  target: {
    title: "Target",
    fields: ({ now }) => [
      ...field("reps", "Reps (seconds of a hold); empty: the exercise's own", { type: "number", min: "1", max: "1000", inputmode: "numeric", value: now.target_reps ?? "", autofocus: true }),
      ...field("rest", "Seconds of rest", { type: "number", min: "0", max: "3600", inputmode: "numeric", value: now.target_rest_s ?? "" }),
    ],
    send: ({ reps, rest }, _, act) => act.order("target", { reps: numberOf(reps), rest_s: numberOf(rest) }),
  },
  load: {
    title: "What do you lift?",
    fields: ({ now, dialog: { set, kg }, record }) => [
      ...field("load", "kg, or as 135 lb; empty: nothing beside the body", {
        maxlength: "20", inputmode: "decimal", autocomplete: "off", autofocus: true, value: String((set ? kg : (now.load_kg ?? now.proposed_kg ?? now.last_load_kg)) ?? ""),
      }),
      !set && !now.set && record?.end && [
        h("label", { for: "whose" }, "In which set"),
        h("select", { id: "whose", name: "whose" }, [
          h("option", { key: "next", value: "" }, "The next one"),
          h("option", { key: "last", value: record.id, selected: record.load == null }, "The last one"),
        ]),
      ],
    ],
    send: ({ load, whose }, state, act) => {
      const given = load.value.trim() || null;
      const { set } = state.dialog;
      if (set) return act.correct({ set, kind: "load", load: given });
      if (whose?.value) return act.order("correct", { set: whose.value, kind: "load", load: given });
      return act.order("load", { load: given, next: !!whose });
    },
  },
  exercise: {
    title: "Which exercise was it?",
    fields: (state) => [
      h("label", { for: "which" }, "Exercise"),
      h("select", { id: "which", name: "which" }, Object.values(state.exercises).filter((each) => !each.error && each.name !== "auto").map((each) =>
        h("option", { key: each.name, value: each.name }, each.title))),
    ],
    send: ({ which }, state, act) => act.correct({ set: state.dialog.set, kind: "exercise", exercise: which.value }),
  },
};
