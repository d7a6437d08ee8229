// A view is a tree of h(…); patch makes the document like it and leaves alone what is so already, focus included.
const SVG = "http://www.w3.org/2000/svg";
const TICKS = /radio|checkbox/;
const SVG_TAGS = new Set(["svg", "path", "rect", "g", "text", "line", "circle", "title"]);

export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children: children.flat(Infinity).filter((each) => each != null && each !== false) };
}

export function patch(parent, wanted) {
  const known = new Map();
  const stays = new Set(wanted.map((each) => each.props?.key));
  for (const node of [...parent.childNodes]) {
    if (node.key == null) continue;
    if (stays.has(node.key)) known.set(node.key, node);
    else node.remove(); // first, so that none behind it is moved: what is moved loses the focus
  }
  wanted.forEach((each, at) => {
    const there = parent.childNodes[at];
    let node = each.props?.key != null ? known.get(each.props.key) : there;
    if (!node || !isLike(node, each)) node = made(each);
    if (node !== there) {
      if (there && each.props?.key == null && there.key == null) there.replaceWith(node);
      else parent.insertBefore(node, there ?? null);
    }
    update(node, each);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

const isLike = (node, each) =>
  typeof each === "object" ? node.tag === each.tag && node.key === each.props.key : node.nodeType === Node.TEXT_NODE;

function made(each) {
  if (typeof each !== "object") return document.createTextNode("");
  const node = SVG_TAGS.has(each.tag) ? document.createElementNS(SVG, each.tag) : document.createElement(each.tag);
  node.tag = each.tag;
  node.key = each.props.key;
  node.props = {};
  return node;
}

function update(node, each) {
  if (typeof each !== "object") {
    if (node.data !== String(each)) node.data = String(each);
    return;
  }
  const before = node.props;
  for (const name of new Set([...Object.keys(before), ...Object.keys(each.props)])) {
    if (before[name] === each.props[name] || (name === "value" && isTyped(node, before))) continue;
    set(node, name, each.props[name]);
  }
  node.props = each.props;
  if (!each.props.own) patch(node, each.children);
  // What was chosen and did not come about.
  if (each.tag === "select" && "value" in each.props && node.value !== each.props.value && document.activeElement !== node)
    node.value = each.props.value;
}

// What a person typed stays, whatever the box says meanwhile.
const isTyped = (node, { value }) =>
  node.tag === "input" && !TICKS.test(node.type) && node.value !== String(value ?? "");

function set(node, name, value) {
  if (name === "key" || name === "own") return;
  if (name.startsWith("on")) node[name.toLowerCase()] = value ?? null;
  else if (name.startsWith("--")) node.style.setProperty(name, value ?? "");
  else if (name === "value" || name === "checked") node[name] = value ?? "";
  else if (value == null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}
