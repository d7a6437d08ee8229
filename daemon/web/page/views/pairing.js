// Getting in, and leaving.
import { h } from "../parts/dom.js";
import { canSpeak } from "../parts/voice.js";

export function pairing(state, act) {
  const send = (event) => {
    event.preventDefault();
    const typed = event.target.elements.code.value.trim();
    act.pair(/^(?:.*#)?v1\.[^.]*\.([\w-]+)$/.exec(typed)?.[1] ?? typed);
  };
  return h("main", { id: "main", class: "hello", key: "pairing" }, [
    h("h1", {}, "Pair this phone"),
    h("p", {}, ["On the box, run ", h("code", {}, "sudo spotter pair NAME"), " and scan the code that it shows."]),
    h("form", { onSubmit: send }, [
      h("label", { for: "code" }, "Or type the address that stands above the code"),
      h("input", { id: "code", name: "code", autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true }),
      h("button", { type: "submit", class: "main" }, "Pair"),
    ]),
    state.said && h("p", { class: "note bad", role: "alert" }, state.said.text),
  ]);
}

export function phone(state, act) {
  return h("div", { key: "phone", class: "plain" }, [
    h("h1", {}, "This phone"),
    h("p", {}, `Paired as ${state.paired}.`),
    h("dl", { class: "table" }, [
      row("Counts aloud", canSpeak ? "yes, once it was touched" : "this browser cannot"),
      row("Vibrates", navigator.vibrate ? "yes" : "this browser cannot"),
      row("Keeps the screen on", screen()),
      row("Encrypted", location.protocol === "https:" ? "yes" : "no: plain HTTP"),
    ]),
    h("div", { class: "buttons" }, [
      document.fullscreenEnabled && h("button", { type: "button", key: "full", id: "full", onClick: act.fullScreen }, "Full screen"),
      h("button", { type: "button", key: "leave", id: "leave", onClick: act.leave }, "Unpair this browser"),
    ]),
    state.authority && h("p", {}, [
      "If the browser warns of this page: ", h("a", { href: state.authority, download: "spotter.crt" }, "this box's certificate"),
      ", installed in the phone's settings as an authority to trust, ends that.",
    ]),
    h("p", {}, "Nothing is kept on this phone but the pairing and whether sound is on."),
    h("p", {}, ["If the phone was lost, run ", h("code", {}, `sudo spotter pair --revoke ${state.paired}`), " on the box."]),
  ]);
}

function screen() {
  if ("wakeLock" in navigator) return "yes, in a set and its rest";
  return window.isSecureContext ? "this browser cannot" : "not over plain HTTP";
}

const row = (name, value) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, value));
