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
  pen.lineWidth = Math.max(3 * scale, height / 60);
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

function placed(pose, width, height) {
  const seen = [];
  for (let i = 0; i < pose.joints.length; i += 2) {
    if (pose.joints[i] != null) seen.push([(pose.joints[i] / 1000) * pose.aspect, pose.joints[i + 1] / 1000]);
  }
  if (!seen.length) return () => null;
  const shown = Math.min(width / pose.aspect, height);
  const [left, top] = [(width - shown * pose.aspect) / 2, (height - shown) / 2];
  return (joint) => {
    const x = pose.joints[2 * joint];
    const y = pose.joints[2 * joint + 1];
    return x == null ? null : [left + (x / 1000) * pose.aspect * shown, top + (y / 1000) * shown];
  };
}

function head(pen, at, color) {
  const nose = at(NOSE);
  if (!nose) return;
  const reach = EARS.map(at).filter(Boolean).map(([x, y]) => Math.hypot(x - nose[0], y - nose[1]));
  pen.fillStyle = color;
  pen.beginPath();
  pen.arc(...nose, Math.max(pen.lineWidth * 1.3, ...reach), 0, 2 * Math.PI);
  pen.fill();
}
