// Who speaks: the turns in order, a number and a colour for each speaker. Colour only repeats what the names say.

import { count, model, nearestTimed, on } from "./model.js";

const COLOURS = 8;

// [word, name, probability, manual, end]: the last word of a turn is the one before `end`.
let turns = [];
let numbers = new Map();

function sortTurns() {
  const rows = model.structure.speakers.filter(([word]) => word < count()).sort((a, b) => a[0] - b[0]);
  turns = rows.map((row, n) => [...row, rows[n + 1]?.[0] ?? count()]);
  numbers = new Map();
  for (const [, name] of turns) if (name !== null && !numbers.has(name)) numbers.set(name, numbers.size + 1);
}

export const allTurns = () => turns;
export const speakerNames = () => [...numbers.keys()];

// The turn that a word lies in, or null before the first.
export function turnAt(i) {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns[middle][0] <= i) low = middle + 1;
    else high = middle;
  }
  return low ? turns[low - 1] : null;
}

// 1 to 8, again from 1 for the ninth speaker; 0 for a turn that is nobody's.
export const colourNumber = (name) => (name === null ? 0 : ((numbers.get(name) - 1) % COLOURS) + 1);

export function turnTimes([first, , , , end]) {
  const from = nearestTimed(first, 1);
  const to = nearestTimed(end - 1, -1);
  return from < 0 || from >= end || to < first ? null : [model.start[from], model.end[to]];
}

export function howKnown([, name, probability, manual]) {
  if (manual) return "set by a person";
  if (probability == null) return "from the transcript";
  return `told by the voice, ${Math.round(probability * 100)} % sure${name === null ? ", whose it is not known" : ""}`;
}

// The label of the transcript contradicts the voice in just these words: [label, voice], or null.
export function contradiction(range) {
  if (!range) return null;
  const issue = model.issues.find(([reason, first, last]) => reason === "label" && first === range[0] && last === range[1]);
  return issue ? [turnAt(range[0])?.[1] ?? "", issue[6]] : null;
}

export function startVoices() {
  sortTurns();
  on("words", (change) => { if (!change?.inPlace) sortTurns(); });
}
