// What a test asks the page about itself.
window.probes = { contrast, cutOff, small, overlaps };

const isShown = (node) => node.getClientRects().length && !node.closest(".unseen, [inert]");

// WCAG 2's contrast of every text, edge and mark that is shown, against AA: 4.5, or 3 for large text and for marks.
function contrast() {
  const bad = [];
  const ask = (what, one, other, least) => {
    const found = ratio(one, other);
    if (found < least) bad.push(`${what}: ${found.toFixed(2)}`);
  };
  for (const node of document.querySelectorAll("#page *")) {
    const style = getComputedStyle(node);
    if (node.disabled || !isShown(node) || style.visibility === "hidden") continue;
    const text = [...node.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
    const least = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    if (text || node.matches("input, select")) ask(node.textContent.trim(), style.color, ground(node), least);
    if (node.matches("input, select, .depth"))
      ask(`edge of ${node.id || node.className}`, style.borderTopColor, ground(node.parentElement), 3);
    if (node.matches(".depth i, .bar i, .bars .rep, .bars .unsure"))
      ask(`mark in ${node.parentElement.className}`, style.backgroundColor, ground(node.parentElement), 3);
  }
  return bad;
}

function ground(node) {
  for (; node; node = node.parentElement) {
    const color = getComputedStyle(node).backgroundColor;
    if (!/, 0\)$|transparent/.test(color)) return color;
  }
  return "rgb(255, 255, 255)";
}

function ratio(one, other) {
  const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

function light(color) {
  const [r, g, b] = color.match(/[\d.]+/g).map(Number).map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// What is wider than its place, or off the screen where nothing scrolls.
function cutOff() {
  const places = document.querySelectorAll("#page :is(button, .choice b, .cue, .number, h1, h2, .under, .where, .clock, dd)");
  return [...places].filter(isShown).filter((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const [text, box] = [range.getBoundingClientRect(), node.getBoundingClientRect()];
    const around = node.closest("main") ?? document.body;
    const scrolls = around.scrollHeight > around.clientHeight + 1;
    const outside = box.bottom > innerHeight + 1 || box.top < -1;
    return text.width > box.width + 1 || node.scrollWidth > node.clientWidth + 1 || box.right > innerWidth + 1 || box.left < -1 || (!scrolls && outside);
  }).map((node) => node.outerHTML);
}

// What a finger misses. On a phone that lies there is no room for more than 31 pixels; WCAG 2.2 asks for 24.
function small() {
  const least = innerHeight < 480 ? 31 : 44;
  return [...document.querySelectorAll("#page :is(button, select, input)")].filter(isShown).filter((node) => {
    // What ticks is as large as its label, which a finger meets too.
    const box = (/radio|checkbox/.test(node.type) ? node.closest("label") : node).getBoundingClientRect();
    return box.width < 44 || box.height < least;
  }).map((node) => node.outerHTML);
}

// Parts of the set's screen that lie on each other.
function overlaps() {
  const parts = [...document.querySelectorAll(".live-grid > *, #number span, .under, .rest")].filter(isShown);
  const bad = [];
  for (const one of parts) {
    for (const other of parts) {
      if (one.contains(other) || other.contains(one)) continue;
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1) bad.push(`${one.className} and ${other.className}: ${high.toFixed(0)} pixels`);
    }
  }
  return bad;
}
