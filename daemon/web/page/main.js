// The composition root: the state has one owner, and everything else reads it or speaks to it.
import { makeStore } from "./state/store.js";
import { initial, reduce } from "./state/reduce.js";
import { effects } from "./effects.js";
import { patch } from "./parts/dom.js";
import { page, titleOf } from "./views/page.js";
import { drawSkeleton } from "./parts/skeleton.js";

const store = makeStore(reduce, initial(localStorage));
const actions = effects(store);
const root = document.getElementById("page");
let due = false;

function draw() {
  due = false;
  const state = store.state;
  patch(root, [page(state, actions)]);
  document.title = titleOf(state);
  const canvas = document.getElementById("skeleton");
  if (canvas) drawSkeleton(canvas, state.pose, state.exercises[state.now.exercise]?.joints ?? []);
}

store.subscribe(() => {
  if (due) return;
  due = true;
  requestAnimationFrame(draw);
});
draw();
actions.begin();
