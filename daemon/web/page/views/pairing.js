// Getting in, and leaving.
import { h } from "../parts/dom.js";

export function pairing(state, act) {
  const send = (event) => {
    event.preventDefault();
    const typed = event.target.elements.code.value.trim();
    act.pair(/^(?:.*#)?v1\.[^.]*\.([\w-]+)$/.exec(typed)?.[1] ?? typed);
  };
  return h("main", { id: "main", class: "hello", key: "pairing" }, [
    h("h1", {}, "Pair this phone"),
    h("p", {}, ["On the box, run ", h("code", {}, "sudo spotter pair phone"), " and scan the code that it shows."]),
    h("form", { onSubmit: send }, [
      h("label", { for: "code" }, "Or type what stands below the code"),
      h("input", { id: "code", name: "code", autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true }),
      h("button", { type: "submit", class: "main", disabled: state.busy }, "Pair"),
    ]),
    state.said && h("p", { class: "note bad", role: "alert" }, state.said.text),
  ]);
}

export function phone(state, act) {
  const secure = window.isSecureContext;
  return h("div", { key: "phone" }, [
    h("h1", {}, "This phone"),
    h("p", {}, `Paired as ${state.paired}.`),
    h("dl", { class: "table" }, [
      row("Counts aloud", "speechSynthesis" in window ? "yes" : "this browser cannot"),
      row("Vibrates", navigator.vibrate ? "yes" : "this browser cannot"),
      row("Keeps the screen on", "wakeLock" in navigator && secure ? "yes" : "not over plain HTTP"),
    ]),
    h("p", {}, "Nothing is kept on this phone but the pairing and whether sound is on."),
    h("button", { type: "button", id: "leave", onClick: act.leave }, "Unpair this browser"),
    h("p", {}, ["If the phone was lost, run ", h("code", {}, `sudo spotter pair --revoke ${state.paired}`), " on the box."]),
  ]);
}

const row = (name, value) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, value));
