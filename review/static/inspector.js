// What is selected, what is known about it, and everything that can be done with it.

import { boundaryWord, byId, clock, data, describe, el, emit, model, on, range, timed } from "./model.js";
import { hear, hearBoundary, hearWord, pause } from "./player.js";
import { clip, confirm, edit, nudge, onRange, toggleAbsent } from "./editing.js";

const inspector = byId("inspector");
const parts = {};

function button(text, title, run, more = {}) {
  const made = el("button", { type: "button", textContent: text, title, ...more });
  made.addEventListener("click", run);
  return made;
}

function boundaryRow(side) {
  const name = side === "start" ? "Start" : "End";
  const [less, more] = side === "start" ? ["A", "S"] : ["D", "F"];
  parts[side] = el("output", { className: "time", textContent: "–" });
  const controls = [
    button("−10", `${name} 10 ms earlier (${less})`, () => nudge(side, -10), { "aria-label": `${name} 10 milliseconds earlier` }),
    button("+10", `${name} 10 ms later (${more})`, () => nudge(side, 10), { "aria-label": `${name} 10 milliseconds later` }),
  ];
  const listen = button("Hear", `Half a second around the ${side} (${side === "start" ? "[" : "]"})`, () => hearBoundary(side), { "aria-label": `Hear the ${side}` });
  return el("div", { className: "boundary" }, el("span", { className: "name", textContent: name }), parts[side], ...(data.readOnly ? [] : controls), listen);
}

function applyText() {
  const at = range();
  const text = parts.text.value.trim();
  if (!at || !text || text === wordsText(at)) return;
  edit({ kind: "text", first: at[0], last: at[1], text });
  byId("transcript").focus({ preventScroll: true });
}

const wordsText = ([first, last]) => model.text.slice(first, last).join(" ");

export function focusText() {
  if (model.focus < 0 || data.readOnly) return;
  pause();
  parts.text.focus();
  parts.text.select();
}

export function makeClip() {
  const at = range();
  if (at) clip(wordsText([at[0], Math.min(at[1], at[0] + 6)]));
}

export function hearSelection() {
  if (model.stretch) return hear(model.stretch[0], model.stretch[1]);
  const at = range();
  if (!at) return;
  if (at[1] - at[0] === 1) return hearWord(at[0]);
  const spoken = [];
  for (let i = at[0]; i < at[1]; i += 1) if (timed(i)) spoken.push(i);
  if (spoken.length) hear(model.start[spoken[0]], model.end[spoken.at(-1)]);
}

function show() {
  const at = range();
  inspector.classList.toggle("empty", !at && !model.stretch);
  const stretch = model.stretch;
  parts.hint.hidden = Boolean(at || stretch);
  parts.body.hidden = !at || Boolean(stretch);
  parts.stretch.hidden = !stretch;
  if (stretch) parts.length.textContent = `${((stretch[1] - stretch[0]) / 1000).toFixed(1)} s of speech without words`;
  if (!at || stretch) return;
  const [first, last] = at;
  const many = last - first > 1;
  const length = last - first;
  if (document.activeElement !== parts.text) parts.text.value = length > 40 ? `${wordsText([first, first + 40])} …` : wordsText(at);
  parts.text.disabled = length > 40 || Boolean(data.readOnly);
  parts.text.dir = "auto";
  for (const side of ["start", "end"]) {
    const word = boundaryWord(side);
    const preview = model.preview && model.preview.word === word && model.preview.side === side ? model.preview : null;
    const value = preview ? preview.at : word < 0 ? null : model[side][word];
    parts[side].textContent = value == null ? "–" : clock(value, 3);
  }
  parts.status.textContent = many ? `${length} words selected` : describe(model.focus);
  parts.status.dataset.status = many ? "" : model.status[model.focus];
  const absent = model.status.slice(first, last).every((s) => s === "x" || s === "s");
  parts.absent.textContent = absent ? "Is said" : "Not said";
  parts.note.textContent = "";
}

export function startInspector() {
  parts.hint = el("p", { className: "hint", textContent: "Click a word to hear it and to check its boundaries. N goes to the first issue, ? shows all keys." });
  parts.text = el("input", { type: "text", id: "text", autocomplete: "off", spellcheck: true, maxLength: 500 });
  parts.status = el("p", { className: "status" });
  parts.note = el("p", { className: "note", role: "status" });
  parts.absent = button("Not said", "Not in the audio, or said after all (X)", toggleAbsent);
  const form = el("form", { className: "text" }, el("label", { for: "text", textContent: "Text" }), parts.text, data.readOnly ? null : el("button", { type: "submit", textContent: "Apply", title: "Correct the text (T, then Enter)" }));
  form.addEventListener("submit", (event) => { event.preventDefault(); applyText(); });
  const actions = [
    button("Confirm", "Checked: re-aligning keeps it (O)", confirm, { className: "main" }),
    parts.absent,
    button("Re-align", "Give it back to the aligner (R)", () => onRange("release"), { disabled: !data.realign, title: data.realign ? "Give it back to the aligner (R)" : "No aligner for this recording here" }),
    button("Clip", "Add the selected words to the clips (C)", makeClip),
    data.making ? button("Make clip …", "Style, shape and captions on the picture (E)", () => emit("make")) : null,
  ];
  parts.body = el("div", {}, form, parts.status, boundaryRow("start"), boundaryRow("end"), data.readOnly ? null : el("div", { className: "actions" }, ...actions), parts.note);
  parts.length = el("p", { className: "stretch-length" });
  const stretchActions = [
    button("Hear", "Hear the stretch (H)", hearSelection),
    data.readOnly ? null : button("Needs no words", "Dismiss it: nothing is missing here (O)", confirm, { className: "main" }),
  ];
  parts.stretch = el("div", {}, parts.length, el("div", { className: "actions" }, ...stretchActions));
  inspector.append(parts.hint, parts.stretch, parts.body);
  on("select", show);
  on("words", show);
  on("preview", show);
  on("note", (text) => { parts.note.textContent = text; });
  show();
}
