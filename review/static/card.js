// What is drawn behind captions: the still picture of a card, a brand's logo, and a waveform that follows the voice.
// The waveform is that of `clips/drawing/waveform.py`, stroke for stroke.

const DOT = 14; // pixels from dot to dot at least
const POINTS = 96; // of the line

async function image(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return createImageBitmap(new Blob([bytes]));
}

// What stands still: drawn once for each answer of the server.
export async function drawBehind(canvas, { width, height, card, logo }) {
  const pictures = await Promise.all([card && image(card.picture), logo && image(logo.picture)]);
  Object.assign(canvas, { width, height });
  const paint = canvas.getContext("2d");
  if (card) paint.drawImage(pictures[0], 0, 0, width, height);
  if (logo) {
    paint.globalAlpha = logo.seen;
    paint.drawImage(pictures[1], ...logo.box);
  }
}

const history = (levels, number, back) => (number >= back ? levels[number - back] : 0);

function stroke(paint, x, top, bottom) {
  paint.moveTo(x, top);
  paint.lineTo(x, Math.max(bottom, top + 1 / 8));
}

function bars(paint, levels, number, [left, top, width, height], quiet) {
  const pitch = Math.max(10, width / 42);
  const count = 2 * Math.floor((width / pitch - 1) / 2) + 1;
  const thick = 0.52 * pitch;
  const middle = top + height / 2;
  for (let k = 0; k < count; k += 1) {
    const away = Math.abs(k - Math.floor(count / 2));
    const wobble = 0.72 + 0.28 * Math.sin(2.4 * k + 0.21 * number);
    const level = history(levels, number, Math.floor(away / 2)) * wobble * (1 - (0.55 * away) / (count / 2));
    const half = (Math.max(quiet, level) * (height - thick)) / 2;
    stroke(paint, left + ((k + 0.5) * width) / count, middle - half, middle + half);
  }
  return thick;
}

// As Python rounds: halves to the even number.
function round(value) {
  const low = Math.floor(value);
  const over = value - low;
  if (over !== 0.5) return over > 0.5 ? low + 1 : low;
  return low % 2 ? low + 1 : low;
}

function dots(paint, levels, number, [left, top, width, height]) {
  const rows = Math.min(7, Math.max(3, 2 * Math.floor(height / DOT / 2) + 1));
  const pitch = height / rows;
  const count = Math.max(3, Math.floor(width / pitch));
  const middle = top + height / 2;
  for (let k = 0; k < count; k += 1) {
    const level = history(levels, number, 2 * (count - 1 - k));
    const wobble = 0.68 + 0.32 * Math.sin(1.9 * k + 0.13 * number);
    const lit = 1 + 2 * round(Math.min(1, 1.15 * level ** 1.5 * wobble) * Math.floor(rows / 2));
    const x = left + ((k + 0.5) * width) / count;
    for (let row = 0; row < lit; row += 1) {
      const y = middle + pitch * (row - Math.floor(lit / 2));
      stroke(paint, x, y, y);
    }
  }
  return 0.5 * pitch;
}

function line(paint, levels, number, [left, top, width, height], quiet) {
  const thick = Math.max(4, height * 0.045);
  const reach = (height - thick) / 2;
  const middle = top + height / 2;
  const phase = 0.33 * number;
  for (let k = 0; k < POINTS; k += 1) {
    const at = k / (POINTS - 1);
    const swing = 0.6 * Math.sin(2 * Math.PI * 2.6 * at - phase) + 0.4 * Math.sin(2 * Math.PI * 5.1 * at - 1.7 * phase);
    const y = middle + reach * Math.max(levels[number], quiet / 2) * Math.max(0, Math.sin(Math.PI * at)) ** 1.5 * swing;
    if (k === 0) paint.moveTo(left, y);
    else paint.lineTo(left + width * at, y);
  }
  return thick;
}

const WAVES = { bars, dots, line };

function drawBar(paint, { box: [x, y, width, height], to_come, seen, done }, share) {
  paint.save();
  paint.fillStyle = to_come;
  paint.globalAlpha = seen;
  paint.beginPath();
  paint.roundRect(x, y, width, height, height / 2);
  paint.fill();
  paint.globalAlpha = 1;
  paint.fillStyle = done;
  paint.clip();
  paint.fillRect(x, y - 1, width * share, height + 2);
  paint.restore();
}

// What moves. `now`: seconds from the clip's beginning. Returns the frame that was drawn, so that it is drawn once.
export function drawMoving(paint, { width, height, card, start, end }, now, before = null) {
  const number = Math.max(0, Math.min(card.levels.length - 1, Math.floor(now * card.fps + 1e-6)));
  if (number === before) return number;
  paint.clearRect(0, 0, width, height);
  paint.lineCap = "round";
  paint.lineJoin = "round";
  for (const { kind, box, colour, seen } of card.waves) {
    paint.globalAlpha = seen;
    paint.strokeStyle = colour;
    paint.beginPath();
    paint.lineWidth = WAVES[kind](paint, card.levels, number, box, card.quiet);
    paint.stroke();
  }
  paint.globalAlpha = 1;
  drawBar(paint, card.bar, Math.min(1, number / card.fps / (end - start)));
  return number;
}
