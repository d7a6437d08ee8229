// What is asked for in between: the athlete, the target, the right exercise of a set.
import { h } from "../parts/dom.js";
import { COLOURS, mark } from "../parts/mark.js";

export function dialog(state, act) {
  const close = () => act.dialog(null);
  const { kind } = state.dialog;
  return h("div", { class: "veil", key: "dialog", onClick: beside(close) },
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

// A handler that returned false would keep a tap from ticking anything.
const beside = (close) => (event) => {
  if (event.target.className === "veil") close();
};

const field = (id, label, props) => [h("label", { for: id }, label), h("input", { id, name: id, ...props })];
const numberOf = (element) => (element.value === "" ? null : Number(element.value));

const who = (value, text, colour, chosen) =>
  h("label", { class: "tick", key: `who ${value}` }, [h("input", { type: "radio", name: "who", value, checked: chosen }), mark(colour), text]);

const KINDS = {
  athlete: {
    title: "Who trains?",
    fields: ({ now, athletes, profiles }, act) => [
      h("fieldset", { class: "who" }, [
        h("legend", { class: "unseen" }, "Who trains?"),
        who("", "Nobody in particular", null, !now.athlete),
        athletes.map((name) => who(name, name, profiles[name]?.colour, name === now.athlete)),
      ]),
      ...field("name", "Somebody new", { maxlength: "60", autocomplete: "off" }),
      now.athlete && h("button", { type: "button", id: "change", onClick: () => act.dialog({ kind: "profile", name: now.athlete }) }, `Change ${now.athlete}`),
    ],
    send: ({ who: chosen, name }, _, act) =>
      name.value.trim() ? act.takeIn(name.value.trim()) : act.order("athlete", { athlete: chosen.value || null }),
  },
  profile: {
    title: "What the box knows",
    fields: ({ profiles, dialog: { name } }) => {
      const known = profiles[name] ?? { targets: {} };
      return [
        h("p", {}, [mark(known.colour), h("b", {}, name)]),
        h("label", { for: "colour" }, "Colour"),
        h("select", { id: "colour", name: "colour" }, COLOURS.map((each) => h("option", { key: each, value: each, selected: each === known.colour }, each))),
        ...field("targets", "Reps, or seconds of a hold, at which a set ends: squat 12, plank 60", {
          autocomplete: "off", pattern: "\\s*([^,]*[^,\\s]\\s+\\d+\\s*(,\\s*|$))*", title: "An exercise and its reps, as squat 12, plank 60",
          value: Object.entries(known.targets).map(([exercise, reps]) => `${exercise} ${reps}`).join(", "),
        }),
        h("label", { class: "tick" }, [h("input", { type: "checkbox", name: "board", checked: known.board ?? false }), "Show on the board of the week"]),
      ];
    },
    send: ({ colour, targets, board }, { profiles, dialog: { name } }, act) => {
      const wanted = Object.fromEntries(Object.keys(profiles[name]?.targets ?? {}).map((each) => [each, null]));
      for (const part of targets.value.split(",")) {
        const found = /^(.*\S)\s+(\d+)$/.exec(part.trim());
        if (found) wanted[found[1]] = Number(found[2]);
      }
      act.setAthlete({ athlete: name, colour: colour.value, targets: wanted, board: board.checked });
    },
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
