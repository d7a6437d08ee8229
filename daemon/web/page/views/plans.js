// The plans: what each asks for; begins one, and ends the one that is under way.
import { h } from "../parts/dom.js";
import { clockS, waits } from "../state/plan.js";
import { clock, waiting, where } from "../parts/words.js";

export function plans(state, act) {
  if (!state.plans) return h("p", { key: "wait" }, "…");
  return h("div", { key: "plans", class: "plain" }, [
    h("h1", {}, "Plans"),
    state.now.plan && underWay(state, act),
    !state.plans.length && h("p", {}, "There is no plan."),
    h("ul", { class: "list", key: "list" }, state.plans.map((each) => entry(state, act, each))),
    state.plansLeftOut > 0 && h("p", { class: "more", key: "left-out" }, `And ${state.plansLeftOut} more plans: spotter plan list.`),
  ]);
}

function underWay({ now }, act) {
  const { plan } = now;
  return h("section", { class: "card", key: "under-way", "aria-label": "Under way" }, [
    h("h2", {}, plan.title, h("small", {}, "under way")),
    h("p", {}, `${waits(plan) ? waiting(plan) : plan.held ? "Held" : "Work"} ${clock(clockS(plan))} · ${where(plan)}`),
    h("div", { class: "buttons" },
      h("button", { id: "end", type: "button", class: "main stop", disabled: now.daemon !== "ok", onClick: () => act.order("plan", { plan: null }) }, "End the plan")),
  ]);
}

function entry({ now }, act, { name, title, blocks, about_s: about, error, proposals }) {
  return h("li", { key: name, class: "card" }, [
    h("h2", {}, title, about != null && h("small", {}, `about ${clock(about)}`)),
    error
      ? h("p", { class: "mark no" }, error)
      : h("ol", {}, blocks.map((each, at) => h("li", { key: at }, each.replaceAll("_", " ")))),
    !error && proposals.length > 0 && h("p", { class: "proposal" }, proposals.join("; ")),
    !error && h("button", {
      id: `begin-${name}`, class: "begin", type: "button", "aria-label": `Begin: ${title}`, disabled: now.daemon !== "ok" || !!now.plan,
      onClick: () => act.beginPlan(name),
    }, "Begin"),
  ]);
}
