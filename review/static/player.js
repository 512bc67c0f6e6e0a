// Sound and picture: one clock for everything on the page, read once a frame while playing.

import { boundaryWord, byId, clock, cutAt, data, el, emit, model, nextCut, timed } from "./model.js";

export const media = el(data.video ? "video" : "audio", { preload: "auto", playsInline: true, tabIndex: -1 });

export const HALF = 250; // ms on each side of a boundary: half a second in all
export const SPEEDS = { least: 0.5, most: 2, step: 0.05 };

let stopAt = null;
let returnTo = null;
let across = false; // whether a stretch that is heard is heard without what is cut out
let leaving = 0;
let timer = 0;
let frame = 0;

export const now = () => media.currentTime * 1000;
export const playing = () => !media.paused && !media.ended;
export const duration = () => (Number.isFinite(media.duration) && media.duration > 0 ? media.duration * 1000 : data.duration);

export function seek(ms) {
  forgetStop();
  media.currentTime = Math.max(0, Math.min(ms, duration())) / 1000;
  emit("time", now());
}

export function play() {
  if (!data.media) return;
  media.play().catch((error) => {
    if (error.name !== "AbortError") emit("trouble", `The recording does not play: ${error.message}`);
  });
}

export function pause() {
  media.pause();
}

export function toggle() {
  if (playing()) pause();
  else {
    forgetStop();
    play();
  }
}

function forgetStop() {
  clearTimeout(timer);
  clearTimeout(leaving);
  stopAt = null;
  returnTo = null;
  across = false;
}

// Play one stretch, then go back to where the head was (or to its beginning).
export function hear(from, to, back = from, { across: cut = false } = {}) {
  seek(from);
  across = cut;
  stopAt = to;
  returnTo = back;
  play();
}

export function hearWord(i) {
  if (!timed(i)) return;
  if (playing() && stopAt === null) seek(model.start[i]);
  else hear(model.start[i], model.end[i]);
}

export function hearBoundary(side) {
  const i = boundaryWord(side);
  if (i < 0) return;
  const boundary = model[side][i];
  hear(Math.max(0, boundary - HALF), boundary + HALF, model.start[i]);
}

export function playFrom(ms) {
  seek(ms);
  play();
}

export function setSpeed(value) {
  const speed = Math.round(Math.max(SPEEDS.least, Math.min(SPEEDS.most, value)) * 100) / 100;
  media.playbackRate = speed;
  byId("speed").value = String(speed);
  byId("rate").textContent = `${speed}×`;
}

function stopNow() {
  const back = returnTo;
  media.pause();
  forgetStop();
  if (back !== null) media.currentTime = back / 1000;
}

// As it will sound: what is cut out is leapt over. Somebody who asks to hear struck words hears them.
function leap(at) {
  clearTimeout(leaving);
  if (!model.cuts.length || (stopAt !== null && !across)) return;
  const inside = cutAt(at);
  if (inside) {
    media.currentTime = inside[1] / 1000;
    if (inside[1] >= duration()) pause();
    return;
  }
  const next = nextCut(at);
  if (next) leaving = setTimeout(watch, (next[0] - at) / media.playbackRate);
}

// Where the head has to leave or stop. A timer waits for the place, since a frame is too coarse to stop at a boundary
// and none is drawn in a tab that lies behind another; the timer looks again, since sound may begin late.
function watch() {
  if (!playing()) return;
  const at = now();
  leap(at);
  clearTimeout(timer);
  if (stopAt === null) return;
  const left = (stopAt - at) / media.playbackRate;
  if (left <= 0) stopNow();
  else timer = setTimeout(watch, left);
}

function tick() {
  frame = 0;
  watch();
  emit("time", now());
  if (playing()) frame = requestAnimationFrame(tick);
}

function wake() {
  if (!frame) frame = requestAnimationFrame(tick);
}

export function showClock(ms) {
  // Hundredths only at rest: they would change the line sixty times a second.
  const shown = clock(ms, playing() ? 1 : 2);
  if (byId("clock").firstChild.data !== shown) byId("clock").firstChild.data = shown;
}

export function startPlayer() {
  byId("screen").hidden = !data.video;
  byId("screen").append(media);
  byId("clock").textContent = clock(0);
  byId("length").textContent = `/ ${clock(data.duration, 0)}`;
  media.addEventListener("play", () => { wake(); emit("playing", true); });
  for (const event of ["playing", "seeked", "timeupdate", "ratechange"]) media.addEventListener(event, watch);
  media.addEventListener("pause", () => { emit("playing", false); showClock(now()); });
  media.addEventListener("seeked", () => emit("time", now()));
  media.addEventListener("error", () => emit("trouble", "The recording cannot be played by this browser."));
  byId("play").addEventListener("click", toggle);
  byId("back").addEventListener("click", () => seek(now() - 5000));
  byId("on").addEventListener("click", () => seek(now() + 5000));
  byId("speed").addEventListener("input", (event) => setSpeed(Number(event.target.value)));
  for (const id of ["play", "back", "on"]) byId(id).disabled = !data.media;
}

// Last of all: the server begins to decode when the recording is asked for, and the page should stand by then.
export function loadMedia() {
  if (data.media) media.src = data.media;
  byId("copy").hidden = !data.copy;
  byId("copy").title = data.copy ?? "";
}

export function showPlaying(is) {
  byId("play").textContent = is ? "❚❚" : "▶";
  byId("play").setAttribute("aria-label", is ? "Pause" : "Play");
}
