// An athlete's colour, before the name and never without it.
import { h } from "./dom.js";

export const COLOURS = ["orange", "sky", "green", "yellow", "blue", "red", "purple", "grey"];
export const mark = (colour) => (COLOURS.includes(colour) ? h("i", { class: `athlete ${colour}`, "aria-hidden": "true" }) : null);
