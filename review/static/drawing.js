// What the two canvases show: the whole recording, and the stretch at hand with the boundaries of its words. While
// playing only the playhead moves, as a layer of its own; the waveform is drawn again when the view turns a page.

import { byId, clock, debounced, isLow, model, placeAt, places, wordAtPlace } from "./model.js";
import { colour } from "./theme.js";
import { duration, now } from "./player.js";
import { allTurns, colourNumber, turnTimes } from "./voices.js";

const PER_SECOND = 100;
const RULER = 18;
const LABELS = 24;
const BAND = 4; // px of the band in a speaker's colour

export const view = { from: 0, span: 8000 };
let pairs = new Int8Array(0);
let loaded = 0;
let loudest = 32;
let columns = null;

export const detail = byId("detail");
export const overview = byId("overview");

export function addPeaks(bytes, total) {
  if (pairs.length < 2 * Math.max(total, loaded + bytes.length / 2)) {
    const grown = new Int8Array(2 * Math.max(total, loaded + bytes.length / 2));
    grown.set(pairs.subarray(0, 2 * loaded));
    pairs = grown;
  }
  pairs.set(bytes, 2 * loaded);
  for (const value of bytes) if (Math.abs(value) > loudest) loudest = Math.abs(value);
  loaded += bytes.length / 2;
  columns = null;
  redraw();
  redrawOverview();
}

export const peaksLoaded = () => loaded;

// Sizes are kept from the observer: asking the page for them would make it lay itself out again.
const sizes = new Map();

function fitted(box) {
  const { width, height } = sizes.get(box) ?? box.getBoundingClientRect();
  const canvas = box.firstElementChild;
  const scale = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const paint = canvas.getContext("2d", { alpha: false });
  paint.setTransform(scale, 0, 0, scale, 0, 0);
  return { paint, width, height };
}

const xOf = (ms, width) => ((ms - view.from) / view.span) * width;

function boundaries(i) {
  const preview = model.preview;
  let start = model.start[i];
  let end = model.end[i];
  if (preview && preview.word === i) {
    if (preview.side === "start") start = preview.at;
    else end = preview.at;
  }
  if (preview && preview.beside === i) {
    if (preview.side === "start") end = preview.at;
    else start = preview.at;
  }
  return [start, end];
}

function drawRuler(paint, width) {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 30000, 60000, 300000];
  const step = steps.find((s) => (s / view.span) * width > 70) ?? 600000;
  paint.fillStyle = colour("dim");
  paint.strokeStyle = colour("line");
  paint.font = "11px system-ui, sans-serif";
  paint.textBaseline = "middle";
  paint.beginPath();
  for (let at = Math.ceil(view.from / step) * step; at < view.from + view.span; at += step) {
    const x = Math.round(xOf(at, width)) + 0.5;
    paint.moveTo(x, 0);
    paint.lineTo(x, 5);
    paint.fillText(clock(at, step < 1000 ? 1 : 0), x + 4, 9);
  }
  paint.stroke();
}

function drawUnscripted(paint, width, height) {
  for (const [start, end, kind] of model.structure.unscripted) {
    if (end < view.from || start > view.from + view.span) continue;
    const left = Math.max(0, xOf(start, width));
    const right = Math.min(width, xOf(end, width));
    paint.fillStyle = colour(kind === "speech" ? "speech" : "music");
    paint.fillRect(left, RULER, right - left, height - RULER - LABELS);
    if (right - left > 60) {
      paint.fillStyle = colour("dim");
      paint.fillText(kind === "speech" ? "speech without words" : kind, left + 6, RULER + 9, right - left - 8);
    }
  }
}

function drawWave(paint, width, height) {
  const middle = RULER + (height - RULER - LABELS) / 2;
  const half = (height - RULER - LABELS) / 2 - 6;
  const perPixel = (view.span / 1000) * PER_SECOND / width;
  const scale = half / loudest;
  paint.fillStyle = colour("wave");
  for (let x = 0; x < width; x += 1) {
    const from = Math.floor((view.from / 1000) * PER_SECOND + x * perPixel);
    const to = Math.max(from + 1, Math.floor(from + perPixel));
    if (from >= loaded) break;
    let low = 127;
    let high = -128;
    for (let at = Math.max(0, from); at < to && at < loaded; at += 1) {
      if (pairs[2 * at] < low) low = pairs[2 * at];
      if (pairs[2 * at + 1] > high) high = pairs[2 * at + 1];
    }
    if (high < low) continue;
    paint.fillRect(x, middle - high * scale - 0.5, 1, Math.max(1, (high - low) * scale + 1));
  }
}

export function eachVisible(visit) {
  // A long word may begin well before the view: look back a few.
  let place = Math.max(0, placeAt(view.from) - 3);
  for (; place < places(); place += 1) {
    const word = wordAtPlace(place);
    if (model.start[word] > view.from + view.span) return;
    if (model.end[word] >= view.from) visit(word);
  }
}

function drawWords(paint, width, height, front) {
  const bottom = height - LABELS;
  const low = Math.min(model.anchor, model.focus);
  const high = Math.max(model.anchor, model.focus);
  paint.font = "13px system-ui, sans-serif";
  eachVisible((i) => {
    const [start, end] = boundaries(i);
    const left = xOf(start, width);
    const right = xOf(end, width);
    const chosen = i >= low && i <= high && low >= 0;
    if (!front) {
      paint.fillStyle = colour(chosen ? "selected" : isLow(i) || model.status[i] === "i" ? "doubt-soft" : "soft");
      paint.fillRect(left, RULER, Math.max(1, right - left), bottom - RULER);
      return;
    }
    paint.fillStyle = colour(chosen ? "accent" : "boundary");
    const thick = chosen ? 2 : 1;
    paint.fillRect(left - thick / 2, RULER, thick, bottom - RULER);
    paint.fillRect(right - thick / 2, RULER, thick, bottom - RULER);
    if (chosen && low === high) {
      paint.beginPath();
      for (const x of [left, right]) paint.roundRect(x - 4, RULER + (bottom - RULER) / 2 - 11, 8, 22, 4);
      paint.fill();
    }
    if (isLow(i) || model.status[i] === "i") {
      paint.strokeStyle = colour("doubt");
      paint.lineWidth = 2;
      paint.setLineDash(model.status[i] === "i" ? [6, 4] : [2, 3]);
      paint.beginPath();
      paint.moveTo(left + 1, bottom + 1);
      paint.lineTo(right - 1, bottom + 1);
      paint.stroke();
      paint.setLineDash([]);
      paint.lineWidth = 1;
    }
    if (right - left > 12) {
      paint.save();
      paint.beginPath();
      paint.rect(left, bottom, right - left - 2, LABELS);
      paint.clip();
      paint.fillStyle = colour(chosen ? "accent" : "ink");
      paint.fillText(model.text[i], left + 3, bottom + LABELS / 2 + 1);
      paint.restore();
    }
  });
}

// A band in the speaker's colour, with the name where the turn begins.
function drawTurns(paint, width) {
  paint.font = "600 11px system-ui, sans-serif";
  for (const turn of allTurns()) {
    const times = turnTimes(turn);
    if (!times || times[1] < view.from || times[0] > view.from + view.span) continue;
    const left = Math.max(0, xOf(times[0], width));
    const right = Math.min(width, xOf(times[1], width));
    paint.fillStyle = colour(`voice-${colourNumber(turn[1])}`);
    paint.fillRect(left, RULER, Math.max(1, right - left), BAND);
    if (right - left > 24) {
      const name = turn[1] ?? "?";
      const wide = Math.min(right - left, paint.measureText(name).width + 6);
      paint.fillRect(left, RULER, wide, 15);
      paint.fillStyle = colour("panel");
      paint.fillText(name, left + 3, RULER + 8, wide - 6);
    }
  }
}

function draw() {
  const { paint, width, height } = fitted(detail);
  paint.fillStyle = colour("panel");
  paint.fillRect(0, 0, width, height);
  drawUnscripted(paint, width, height);
  drawWords(paint, width, height, false);
  drawWave(paint, width, height);
  drawWords(paint, width, height, true);
  drawTurns(paint, width);
  drawRuler(paint, width);
  placeHeads(now());
}

function overviewColumns(width) {
  const total = Math.max(1, (duration() / 1000) * PER_SECOND);
  const made = new Uint8Array(Math.ceil(width));
  for (let at = 0; at < loaded; at += 1) {
    const x = Math.min(made.length - 1, Math.floor((at / total) * width));
    const high = Math.max(pairs[2 * at + 1], -pairs[2 * at]);
    if (high > made[x]) made[x] = high;
  }
  return made;
}

function drawOverview() {
  const { paint, width, height } = fitted(overview);
  if (!columns || columns.length !== Math.ceil(width)) columns = overviewColumns(width);
  const scale = width / duration();
  paint.fillStyle = colour("panel");
  paint.fillRect(0, 0, width, height);
  for (const [start, end, kind] of model.structure.unscripted) {
    paint.fillStyle = colour(kind === "speech" ? "speech" : "music");
    paint.fillRect(start * scale, 0, Math.max(1, (end - start) * scale), height - 5);
  }
  paint.fillStyle = colour("quiet");
  for (let x = 0; x < columns.length; x += 1) {
    const tall = Math.max(1, (columns[x] / loudest) * (height - 9));
    paint.fillRect(x, (height - 5 - tall) / 2, 1, tall);
  }
  for (const turn of allTurns()) {
    const times = turnTimes(turn);
    if (!times) continue;
    paint.fillStyle = colour(`voice-${colourNumber(turn[1])}`);
    paint.fillRect(times[0] * scale, 0, Math.max(1, (times[1] - times[0]) * scale), BAND);
  }
  paint.fillStyle = colour("doubt");
  for (const [, , , start, end] of model.issues) {
    if (start != null) paint.fillRect(start * scale, height - 4, Math.max(1.5, ((end ?? start) - start) * scale), 4);
  }
  placeHeads(now());
}

export const redraw = debounced(draw);
export const redrawOverview = debounced(drawOverview);

export function widthOf(box) {
  return (sizes.get(box) ?? box.getBoundingClientRect()).width;
}

export function placeHeads(ms) {
  const wide = widthOf(detail);
  const x = xOf(ms, wide);
  const head = detail.lastElementChild;
  head.hidden = x < -1 || x > wide + 1;
  head.style.transform = `translateX(${x.toFixed(1)}px)`;
  const all = widthOf(overview) / duration();
  overview.lastElementChild.style.transform = `translateX(${(ms * all).toFixed(1)}px)`;
  const shown = overview.children[1];
  shown.style.transform = `translateX(${(view.from * all).toFixed(1)}px)`;
  shown.style.width = `${Math.max(3, view.span * all).toFixed(1)}px`;
}

// The boxes changed their size, or the colours theirs.
export function resized(entries = []) {
  for (const entry of entries) sizes.set(entry.target, entry.contentRect);
  columns = null;
  redraw();
  redrawOverview();
}
