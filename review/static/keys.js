// Everything by key. Single letters can be switched off for those whose tools type for them (WCAG 2.1.4).

import { byId, describe, el, model, nearestTimed, placeAt, select, tell, wordAtPlace } from "./model.js";
import { hearBoundary, now, playFrom, seek, setSpeed, toggle, media } from "./player.js";
import { confirm, nudge, onRange, redo, toggleAbsent, undo } from "./editing.js";
import { toggleCut } from "./cuts.js";
import { beginTurn, giveToNumber, hearSelectedVoice, joinTurn, moveEdge } from "./speakers.js";
import { focusText, hearSelection, makeClip } from "./inspector.js";
import { nextIssue, openSearch } from "./lists.js";
import { openMaker } from "./maker.js";
import { isFollowing, setFollowing } from "./transcript.js";
import { zoom } from "./wave.js";

let letters = true;

function step(by, event) {
  const from = model.focus >= 0 ? model.focus : (wordAtPlace(Math.max(0, placeAt(now()))) ?? 0) - by;
  select(from + by, { extend: event.shiftKey });
  if (model.focus >= 0) tell(`${model.text[model.focus]}, ${describe(model.focus)}`);
  if (!event.shiftKey) hearSelection();
}

function stepLine(by, event) {
  const starts = model.structure.lines.length ? model.structure.lines : model.structure.paragraphs;
  const later = starts.findIndex((i) => i > model.focus);
  const here = (later < 0 ? starts.length : later) - 1;
  const begin = by < 0 && starts[here] < model.focus ? here : here + by;
  select(starts[Math.max(0, Math.min(starts.length - 1, begin))] ?? 0, { extend: event.shiftKey });
}

const fromSelection = () => {
  const i = model.focus < 0 ? -1 : nearestTimed(Math.min(model.anchor, model.focus), 1);
  if (i >= 0) playFrom(model.start[i]);
};

const KEYS = [
  ["Playing"],
  [["Space", "K"], "Play or pause", toggle],
  [["J", "L"], "5 s back, 5 s on", (e) => seek(now() + (e.key.toLowerCase() === "j" ? -5000 : 5000))],
  [["Enter"], "Play on from the selected word", fromSelection],
  [["H"], "Hear the selected words", hearSelection],
  [["[", "]"], "Hear the start, the end: half a second", (e) => hearBoundary(e.key === "[" ? "start" : "end")],
  [["<", ">"], "Slower, faster", (e) => setSpeed(media.playbackRate + (e.key === "<" ? -0.1 : 0.1))],
  [["G"], "Keep the spoken word in view, or not", () => setFollowing(!isFollowing())],
  [["−", "+"], "Wider, closer", (e) => zoom(e.key === "+" || e.key === "=" ? 0.6 : 1 / 0.6), ["-", "+", "="]],
  ["Finding"],
  [["N", "P"], "Next issue, the one before", (e) => nextIssue(e.key.toLowerCase() === "n" ? 1 : -1)],
  [["←", "→"], "Word by word; with Shift, select", (e) => step(e.key === "ArrowLeft" ? -1 : 1, e), ["ArrowLeft", "ArrowRight"]],
  [["↑", "↓"], "Line by line", (e) => stepLine(e.key === "ArrowUp" ? -1 : 1, e), ["ArrowUp", "ArrowDown"]],
  [["/"], "Search", openSearch],
  ["Correcting"],
  [["A", "S"], "Start 10 ms earlier, later (Shift: 50)", (e) => nudge("start", (e.shiftKey ? 50 : 10) * (e.key.toLowerCase() === "a" ? -1 : 1))],
  [["D", "F"], "End 10 ms earlier, later (Shift: 50)", (e) => nudge("end", (e.shiftKey ? 50 : 10) * (e.key.toLowerCase() === "d" ? -1 : 1))],
  [["O"], "Confirm: right as it is, or no words needed", confirm],
  [["X"], "Not in the audio, or said after all", toggleAbsent],
  [["T"], "Correct the text", focusText],
  [["R"], "Re-align", () => onRange("release")],
  [["C"], "Put the selected words on the list of clips", makeClip],
  [["E"], "Make a clip: style, shape, captions on the picture", openMaker],
  [["Delete"], "Cut the selected words out, or take the cut back", toggleCut, ["Delete", "Backspace"]],
  ["Speakers"],
  [["B"], "Another speaker begins at the selected word", beginTurn],
  [["M"], "Join the turn with the one before", joinTurn],
  [[",", "."], "The turn begins a word earlier, later", (e) => moveEdge(e.key === "," ? -1 : 1)],
  [["1", "9"], "The selected words, or the turn, are speaker 1's ... 9's", giveToNumber, [..."123456789"]],
  [["V"], "Hear the voice of the turn", hearSelectedVoice],
  ["Always"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "Undo, redo", null],
  [["?"], "These keys", showHelp],
];

const table = new Map();
for (const [keys, , run, names] of KEYS) {
  if (run) for (const key of names ?? keys.map((k) => (k === "Space" ? " " : k.toLowerCase()))) table.set(key, run);
}

const MARKS = [
  ["w", "aligned"],
  ["w low", "doubtful: a score below the limit"],
  ["w interpolated", "timed from its neighbours"],
  ["w absent", "not in the audio"],
  ["w silent", "silent: nothing to say"],
  ["w manual", "checked by a person"],
  ["w struck", "cut out: passed over while playing"],
  ["w lit", "being said"],
  ["w selected", "selected"],
];

function buildHelp() {
  const rows = KEYS.map(([keys, does]) => (does === undefined ? el("tr", {}, el("th", { colSpan: 2, scope: "colgroup", textContent: keys })) : el("tr", {}, el("td", {}, ...keys.flatMap((k, n) => [n ? " " : "", el("kbd", { textContent: k })])), el("td", { textContent: does }))));
  const marks = MARKS.map(([name, does]) => el("li", {}, el("span", { className: name, textContent: "word" }), ` ${does}`));
  const single = el("input", { type: "checkbox", checked: true, id: "letters" });
  single.addEventListener("change", () => { letters = single.checked; });
  const close = el("button", { type: "button", textContent: "Close", className: "main", autofocus: true });
  close.addEventListener("click", () => byId("keys").close());
  byId("keys").append(
    el("h2", { id: "keys-title", textContent: "Keys and marks" }),
    el("div", { className: "columns" }, el("table", {}, el("tbody", {}, ...rows)), el("div", {}, el("ul", { className: "marks" }, ...marks), el("p", {}, "Mouse: click a word to hear it, double-click to play on from it, sweep to select. Drag a boundary in the waveform; boundaries that touch move together, with Shift only the one. Wheel to move, Ctrl and wheel to zoom."), el("p", {}, el("label", { for: "letters" }, single, " Single letters are commands")))),
    close,
  );
}

function showHelp() {
  byId("keys").showModal();
}

const typing = (target) => target.matches("input:not([type=range]):not([type=checkbox]), textarea, select");

function pressedKey(event) {
  if (byId("keys").open || byId("maker").open) return;
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (typing(event.target)) {
    if (key === "Escape") byId("transcript").focus({ preventScroll: true });
    return;
  }
  if (control && (key === "z" || key === "y")) {
    event.preventDefault();
    (key === "y" || event.shiftKey ? redo : undo)();
    return;
  }
  if (control || event.altKey) return;
  // A button or a tab that has the focus keeps its own keys.
  const own = event.target.matches("button, a, summary, input") && [" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key);
  const run = key === "Enter" ? table.get("enter") : table.get(key);
  if (!run || own || (!letters && event.key.length === 1 && event.key !== " ")) return;
  event.preventDefault();
  run(event);
}

export function startKeys() {
  buildHelp();
  document.addEventListener("keydown", pressedKey);
  byId("help").addEventListener("click", showHelp);
}
