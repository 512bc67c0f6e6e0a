// Edits go to the server one after the other; the page shows what the server answers, which is what is on disk.

import { boundaryWord, byId, data, emit, model, range, setCuts, splice, tell } from "./model.js";
import { contradiction } from "./voices.js";

const AGAIN = 200; // ms until a request that was lost is sent once more

let revision = data.revision;
let steps = { undo: data.undo ?? 0, redo: data.redo ?? 0 };
let queue = Promise.resolve();
let waiting = 0;
let stuck = false;

function showSaved(text, state) {
  byId("saved").textContent = text;
  byId("saved").dataset.state = state;
}

function showSteps() {
  byId("undo").disabled = !steps.undo || stuck;
  byId("redo").disabled = !steps.redo || stuck;
}

export function banner(text, action = null, bad = true) {
  const box = byId("banner");
  box.classList.toggle("bad", bad);
  box.replaceChildren(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", action.run);
    box.append(" ", button);
  }
  box.hidden = !text;
}

// An answer may be lost, as where the server closes an idle connection just then: the page asks once again, and the
// server knows by the name of the request what it has done already.
async function ask(name, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, request: crypto.randomUUID() }) };
  try {
    return await fetch(name, request);
  } catch {
    await new Promise((done) => setTimeout(done, AGAIN));
    return fetch(name, request);
  }
}

export async function send(name, body) {
  const answer = await ask(name, { ...body, revision, below: model.below });
  const value = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : { error: await answer.text() };
  if (!answer.ok) throw Object.assign(new Error(value.error), { status: answer.status });
  return value;
}

function conflict(message) {
  stuck = true;
  showSaved("Not saved", "bad");
  showSteps();
  banner(`${message}. Nothing was overwritten.`, {
    label: "Load it again",
    run: async () => {
      await send("reload", {}).catch(() => null);
      location.reload();
    },
  });
}

export function failed(error) {
  if (error.status === 409) conflict(error.message);
  else if (error.status === undefined) {
    showSaved("Not saved", "bad");
    banner("The server does not answer. Start pullquote review again; all that was saved is on disk.");
  } else {
    showSaved(error.status === 422 ? "Saved" : "Not saved", error.status === 422 ? "good" : "bad");
    tell(error.message);
    emit("note", error.message);
  }
}

function took(value, began) {
  revision = value.revision;
  steps = { undo: value.undo, redo: value.redo };
  showSteps();
  if (value.words) {
    const length = value.words.text.length;
    const inPlace = value.removed === length && !value.structure;
    splice(value.at, value.removed, value.words);
    if (value.structure) model.structure = value.structure;
    if (model.stretch) model.stretch = model.structure.unscripted.find((s) => s[0] === model.stretch[0] && !s[3]) ?? null;
    model.issues = value.issues;
    const grown = length - value.removed;
    if (grown && model.focus >= value.at) {
      model.anchor = value.at;
      model.focus = Math.max(value.at, Math.min(value.at + length, model.text.length) - 1);
    }
    emit("words", { at: value.at, length, inPlace, structure: Boolean(value.structure) });
    emit("issues");
    emit("select", { quiet: true });
  }
  emit("saved", performance.now() - began);
}

function enqueue(name, body) {
  if (data.readOnly || stuck) return Promise.resolve(false);
  waiting += 1;
  showSaved("Saving…", "busy");
  const job = queue.then(async () => {
    const began = performance.now();
    try {
      took(await send(name, body()), began);
      if (waiting === 1) showSaved("Saved", "good");
      return true;
    } catch (error) {
      failed(error);
      return false;
    } finally {
      waiting -= 1;
    }
  });
  queue = job;
  return job;
}

export const edit = (change) => enqueue("edit", () => ({ edit: change }));
// What `make` returns once its turn comes: it sees what the edits before it have done.
export const editLater = (make) => enqueue("edit", () => ({ edit: make() }));
export const undo = () => (steps.undo || waiting ? enqueue("undo", () => ({})) : Promise.resolve(false));
export const redo = () => (steps.redo || waiting ? enqueue("redo", () => ({})) : Promise.resolve(false));

// A key held down asks for many steps of 10 ms: those that gather while one is being saved go as one.
let nudged = null;

export function nudge(side, by) {
  const i = boundaryWord(side);
  if (i < 0 || data.readOnly) return;
  if (nudged && nudged.word === i && nudged.side === side) {
    nudged.by += by;
    return;
  }
  const mine = { word: i, side, by };
  nudged = mine;
  enqueue("edit", () => {
    nudged = null;
    return { edit: { kind: "boundary", word: i, side, at: (model[side][i] + mine.by) / 1000 } };
  });
}

export function onRange(kind, more = {}) {
  const at = range();
  if (at) edit({ kind, first: at[0], last: at[1], ...more });
}

// Right as it is: the words, or the stretch of sound that needs none.
export function confirm() {
  const against = contradiction(range());
  if (against) onRange("keep-label");
  else if (model.stretch) edit({ kind: "dismiss", at: model.stretch[0] / 1000 });
  else onRange("confirm");
}

export function toggleAbsent() {
  const at = range();
  if (!at) return;
  const all = model.status.slice(...at).every((s) => s === "x" || s === "s");
  onRange(all ? "said" : "absent");
}

export async function clip(title) {
  const at = range();
  if (!at || data.readOnly) return;
  try {
    model.clips = (await send("clip", { first: at[0], last: at[1], title })).clips;
    emit("clips");
    tell("Clip added");
  } catch (error) {
    failed(error);
  }
}

export async function unclip(number) {
  try {
    model.clips = (await send("unclip", { number, words: model.clips[number][0] })).clips;
    emit("clips");
  } catch (error) {
    failed(error);
  }
}

async function changeCuts(name, body, said) {
  if (data.readOnly || stuck) return;
  try {
    setCuts((await send(name, body)).cuts);
    tell(said);
  } catch (error) {
    failed(error);
  }
}

export const cutWords = ([first, last]) => changeCuts("cut", { first, last }, "Words cut");
export const uncut = (ms) => changeCuts("uncut", { start: ms / 1000 }, "Cut taken back");

export async function listIssues() {
  if (data.readOnly) return;
  try {
    model.issues = (await send("issues", {})).issues;
    emit("issues");
  } catch (error) {
    failed(error);
  }
}

export function watchState({ drawn, note }) {
  async function look() {
    try {
      const state = await (await fetch("state")).json();
      drawn(state);
      note(state.note);
      if (!stuck && !waiting && state.disk !== "same") conflict(state.disk === "missing" ? "The document is gone from the disk" : "The document has been changed on disk");
      else if (!stuck && !waiting && state.revision !== revision) conflict("The document has been changed in another tab");
    } catch {
      if (!stuck) banner("The server does not answer. Start pullquote review again; all that was saved is on disk.");
    }
    setTimeout(look, 2000);
  }
  setTimeout(look, 1000);
}

export function startEditing() {
  if (data.readOnly) {
    showSaved("Read only", "quiet");
    byId("undo").hidden = true;
    byId("redo").hidden = true;
    return;
  }
  showSaved("Saved", "good");
  showSteps();
  byId("undo").addEventListener("click", undo);
  byId("redo").addEventListener("click", redo);
}
