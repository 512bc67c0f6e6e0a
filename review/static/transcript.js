// The transcript as text: a block for each paragraph or turn, a few blocks to a section. Sections out of sight cost no
// layout (content-visibility); a block each would cost more in watching them than it saves.

import { byId, chooseStretch, clock, count, describe, el, emit, isLow, isStruck, model, nearestTimed, on, placeAt, range, select, timed, wordAt, wordAtPlace } from "./model.js";
import { hearWord, playFrom, playing } from "./player.js";
import { allTurns, colourNumber, howKnown, turnAt } from "./voices.js";

const LONGEST = 90; // words in a block
const SECTION = 120; // words after which a section ends
const CLASSES = { a: "", i: " interpolated", x: " absent", s: " silent" };
const KINDS = { speech: "speech without words", music: "music", noise: "noise" };

const box = byId("transcript");
let spans = [];
let lit = -1;
let chosen = [];
let following = true;
let scrolledByUs = 0;

function className(i) {
  return `w${CLASSES[model.status[i]]}${isLow(i) ? " low" : ""}${model.manual[i] ? " manual" : ""}${isStruck(i) ? " struck" : ""}`;
}

function blockStarts() {
  const marks = new Set([0, ...model.structure.paragraphs]);
  for (const [word] of allTurns()) marks.add(word);
  for (const [word] of model.structure.chapters) marks.add(word);
  const wanted = [...marks].filter((i) => i < count()).sort((a, b) => a - b);
  const starts = [];
  for (const [n, begin] of wanted.entries()) {
    starts.push(begin);
    const end = wanted[n + 1] ?? count();
    let last = begin;
    for (let i = begin; i < end; i += 1) {
      const long = i - last;
      if (long >= LONGEST || (long >= LONGEST / 2 && /[.!?…]["'”’)]*$/.test(model.text[i - 1]))) {
        starts.push(i);
        last = i;
      }
    }
  }
  return starts;
}

function stretchChip([start, end, kind]) {
  const seconds = ((end - start) / 1000).toFixed(1);
  const sign = kind === "music" ? "♪" : kind === "speech" ? "◌" : "≈";
  const chip = el("button", { type: "button", className: `stretch ${kind}`, textContent: `${sign} ${seconds} s ${KINDS[kind]}`, title: "Hear it" });
  chip.dataset.ms = start;
  return chip;
}

// Which stretches stand before which word.
function stretchesByWord() {
  const found = new Map();
  for (const stretch of model.structure.unscripted) {
    const before = wordAtPlace(placeAt(stretch[0]));
    const at = before === undefined ? 0 : before + 1;
    found.set(at, [...(found.get(at) ?? []), stretch]);
  }
  return found;
}

function words(begin, end, stretches) {
  const line = el("p", { dir: "auto" });
  for (let i = begin; i < end; i += 1) {
    for (const stretch of stretches.get(i) ?? []) line.append(stretchChip(stretch), " ");
    const word = document.createElement("span");
    word.className = className(i);
    word.textContent = model.text[i];
    word.i = i;
    spans[i] = word;
    line.append(word, " ");
  }
  return line;
}

function block(begin, end, turn, stretches) {
  const first = nearestTimed(begin, 1);
  const time = first < 0 ? null : el("button", { type: "button", className: "time", tabIndex: -1, textContent: clock(model.start[first], 0), title: "Play from here" });
  if (time) time.dataset.ms = model.start[first];
  const begins = turn?.[0] === begin;
  const name = begins ? el("p", { className: `speaker${turn[3] ? " manual" : ""}`, dir: "auto", textContent: turn[1] ?? "Another speaker", title: howKnown(turn) }) : null;
  const made = el("div", { className: `block${turn ? ` voiced voice-${colourNumber(turn[1])}` : ""}` }, el("div", { className: "margin" }, time), el("div", {}, name, words(begin, end, stretches)));
  return made;
}

export function render() {
  const place = box.scrollTop;
  const starts = blockStarts();
  const chapters = new Map(model.structure.chapters);
  const stretches = stretchesByWord();
  const parts = document.createDocumentFragment();
  spans = new Array(count());
  let section = null;
  let since = 0;
  let tall = 0;
  for (const [n, begin] of starts.entries()) {
    const end = starts[n + 1] ?? count();
    if (!section || begin - since >= SECTION) {
      section = el("div", { className: "blocks" });
      parts.append(section);
      since = begin;
      tall = 0;
    }
    const turn = turnAt(begin);
    if (chapters.has(begin)) section.append(el("h2", { dir: "auto", textContent: chapters.get(begin) }));
    section.append(block(begin, end, turn, stretches));
    // An estimate of the height keeps the scroll bar honest before the section is laid out.
    tall += 28 * Math.ceil((end - begin) / 12) + (turn?.[0] === begin ? 26 : 0) + (chapters.has(begin) ? 60 : 0) + 9;
    section.style.containIntrinsicSize = `auto ${tall}px`;
  }
  if (chapters.has(count()) && count()) parts.append(el("h2", { dir: "auto", textContent: chapters.get(count()) }));
  const last = stretches.get(count());
  if (last) parts.append(el("div", { className: "block" }, el("div", { className: "margin" }), el("p", {}, ...last.map(stretchChip))));
  box.replaceChildren(parts);
  box.scrollTop = place;
  lit = -1;
  chosen = [];
  paintSelection();
}

export function repaint(from = 0, to = count()) {
  for (let i = from; i < to; i += 1) {
    const span = spans[i];
    if (span.textContent !== model.text[i]) span.textContent = model.text[i];
    const wanted = className(i);
    if (!span.className.startsWith(wanted) || span.className.length !== wanted.length) span.className = wanted;
  }
  if (lit >= from && lit < to) spans[lit]?.classList.add("lit");
  chosen = [];
  paintSelection();
}

function paintSelection() {
  for (const span of chosen) span.classList.remove("selected");
  const at = range();
  chosen = at ? spans.slice(...at) : [];
  for (const span of chosen) span?.classList.add("selected");
}

function inView(span) {
  const frame = box.getBoundingClientRect();
  const at = span.getBoundingClientRect();
  return at.top > frame.top + 24 && at.bottom < frame.bottom - frame.height * 0.25;
}

export function reveal(i, { gently = false } = {}) {
  const span = spans[i];
  if (!span || inView(span)) return;
  scrolledByUs = performance.now();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frame = box.getBoundingClientRect();
  const to = box.scrollTop + span.getBoundingClientRect().top - frame.top - frame.height * 0.3;
  // Far away, heights are estimates until laid out: go there at once, then look again.
  const near = Math.abs(to - box.scrollTop) < frame.height * 1.5;
  box.scrollTo({ top: to, behavior: gently && near && !calm ? "smooth" : "instant" });
  if (!near) requestAnimationFrame(() => { if (!inView(span)) span.scrollIntoView({ block: "center", behavior: "instant" }); });
}

export function setFollowing(on) {
  if (following === on) return;
  following = on;
  byId("follow").setAttribute("aria-pressed", String(on));
}

export const isFollowing = () => following;

export function highlight(ms) {
  const word = wordAt(ms);
  if (word === lit) return;
  if (lit >= 0) spans[lit]?.classList.remove("lit");
  lit = word;
  if (word < 0) return;
  spans[word].classList.add("lit");
  if (following && playing()) reveal(word, { gently: true });
}

function clicked(event) {
  const ms = event.target.dataset?.ms;
  if (ms !== undefined) {
    playFrom(Number(ms));
    setFollowing(true);
    if (event.target.classList.contains("speech")) chooseStretch(Number(ms));
    return;
  }
  const i = event.target.i;
  const drawn = getSelection();
  if (drawn && !drawn.isCollapsed && takeSelection(drawn)) return;
  if (i === undefined) return;
  setFollowing(true);
  select(i, { extend: event.shiftKey, quiet: true });
  emit("picked");
  if (!event.shiftKey) hearWord(i);
}

// Words that were swept over with the mouse become the selection; the text itself stays marked, to be copied.
function takeSelection(drawn) {
  const from = drawn.anchorNode?.parentElement?.i;
  const to = drawn.focusNode?.parentElement?.i;
  if (from === undefined || to === undefined || from === to) return false;
  select(from, { quiet: true });
  select(to, { extend: true, quiet: true });
  emit("picked");
  return true;
}

export function startTranscript() {
  render();
  box.addEventListener("click", clicked);
  box.addEventListener("dblclick", (event) => {
    if (event.target.i !== undefined && timed(event.target.i)) playFrom(model.start[event.target.i]);
  });
  // Whoever scrolls wants to read elsewhere: the page stops following until asked.
  const left = () => { if (playing()) setFollowing(false); };
  box.addEventListener("wheel", left, { passive: true });
  box.addEventListener("touchmove", left, { passive: true });
  box.addEventListener("scroll", () => { if (playing() && performance.now() - scrolledByUs > 1500) setFollowing(false); }, { passive: true });
  box.addEventListener("pointerover", (event) => {
    const i = event.target.i;
    if (i !== undefined && !event.target.title) event.target.title = describe(i);
  });
  byId("follow").addEventListener("click", () => {
    setFollowing(!following);
    if (following && lit >= 0) reveal(lit);
  });
  on("select", ({ quiet }) => {
    paintSelection();
    if (!quiet) reveal(model.focus);
  });
  on("below", () => repaint());
  on("cuts", () => repaint());
  on("words", (change) => (change && change.inPlace ? repaint(change.at, change.at + change.length) : render()));
  on("jump", (ms) => {
    const i = wordAtPlace(Math.max(0, placeAt(ms)));
    if (i !== undefined) reveal(i);
  });
  emit("rendered");
}
