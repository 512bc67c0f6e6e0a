// Cuts: struck text, passed over while playing. They are saved at once; a page without a server hands them out as a file.

import { byId, clock, count, cutAt, data, el, emit, model, nearestTimed, on, range, setCuts, tell, timed } from "./model.js";
import { hear, now } from "./player.js";
import { cutWords, uncut } from "./editing.js";
import { openTab } from "./lists.js";

const AROUND = 2000; // ms heard before and after a cut

// Without a server: halfway between the words that stay and those that go.
function localCut([first, last]) {
  const from = nearestTimed(first, 1);
  const to = nearestTimed(last - 1, -1);
  if (from < 0 || from >= last) return null;
  const before = first > 0 ? nearestTimed(first - 1, -1) : -1;
  const after = last < count() ? nearestTimed(last, 1) : -1;
  const start = before < 0 ? 0 : Math.round((model.end[before] + model.start[from]) / 2);
  const end = after < 0 ? data.duration : Math.round((model.end[to] + model.start[after]) / 2);
  return [start, Math.max(start, end), model.text.slice(first, last).join(" ")];
}

function addLocal(cut) {
  const touched = model.cuts.filter(([start, end]) => start <= cut[1] && cut[0] <= end);
  const together = [...touched, cut].sort((a, b) => a[0] - b[0]);
  const whole = [together[0][0], Math.max(...together.map((c) => c[1])), together.map((c) => c[2]).join(" ")];
  setCuts([...model.cuts.filter((c) => !touched.includes(c)), whole].sort((a, b) => a[0] - b[0]));
}

function takeBack(start) {
  if (!data.readOnly) uncut(start);
  else setCuts(model.cuts.filter((cut) => cut[0] !== start));
  tell("Cut taken back");
}

// The selected words go; where they are gone already, they come back.
export function toggleCut() {
  const at = range();
  if (!at) return;
  const i = nearestTimed(at[0], 1);
  const cut = i >= 0 && i < at[1] && timed(i) ? cutAt((model.start[i] + model.end[i]) / 2) : null;
  if (cut) takeBack(cut[0]);
  else if (!data.readOnly) cutWords(at);
  else {
    const made = localCut(at);
    if (made) addLocal(made);
    tell(made ? "Words cut" : "Select words that are said; these have no times");
  }
}

function asList() {
  const stamp = (ms) => {
    const whole = Math.round(ms);
    const part = (value, digits) => String(value).padStart(digits, "0");
    return `${Math.floor(whole / 3600000)}:${part(Math.floor(whole / 60000) % 60, 2)}:${part(Math.floor(whole / 1000) % 60, 2)}.${part(whole % 1000, 3)}`;
  };
  // An apostrophe before what a spreadsheet would run, as in the list that the server saves.
  const safe = (text) => (/^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text);
  const quoted = (text) => `"${safe(text).replaceAll('"', '""')}"`;
  return `out,in,words\n${model.cuts.map(([start, end, words]) => `${stamp(start)},${stamp(end)},${quoted(words)}\n`).join("")}`;
}

function save() {
  const name = `${data.title.replace(/\.[^.]+$/, "")}.cuts.csv`;
  const link = el("a", { href: URL.createObjectURL(new Blob([asList()], { type: "text/csv" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function entry([start, end, words]) {
  const hearIt = el("button", { type: "button", textContent: "Hear", "aria-label": `Hear the cut at ${clock(start, 0)}` });
  hearIt.addEventListener("click", () => hear(Math.max(0, start - AROUND), end + AROUND, start, { across: true }));
  const back = el("button", { type: "button", textContent: "Take back", "aria-label": `Take back the cut at ${clock(start, 0)}` });
  back.addEventListener("click", () => takeBack(start));
  return el("div", { className: "entry" }, el("span", { className: "what said", dir: "auto", textContent: words }), el("span", { className: "when", textContent: `${clock(start, 0)} −${((end - start) / 1000).toFixed(1)} s` }), hearIt, back);
}

function renderCuts() {
  const rows = model.cuts.map(entry);
  const gone = model.cuts.reduce((sum, [start, end]) => sum + end - start, 0);
  const none = "Select words in the transcript, then press Delete: they are passed over from then on.";
  const some = `${rows.length} ${rows.length === 1 ? "cut" : "cuts"}, ${clock(gone, 1)} shorter.${data.readOnly ? "" : ` Saved in ${data.cutList}. To make the edit:`}`;
  const parts = [el("p", { className: "hint", textContent: rows.length ? some : none })];
  if (rows.length && !data.readOnly) parts.push(el("pre", { tabIndex: 0, textContent: data.cutCommand }));
  if (rows.length && data.readOnly) {
    const button = el("button", { type: "button", className: "main", id: "save-cuts", textContent: "Save the edit list" });
    button.addEventListener("click", save);
    parts.push(button, el("p", { className: "hint", textContent: "pullquote edit follows it." }));
  }
  byId("list-cuts").replaceChildren(...parts, ...rows);
}

export function startCuts() {
  setCuts(model.cuts);
  renderCuts();
  on("cuts", () => { renderCuts(); openTab("cuts"); });
  emit("time", now());
}
