// The lists beside the transcript: issues, search, clips.

import { byId, chooseStretch, clock, count, data, el, emit, model, on, select, tell, timed } from "./model.js";
import { hear } from "./player.js";
import { listIssues, unclip } from "./editing.js";
import { setFollowing } from "./transcript.js";

const TABS = ["word", "issues", "search", "clips", "cuts", "speakers"];
// On a narrow screen the inspector is a tab like the others; on a wide one it is always there.
const narrow = matchMedia("(max-width: 900px)");
const PAGE = 150;
const LEAD = 600; // ms heard before and after a issue

const REASONS = {
  speech: ["◌", "Speech without words"],
  absent: ["✕", "Not found in the audio"],
  interpolated: ["┄", "Timed from neighbours"],
  low: ["?", "Doubtful boundaries"],
  long: ["↔", "Swallows a pause?"],
  short: ["⇥", "Too short to be said"],
  order: ["⇄", "Overlaps the word before"],
  label: ["≠", "Label against voice"],
  unsure: ["¿", "Whose turn?"],
};

let current = -1; // where in the list; while `gone`, the place before the one that was there
let passed = null; // the issue that was gone to
let gone = false;
let shown = PAGE;
let found = [];
let plain = null;

export function openTab(name, focus = false) {
  document.querySelector("aside").dataset.tab = name;
  for (const tab of TABS) {
    const open = tab === name;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(open));
    byId(`tab-${tab}`).tabIndex = open ? 0 : -1;
    if (tab !== "word") byId(`list-${tab}`).hidden = !open;
    if (open && focus) byId(`tab-${tab}`).focus();
  }
}

function snippet(first, last) {
  const text = model.text.slice(first, Math.min(last, first + 9)).join(" ");
  return last - first > 9 ? `${text} …` : text;
}

export function goTo(at) {
  const issue = model.issues[at];
  if (!issue) return;
  current = at;
  passed = issue;
  const [, first, last, start, end] = issue;
  setFollowing(true);
  if (count()) {
    const word = Math.min(first, count() - 1);
    select(word);
    if (last - first > 1) {
      model.anchor = word;
      model.focus = word;
      select(last - 1, { extend: true, quiet: true });
    }
  }
  if (issue[0] === "speech") chooseStretch(start);
  if (start != null) {
    emit("stretch", [start, end ?? start]);
    hear(Math.max(0, start - LEAD), Math.min((end ?? start) + LEAD, start + 8000), start);
  }
  gone = false;
  paintCurrent();
  if (narrow.matches) openTab(issue[0] === "label" || issue[0] === "unsure" ? "speakers" : "word");
  const [, reason] = REASONS[issue[0]];
  tell(`Issue ${at + 1} of ${model.issues.length}: ${reason}. ${snippet(first, last)}`);
}

export function nextIssue(step) {
  if (!model.issues.length) return tell("No issues are left");
  const from = gone && step < 0 ? current + 1 : current;
  return goTo(Math.max(0, Math.min(model.issues.length - 1, from + step)));
}

// After an edit the list is a new one: stay where the issue is, or between its neighbours if it is one no longer.
function findPlace() {
  if (!passed) return;
  const at = model.issues.findIndex(([reason, first, last]) => reason === passed[0] && first === passed[1] && last === passed[2]);
  gone = at < 0;
  current = gone ? model.issues.filter(([, first, , , , severity]) => severity > passed[5] || (severity === passed[5] && first < passed[1])).length - 1 : at;
}

function paintCurrent() {
  const list = byId("list-issues");
  for (const row of list.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
  const row = list.querySelector(`[data-at="${current}"]`);
  showPlace();
  if (!row || gone) return;
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
}

function showPlace() {
  const all = model.issues.length;
  const here = current >= 0 && !gone;
  const why = here ? REASONS[model.issues[current][0]][1] : gone ? "Done" : "";
  const left = `${all} ${all === 1 ? "issue" : "issues"}${gone ? " left" : ""}`;
  byId("place").replaceChildren(el("b", { textContent: why }), here ? `${current + 1} of ${all}` : all ? left : "No issues");
  byId("next").disabled = !all;
  byId("before").disabled = gone ? current < 0 : current <= 0;
}

function issueRow(issue, at) {
  const [reason, first, last, start, , severity, voice] = issue;
  const [sign, usual] = REASONS[reason];
  const name = voice ? `Sounds like ${voice}` : usual;
  const row = el("button", { type: "button", className: `row ${reason}` },
    el("span", { className: "sign", "aria-hidden": "true", textContent: sign }),
    el("span", { className: "what" }, el("b", { textContent: name }), el("span", { className: "said", dir: "auto", textContent: last > first ? snippet(first, last) : first < count() ? `before “${model.text[first]}”` : "at the end" })),
    el("span", { className: "when" }, el("span", { textContent: start == null ? "–" : clock(start, 0) }), el("span", { className: "severity", textContent: `≈ ${severity < 10 ? severity.toFixed(1) : Math.round(severity)}`, title: "Words that are probably wrong here" })));
  row.dataset.at = at;
  return row;
}

function renderIssues() {
  byId("count").textContent = String(model.issues.length);
  const list = byId("list-issues");
  const rows = model.issues.slice(0, shown).map(issueRow);
  const more = model.issues.length > shown ? el("button", { type: "button", className: "more", textContent: `Show more of ${model.issues.length}` }) : null;
  const none = rows.length ? null : el("p", { className: "hint", textContent: "Nothing looks wrong." });
  list.querySelector(".rows").replaceChildren(...rows, ...(more ? [more] : []), ...(none ? [none] : []));
  findPlace();
  showPlace();
  const row = current >= 0 && !gone ? list.querySelector(`[data-at="${current}"]`) : null;
  row?.setAttribute("aria-current", "true");
}

function buildIssues() {
  const list = byId("list-issues");
  const levels = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
  const choose = el("select", { id: "below" }, ...levels.map((v) => el("option", { value: String(v), textContent: v ? `below ${Math.round(v * 100)} %` : "never", selected: v === model.below })));
  choose.addEventListener("change", () => {
    model.below = Number(choose.value);
    emit("below");
    emit("select", { quiet: true });
    listIssues();
  });
  const unit = el("span", { className: "unit", textContent: "words likely wrong" });
  list.append(el("div", { className: "bar" }, el("label", { for: "below", textContent: "Doubtful: score" }), choose, unit), el("div", { className: "rows" }));
  list.addEventListener("click", (event) => {
    if (event.target.closest(".more")) {
      shown += 4 * PAGE;
      renderIssues();
      return;
    }
    const row = event.target.closest(".row");
    if (row) goTo(Number(row.dataset.at));
  });
  renderIssues();
}

const bare = (text) => text.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();

function search(query) {
  const wanted = query.split(/\s+/).map(bare).filter(Boolean);
  if (!wanted.length) return [];
  plain ??= model.text.map(bare);
  const hits = [];
  for (let i = 0; i < plain.length && hits.length < 500; i += 1) {
    if (!plain[i].includes(wanted[0]) || (wanted.length > 1 && !plain[i].endsWith(wanted[0]))) continue;
    let at = i + 1;
    let n = 1;
    while (n < wanted.length && at < plain.length) {
      if (plain[at] !== "") {
        const last = n === wanted.length - 1;
        if (last ? !plain[at].startsWith(wanted[n]) : plain[at] !== wanted[n]) break;
        n += 1;
      }
      at += 1;
    }
    if (n === wanted.length) hits.push([i, at]);
  }
  return hits;
}

function renderHits() {
  const rows = found.slice(0, PAGE).map(([first, last], at) => {
    const row = el("button", { type: "button", className: "row" }, el("span", { className: "what", dir: "auto" }, `${snippet(Math.max(0, first - 4), first)} `, el("mark", { textContent: model.text.slice(first, last).join(" ") }), ` ${snippet(last, last + 4)}`), el("span", { className: "when", textContent: timed(first) ? clock(model.start[first], 0) : "–" }));
    row.dataset.at = at;
    return row;
  });
  byId("hits").replaceChildren(...rows);
  const asked = byId("query").value.trim();
  byId("found").textContent = asked ? (found.length ? `${found.length}${found.length === 500 ? " or more" : ""} found` : "Not found") : "";
}

function goToHit(at) {
  const hit = found[at];
  if (!hit) return;
  setFollowing(true);
  select(hit[0]);
  if (hit[1] - hit[0] > 1) select(hit[1] - 1, { extend: true, quiet: true });
  if (timed(hit[0])) emit("seek", model.start[hit[0]]);
}

function buildSearch() {
  const query = el("input", { type: "search", id: "query", placeholder: "Words, in any case", autocomplete: "off", "aria-label": "Search the transcript" });
  let at = -1;
  query.addEventListener("input", () => { found = search(query.value); at = -1; renderHits(); });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !found.length) return;
    event.preventDefault();
    at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
    goToHit(at);
  });
  byId("list-search").append(el("div", { className: "bar" }, query, el("span", { id: "found", role: "status" })), el("div", { id: "hits", className: "rows" }));
  byId("hits").addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) goToHit(Number(row.dataset.at));
  });
}

export function openSearch() {
  openTab("search");
  byId("query").focus();
  byId("query").select();
}

function renderClips() {
  const list = byId("list-clips");
  const rows = model.clips.map(([words, title, start], at) => {
    const drop = el("button", { type: "button", textContent: "Remove", "aria-label": `Remove ${title}` });
    drop.addEventListener("click", () => unclip(at));
    return el("div", { className: "entry" }, el("div", { className: "what" }, el("b", { dir: "auto", textContent: title }), el("span", { className: "said", dir: "auto", textContent: words })), el("span", { className: "when", textContent: start.replace(/\.\d+$/, "") }), drop);
  });
  const hint = el("p", { className: "hint", textContent: data.readOnly ? "Clips are chosen on the page that pullquote review serves." : rows.length ? `Saved in ${data.clipList}. To cut them:` : "Select words in the transcript, then press C." });
  const command = rows.length && !data.readOnly ? el("pre", { tabIndex: 0, textContent: data.clipCommand }) : null;
  list.replaceChildren(hint, ...(command ? [command] : []), ...rows);
}

export function startLists() {
  for (const tab of TABS) byId(`tab-${tab}`).addEventListener("click", () => openTab(tab));
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const there = narrow.matches ? TABS : TABS.slice(1);
    const at = there.findIndex((tab) => byId(`tab-${tab}`).getAttribute("aria-selected") === "true");
    openTab(there[(at + step + there.length) % there.length], true);
  });
  byId("next").addEventListener("click", () => nextIssue(1));
  byId("before").addEventListener("click", () => nextIssue(-1));
  narrow.addEventListener("change", () => openTab("issues"));
  openTab("issues");
  buildIssues();
  buildSearch();
  renderClips();
  on("picked", () => narrow.matches && openTab("word"));
  on("issues", renderIssues);
  on("clips", () => { renderClips(); openTab("clips"); });
  on("words", () => { plain = null; });
}
