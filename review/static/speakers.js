// The tab of the speakers: their names and voices, and the turn at the selected word.

import { byId, clock, data, el, model, on, range, select, tell } from "./model.js";
import { hear, pause } from "./player.js";
import { edit, editLater } from "./editing.js";
import { allTurns, colourNumber, contradiction, howKnown, speakerNames, turnAt, turnTimes } from "./voices.js";
import { openTab } from "./lists.js";

const SAMPLE = 6000; // ms of a voice that are heard
const heard = new Map(); // how often each voice was asked for

// Each time another stretch of the voice, the longest first.
export function hearVoice(name) {
  const spans = allTurns().filter((turn) => turn[1] === name).map(turnTimes).filter(Boolean);
  if (!spans.length) return tell("No word of this speaker has times");
  spans.sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  const times = heard.get(name) ?? 0;
  heard.set(name, times + 1);
  const [start, end] = spans[times % Math.min(5, spans.length)];
  tell(`${name ?? "Unknown speaker"} at ${clock(start, 0)}`);
  return hear(start, Math.min(end, start + SAMPLE), start);
}

const selectedTurn = () => (model.focus < 0 ? null : turnAt(Math.min(model.anchor, model.focus)));

export function hearSelectedVoice() {
  const turn = selectedTurn();
  if (turn) hearVoice(turn[1]);
}

// One word earlier or later. What is asked for while an answer is awaited counts from where that answer puts the edge.
export function moveEdge(by) {
  if (data.readOnly || !selectedTurn()) return;
  let to = -1;
  const make = () => {
    const turn = selectedTurn();
    to = turn[0] + by;
    return { kind: "move-turn", word: turn[0], to: Math.max(0, to) };
  };
  editLater(make).then((done) => {
    if (!done) return;
    select(to);
    tell(`${turnAt(to)?.[1] ?? "Unknown speaker"} begins with “${model.text[to]}”`);
  });
}

// A turn begins: of whoever spoke before the one who speaks here, as people do in turn.
export function beginTurn() {
  const at = range();
  if (!at || data.readOnly) return;
  const here = turnAt(at[0]);
  const before = here && allTurns().findLast((turn) => turn[0] < here[0] && turn[1] !== here[1]);
  const other = before?.[1] ?? speakerNames().find((name) => name !== here?.[1]);
  if (other == null || here?.[0] === at[0]) {
    openTab("speakers");
    pause();
    byId("turn").focus();
    return;
  }
  edit({ kind: "turn", word: at[0], name: other });
  tell(`${other} begins here`);
}

export function joinTurn() {
  const turn = selectedTurn();
  if (!turn || data.readOnly) return;
  edit({ kind: "end-turn", word: turn[0] });
  tell("Joined with the turn before");
}

// Several words: just these. One word: the whole turn that it lies in.
export function giveTo(name) {
  const at = range();
  if (!at || name === undefined || data.readOnly) return;
  const turn = selectedTurn();
  if (at[1] - at[0] > 1 || !turn) edit({ kind: "assign", first: at[0], last: at[1], name });
  else if (turn[1] !== name) edit({ kind: "turn", word: turn[0], name });
  tell(`${name} says this`);
}

export const giveToNumber = (event) => giveTo(speakerNames()[Number(event.key) - 1]);

const swatch = (name) => el("span", { className: `swatch voice-${colourNumber(name)}`, "aria-hidden": "true", textContent: name === null ? "?" : String(speakerNames().indexOf(name) + 1) });

function speakerRow(name, turns, at) {
  const id = `speaker-${at}`;
  const length = turns.map(turnTimes).reduce((sum, span) => sum + (span ? span[1] - span[0] : 0), 0);
  const field = el("input", { type: "text", id, value: name ?? "", placeholder: "Name", maxLength: 100, disabled: Boolean(data.readOnly), dir: "auto" });
  const label = el("label", { for: id, textContent: `${turns.length} ${turns.length === 1 ? "turn" : "turns"}, ${clock(length, 0)}` });
  const listen = el("button", { type: "button", textContent: "Hear", "aria-label": `Hear ${name ?? "the nameless speaker"}`, title: "Each time another stretch of this voice (V)" });
  listen.addEventListener("click", () => hearVoice(name));
  const rename = data.readOnly ? null : el("button", { type: "submit", textContent: "Rename", "aria-label": `Rename ${name ?? "the nameless speaker"}` });
  const form = el("form", { className: "entry voice" }, swatch(name), label, field, rename, listen);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim() && field.value.trim() !== name) edit({ kind: "rename", old: name, new: field.value });
  });
  return form;
}

function renderSpeakers() {
  const all = new Map();
  for (const turn of allTurns()) all.set(turn[1], [...(all.get(turn[1]) ?? []), turn]);
  const rows = [...all].map(([name, turns], at) => speakerRow(name, turns, at));
  byId("voices").replaceChildren(...(rows.length ? rows : [el("p", { className: "hint", textContent: "No speakers are named." })]));
  byId("names")?.replaceChildren(...speakerNames().map((name) => el("option", { value: name })));
  renderTurn();
}

function renderTurn() {
  const turn = selectedTurn();
  const at = range();
  const line = byId("turn-here");
  if (!turn) line.replaceChildren(at ? "Nobody is named at the selected word." : "Select a word to see whose it is.");
  else {
    const times = turnTimes(turn);
    line.replaceChildren(swatch(turn[1]), el("b", { dir: "auto", textContent: turn[1] ?? "Unknown" }), ` ${times ? `${clock(times[0], 1)} – ${clock(times[1], 1)}` : "without times"}, ${howKnown(turn)}`);
  }
  const against = contradiction(at);
  byId("label-here").replaceChildren(...(against ? againstLabel(at, against) : []));
  for (const id of ["edge-earlier", "edge-later", "join", "begins", "just-these"]) if (byId(id)) byId(id).disabled = !at || (id !== "begins" && id !== "just-these" && !turn);
}

function againstLabel(at, [label, voice]) {
  const said = `The transcript says ${label}; it sounds like ${voice}.`;
  if (data.readOnly) return [said];
  const give = el("button", { type: "button", textContent: `Give it to ${voice}` });
  give.addEventListener("click", () => edit({ kind: "assign", first: at[0], last: at[1], name: voice }));
  const keep = el("button", { type: "button", textContent: `Keep ${label}` });
  keep.addEventListener("click", () => edit({ kind: "keep-label", first: at[0], last: at[1] }));
  return [said, el("span", { className: "actions" }, give, keep)];
}

function turnForm() {
  const field = el("input", { type: "text", id: "turn", placeholder: "Name", maxLength: 100, list: "names", autocomplete: "off", dir: "auto" });
  const these = el("button", { type: "button", id: "just-these", textContent: "Says just these", title: "Only the selected words; the digits do it, too" });
  const form = el("form", { className: "entry naming" }, el("label", { for: "turn", textContent: "Speaker" }), field, el("button", { type: "submit", id: "begins", textContent: "Begins", title: "A turn begins at the selected word (B)" }), these);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (model.focus >= 0 && field.value.trim()) edit({ kind: "turn", word: Math.min(model.anchor, model.focus), name: field.value });
  });
  these.addEventListener("click", () => {
    const at = range();
    if (at && field.value.trim()) edit({ kind: "assign", first: at[0], last: at[1], name: field.value });
  });
  return form;
}

function turnButtons() {
  const make = (id, text, title, run) => {
    const button = el("button", { type: "button", id, textContent: text, title });
    button.addEventListener("click", run);
    return button;
  };
  return el("div", { className: "actions" },
    make("edge-earlier", "‹ A word earlier", "The turn begins a word earlier (,)", () => moveEdge(-1)),
    make("edge-later", "A word later ›", "The turn begins a word later (.)", () => moveEdge(1)),
    make("join", "Join with the one before", "Nobody new begins here (M)", joinTurn));
}

export function startSpeakers() {
  const own = data.readOnly ? [] : [el("datalist", { id: "names" }), turnForm(), turnButtons()];
  byId("list-speakers").append(
    el("div", { id: "voices" }),
    el("h2", { textContent: "Turn at the selected word" }),
    el("p", { id: "turn-here", className: "hint", role: "status" }),
    el("p", { id: "label-here", className: "hint" }),
    ...own);
  renderSpeakers();
  on("select", renderTurn);
  // Not for every edit: somebody may be typing a name.
  on("words", (change) => { if (change.structure) renderSpeakers(); else renderTurn(); });
  on("issues", renderTurn);
}
