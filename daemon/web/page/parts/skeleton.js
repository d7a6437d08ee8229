// Draws the athlete's joints on a canvas: the working ones in the accent's colour.
const BONES = [
  [11, 12], [11, 13], [13, 15], [12, 14], [14, 16], [11, 23], [12, 24], [23, 24],
  [23, 25], [25, 27], [27, 29], [29, 31], [27, 31], [24, 26], [26, 28], [28, 30], [30, 32], [28, 32],
];
const NOSE = 0;
const EARS = [7, 8];

export function drawSkeleton(canvas, pose, working) {
  const box = canvas.getBoundingClientRect();
  const scale = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(box.width * scale), Math.round(box.height * scale)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, width, height);
  if (!pose || !width || !height) return;
  const style = getComputedStyle(canvas);
  const at = placed(pose, width, height);
  pen.lineCap = "round";
  pen.lineWidth = Math.max(3 * scale, Math.min(width, height) / 60);
  for (const [from, to] of BONES) {
    if (!at(from) || !at(to)) continue;
    pen.strokeStyle = working.includes(from) && working.includes(to) ? style.getPropertyValue("--good") : style.color;
    pen.beginPath();
    pen.moveTo(...at(from));
    pen.lineTo(...at(to));
    pen.stroke();
  }
  head(pen, at, style.color);
}

// Shows as much of the picture as the athlete has needed of late: grows at once, and shrinks slowly.
const MARGIN = 0.08;
const SHRINKS = 0.02;
let frame = null;

function placed(pose, width, height) {
  const seen = bounds(pose);
  if (!seen) return () => null;
  frame = frame ? frame.map((edge, i) => follow(edge, seen[i], i < 2 ? Math.min : Math.max)) : seen;
  const [left, top, right, bottom] = frame;
  const scale = Math.min(width / (right - left + 2 * MARGIN), height / (bottom - top + 2 * MARGIN));
  const x0 = width / 2 - ((left + right) / 2) * scale;
  const y0 = height / 2 - ((top + bottom) / 2) * scale;
  return (joint) => {
    const x = pose.joints[2 * joint];
    return x == null ? null : [x0 + (x / 1000) * pose.aspect * scale, y0 + (pose.joints[2 * joint + 1] / 1000) * scale];
  };
}

function bounds(pose) {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < pose.joints.length; i += 2) {
    if (pose.joints[i] == null) continue;
    const at = [(pose.joints[i] / 1000) * pose.aspect, pose.joints[i + 1] / 1000];
    for (const axis of [0, 1]) {
      found[axis] = Math.min(found[axis], at[axis]);
      found[axis + 2] = Math.max(found[axis + 2], at[axis]);
    }
  }
  return found[0] === Infinity ? null : found;
}

const follow = (edge, now, farther) => (farther(edge, now) === now ? now : edge + (now - edge) * SHRINKS);

function head(pen, at, color) {
  const nose = at(NOSE);
  if (!nose) return;
  const reach = EARS.map(at).filter(Boolean).map(([x, y]) => Math.hypot(x - nose[0], y - nose[1]));
  pen.fillStyle = color;
  pen.beginPath();
  pen.arc(...nose, Math.max(pen.lineWidth * 1.3, ...reach), 0, 2 * Math.PI);
  pen.fill();
}
