// The waveform under the hand: the view moves and zooms, boundaries are dragged, words and times are clicked.

import { byId, data, emit, model, nearestTimed, on, select, timed, wordAt } from "./model.js";
import { duration, hearWord, now, playing, seek } from "./player.js";
import { detail, eachVisible, overview, placeHeads, redraw, redrawOverview, resized, view, widthOf } from "./drawing.js";

const SHORTEST = 10; // ms; the server holds words to the same

let drag = null;
let coarse = false;

function moveView(from, span = view.span) {
  view.span = Math.max(400, Math.min(span, duration()));
  view.from = Math.max(0, Math.min(from, duration() - view.span));
  redraw();
}

// Keep the head in view: turn the page when it leaves.
export function followWave(ms) {
  if (drag) return;
  if (ms < view.from || ms > view.from + view.span * 0.94) moveView(ms - view.span * 0.08);
  else placeHeads(ms);
}

export function showStretch(start, end) {
  if (start >= view.from && end <= view.from + view.span) return redraw();
  return moveView((start + end) / 2 - view.span / 2);
}

export function zoom(factor, around = null) {
  const centre = around ?? (now() >= view.from && now() <= view.from + view.span ? now() : view.from + view.span / 2);
  const share = (centre - view.from) / view.span;
  const span = Math.max(400, Math.min(view.span * factor, duration()));
  moveView(centre - share * span, span);
}

function msAt(event) {
  const box = detail.getBoundingClientRect();
  return view.from + ((event.clientX - box.left) / box.width) * view.span;
}

// The boundary under the pointer: the selected word's first, since two words may share one.
function boundaryAt(event) {
  const reach = ((coarse ? 18 : 6) / widthOf(detail)) * view.span;
  const ms = msAt(event);
  let best = null;
  eachVisible((i) => {
    for (const side of ["start", "end"]) {
      const away = Math.abs(model[side][i] - ms) - (i === model.focus ? reach / 2 : 0);
      if (away < reach && (!best || away < best.away)) best = { word: i, side, away };
    }
  });
  return best;
}

function neighbour(i, side) {
  return side === "start" ? nearestTimed(i - 1, -1) : nearestTimed(i + 1, 1);
}

export function limited(word, side, at, joined) {
  const beside = neighbour(word, side);
  const facing = beside < 0 ? null : model[side === "start" ? "end" : "start"][beside];
  const both = joined && facing !== null && Math.abs(facing - model[side][word]) <= 1;
  let low = side === "start" ? 0 : model.start[word] + SHORTEST;
  let high = side === "start" ? model.end[word] - SHORTEST : duration();
  if (side === "start" && beside >= 0) low = both ? model.start[beside] + SHORTEST : facing;
  if (side === "end" && beside >= 0) high = both ? model.end[beside] - SHORTEST : facing;
  return { at: Math.round(Math.max(low, Math.min(high, at))), beside: both ? beside : -1 };
}

function pressed(event) {
  if (event.button !== 0) return;
  coarse = event.pointerType === "touch";
  const boundary = data.readOnly ? null : boundaryAt(event);
  detail.setPointerCapture(event.pointerId);
  drag = { boundary, x: event.clientX, from: view.from, moved: false };
  if (boundary) select(boundary.word, { quiet: true });
}

function moved(event) {
  if (!drag) {
    coarse = event.pointerType === "touch";
    detail.classList.toggle("on-boundary", !data.readOnly && boundaryAt(event) !== null);
    return;
  }
  if (Math.abs(event.clientX - drag.x) > 3) drag.moved = true;
  if (!drag.moved) return;
  if (drag.boundary) {
    const joined = !event.altKey && !event.shiftKey;
    const { at, beside } = limited(drag.boundary.word, drag.boundary.side, msAt(event), joined);
    model.preview = { ...drag.boundary, at, beside, joined };
    redraw();
    emit("preview");
  } else {
    moveView(drag.from - ((event.clientX - drag.x) / widthOf(detail)) * view.span);
  }
}

function released(event) {
  const ended = drag;
  drag = null;
  if (!ended) return;
  const preview = model.preview;
  if (event.type === "pointercancel") model.preview = null;
  else if (preview) emit("boundary", preview);
  else if (!ended.moved && !ended.boundary) clicked(msAt(event));
  redraw();
}

function clicked(ms) {
  const word = wordAt(ms);
  if (word >= 0) {
    select(word, { quiet: true });
    emit("picked");
    hearWord(word);
  } else seek(ms);
}

function scrub(event) {
  if (event.buttons !== 1) return;
  const box = overview.getBoundingClientRect();
  const ms = ((event.clientX - box.left) / box.width) * duration();
  seek(ms);
  moveView(ms - view.span / 2);
  emit("jump", ms);
}

export function startWave() {
  detail.addEventListener("pointerdown", pressed);
  detail.addEventListener("pointermove", moved);
  detail.addEventListener("pointerup", released);
  detail.addEventListener("pointercancel", released);
  detail.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) zoom(Math.exp(event.deltaY / 300), msAt(event));
    else moveView(view.from + ((event.deltaX || event.deltaY) / widthOf(detail)) * view.span);
  }, { passive: false });
  overview.addEventListener("pointerdown", (event) => { overview.setPointerCapture(event.pointerId); scrub(event); });
  overview.addEventListener("pointermove", scrub);
  byId("in").addEventListener("click", () => zoom(0.6));
  byId("out").addEventListener("click", () => zoom(1 / 0.6));
  const watch = new ResizeObserver(resized);
  watch.observe(detail);
  watch.observe(overview);
  on("theme", () => { redraw(); redrawOverview(); });
  on("words", () => { redraw(); redrawOverview(); });
  on("issues", redrawOverview);
  on("select", () => {
    if (timed(model.focus) && !playing() && !drag) showStretch(model.start[model.focus], model.end[model.focus]);
    redraw();
  });
}
