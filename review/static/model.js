// The document as the page holds it: parallel columns, times in milliseconds, and who wants to know of changes.

export const data = JSON.parse(document.getElementById("data").textContent);

export const model = {
  ...data.words,
  status: [...data.words.status],
  manual: [...data.words.manual].map(Number),
  structure: data.structure,
  issues: data.issues,
  clips: data.clips ?? [],
  cuts: data.cuts ?? [],
  below: 0.5,
  anchor: -1,
  focus: -1,
  preview: null,
  stretch: null,
};

const listeners = new Map();

export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}

export function emit(event, value) {
  for (const listener of listeners.get(event) ?? []) listener(value);
}

export const count = () => model.text.length;
export const timed = (i) => model.start[i] != null;

// Words with times by their start: what is said at a moment is found by bisection, never by looking at all.
let order = [];
let starts = new Float64Array(0);

export function reorder() {
  order = [];
  for (let i = 0; i < count(); i += 1) if (timed(i)) order.push(i);
  order.sort((a, b) => model.start[a] - model.start[b] || a - b);
  starts = Float64Array.from(order, (i) => model.start[i]);
}

// The place in `order` of the last word that starts at or before `ms`; -1 before the first.
export function placeAt(ms) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export const wordAtPlace = (place) => order[place];
export const places = () => order.length;

// The word being said at `ms`, or -1 in a pause.
export function wordAt(ms) {
  const word = order[placeAt(ms)];
  return word !== undefined && ms < model.end[word] ? word : -1;
}

export function nearestTimed(i, step) {
  for (let at = i; at >= 0 && at < count(); at += step) if (timed(at)) return at;
  return -1;
}

export function range() {
  if (model.focus < 0) return null;
  return [Math.min(model.anchor, model.focus), Math.max(model.anchor, model.focus) + 1];
}

// The word whose start or end stands beside the selection: the first or the last selected one that has times.
export function boundaryWord(side) {
  const at = range();
  if (!at) return -1;
  const word = side === "start" ? nearestTimed(at[0], 1) : nearestTimed(at[1] - 1, -1);
  return word >= at[0] && word < at[1] ? word : -1;
}

export function select(i, { extend = false, quiet = false } = {}) {
  if (!count()) return;
  model.focus = Math.max(0, Math.min(count() - 1, i));
  if (!extend || model.anchor < 0) model.anchor = model.focus;
  model.stretch = null;
  emit("select", { quiet });
}

// Sound without words that is being looked at: [start, end, kind] of `structure.unscripted`, or null.
export function chooseStretch(start) {
  model.stretch = model.structure.unscripted.find((stretch) => stretch[0] === start) ?? null;
  emit("select", { quiet: true });
}

export const isLow = (i) => !model.manual[i] && model.status[i] === "a" && model.score[i] != null && model.score[i] < model.below;

export const STATUS = { a: "Aligned", i: "Timed from its neighbours", x: "Not in the audio", s: "Silent" };

export function describe(i) {
  const checked = model.manual[i] ? "Checked by a person" : null;
  const score = model.score[i] == null ? null : `score ${model.score[i].toFixed(2)}`;
  const low = isLow(i) ? "doubtful" : null;
  return [STATUS[model.status[i]], low, score, checked].filter(Boolean).join(" · ");
}

// One step from the server: words replaced at one place.
export function splice(at, removed, words) {
  for (const key of ["text", "start", "end", "score"]) model[key].splice(at, removed, ...words[key]);
  model.status.splice(at, removed, ...words.status);
  model.manual.splice(at, removed, ...[...words.manual].map(Number));
  reorder();
  markStruck();
}

// What is cut out: [start, end, words], ascending, none touching another.
export function setCuts(cuts) {
  model.cuts = cuts;
  markStruck();
  emit("cuts");
}

export const cutAt = (ms) => model.cuts.find(([start, end]) => start <= ms && ms < end) ?? null;
export const nextCut = (ms) => model.cuts.find(([, end]) => end > ms) ?? null;

let struck = new Set();
export const isStruck = (i) => struck.has(i);

// A word is struck where its middle is cut out; one without times where the words on both sides are.
function markStruck() {
  struck = new Set();
  for (const [start, end] of model.cuts) {
    for (let place = Math.max(0, placeAt(start)); place < order.length && starts[place] < end; place += 1) {
      const i = order[place];
      const middle = (model.start[i] + model.end[i]) / 2;
      if (start <= middle && middle < end) struck.add(i);
    }
  }
  for (const i of [...struck]) for (let k = i + 1; k < count() && !timed(k); k += 1) if (struck.has(nearestTimed(k, 1))) struck.add(k);
}

export function clock(ms, digits = 2) {
  const total = Math.max(0, ms) / 1000;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = (Math.floor((total % 60) * 10 ** digits) / 10 ** digits).toFixed(digits).padStart(digits ? 3 + digits : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

// Elements are made of parts; text only ever becomes text.
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for" || key === "list") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export const byId = (id) => document.getElementById(id);

export function tell(message) {
  byId("told").textContent = message;
}

export function debounced(work) {
  let asked = 0;
  return () => {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; work(); });
  };
}
