// A clip made from the selected words: a style, a shape, a title, captions live on the picture, and one press.

import { byId, data, el, emit, model, on, range, tell } from "./model.js";
import { pause } from "./player.js";
import { send } from "./editing.js";
import { drawCaptions, loadFont } from "./captions.js";
import { drawBehind, drawMoving } from "./card.js";

const SHAPES = [["source", "As recorded"], ["9:16", "9:16, upright"], ["1:1", "1:1, square"], ["4:5", "4:5"], ["16:9", "16:9, wide"]];
const SIZES = ["small", "medium", "large"];
const TYPED = 300; // ms after the last key in the title
const POLL = 400; // ms between two looks at a clip that is being made
const KEPT = "pullquote-clip"; // the last choice, for the next clip

const dialog = byId("maker");
const parts = {};
let words = null; // the selected words, [first, last]
let plan = null; // what the server says of the clip
let drawn = null;
let moved = null;
let typing = 0;
let frame = 0;
let asked = 0;
let making = null;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ style: parts.style.value, aspect: parts.aspect.value, size: parts.size.value }));
  } catch {
    // Where nothing may be kept, each clip begins anew.
  }
}

const wish = () => ({ first: words[0], last: words[1], style: parts.style.value, aspect: parts.aspect.value, size: parts.size.value, title: parts.title.value });

function say(text, bad = false) {
  parts.line.textContent = text;
  parts.line.classList.toggle("bad", bad);
}

// The answer to an older question is forgotten.
async function ask() {
  const mine = (asked += 1);
  keep();
  try {
    const answer = await send("preview", wish());
    if (answer.style) await loadFont(answer.style);
    if (mine !== asked) return;
    plan = answer;
    drawn = null;
    moved = null;
    await drawBehind(parts.behind, answer);
    if (mine !== asked) return;
    say([`${(plan.end - plan.start).toFixed(1)} s, ${plan.width} × ${plan.height}`, ...plan.around].join(" + "));
    parts.make.disabled = false;
    showFrame();
    if (parts.film.paused) parts.film.currentTime = plan.start;
    paint();
  } catch (error) {
    if (mine !== asked) return;
    plan = null;
    for (const canvas of [parts.behind, parts.moving, parts.canvas]) canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    parts.make.disabled = true;
    say(error.message, true);
  }
}

function showFrame() {
  for (const canvas of [parts.moving, parts.canvas]) Object.assign(canvas, { width: plan.width, height: plan.height });
  parts.stage.style.aspectRatio = `${plan.width} / ${plan.height}`;
  parts.stage.style.setProperty("--shape", String(plan.width / plan.height));
  parts.stage.style.setProperty("--width", `${plan.width}px`);
}

function paint() {
  frame = 0;
  if (!plan || !dialog.open) return;
  const at = parts.film.currentTime;
  if (at >= plan.end) {
    parts.film.currentTime = plan.start;
  } else if (plan.style) drawn = drawCaptions(parts.canvas.getContext("2d"), plan, at - plan.start, drawn);
  else parts.canvas.getContext("2d").clearRect(0, 0, plan.width, plan.height);
  if (plan.card) moved = drawMoving(parts.moving.getContext("2d"), plan, at - plan.start, moved);
  if (!parts.film.paused) frame = requestAnimationFrame(paint);
}

function wake() {
  parts.hear.textContent = parts.film.paused ? "▶ Play" : "❚❚ Pause";
  if (!frame) frame = requestAnimationFrame(paint);
}

export function openMaker() {
  const at = range();
  if (!at || data.readOnly || !data.making || dialog.open) return;
  pause();
  words = at;
  const title = model.text.slice(at[0], Math.min(at[1], at[0] + 6)).join(" ");
  parts.title.value = title.slice(0, 200);
  parts.result.hidden = true;
  parts.stage.hidden = false;
  parts.make.disabled = true;
  if (!parts.film.src && data.media) parts.film.src = data.media;
  say("");
  dialog.showModal();
  parts.make.focus();
  ask();
}

async function make() {
  parts.make.disabled = true;
  parts.film.pause();
  try {
    const answer = await send("make", wish());
    model.clips = answer.clips;
    emit("clips");
    making = answer.making;
    follow();
  } catch (error) {
    parts.make.disabled = false;
    say(error.message, true);
  }
}

async function follow() {
  const id = making.id;
  try {
    const { makings } = await (await fetch("makings")).json();
    emit("makings", makings);
    making = makings.find((each) => each.id === id) ?? making;
  } catch {
    // The next look may succeed.
  }
  show(making);
  if (making.state === "waiting" || making.state === "working") setTimeout(() => making.id === id && follow(), POLL);
}

function show({ id, state, share, doing, line, file, folder, command }) {
  const under = state === "waiting" || state === "working";
  parts.bar.hidden = !under;
  parts.bar.value = share;
  parts.stop.hidden = !under;
  parts.make.disabled = under || !plan;
  parts.command.textContent = command;
  parts.command.hidden = false;
  if (under) say(`${doing}, ${Math.round(100 * share)} %`);
  else if (state === "done") {
    say(`Made: ${file}`);
    tell(`The clip is made: ${file}`);
    parts.stage.hidden = true;
    parts.result.hidden = false;
    parts.result.src = `made/${id}`;
    parts.result.title = file;
    parts.folder.hidden = false;
    parts.folder.title = folder;
  } else say(line, true);
}

async function reveal() {
  try {
    await send("reveal", { id: making.id });
  } catch (error) {
    say(error.message, true);
  }
}

const option = ([value, text], chosen) => el("option", { value, textContent: text, selected: value === chosen });

function button(text, run, more = {}) {
  const made = el("button", { type: "button", textContent: text, ...more });
  made.addEventListener("click", run);
  return made;
}

function choice(id, name, rows, chosen) {
  const made = el("select", { id }, ...rows.map((row) => option(row, chosen)));
  made.addEventListener("change", () => { parts.result.hidden = true; parts.stage.hidden = false; ask(); });
  return [el("label", { for: id, textContent: name }), made];
}

function build() {
  const before = kept();
  const about = new Map(data.styles);
  parts.film = el("video", { playsInline: true, preload: "auto", tabIndex: -1, className: data.video ? "" : "sound" });
  parts.canvas = el("canvas", { className: "captions", role: "img", "aria-label": "The clip's captions on its picture" });
  [parts.behind, parts.moving] = ["behind", "moving"].map((className) => el("canvas", { className, "aria-hidden": "true" }));
  parts.stage = el("div", { className: "clip-stage" }, parts.film, parts.behind, parts.moving, parts.canvas);
  parts.result = el("video", { className: "clip-result", controls: true, hidden: true });
  parts.title = el("input", { type: "text", id: "clip-title", maxLength: 200, dir: "auto", autocomplete: "off" });
  if (!data.video) {
    parts.title.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(ask, TYPED);
    });
  }
  const [styleLabel, style] = choice("clip-style", "Style", [["none", "none"], ...data.styles.map(([name]) => [name, name])], before.style ?? "highlight");
  const [shapeLabel, aspect] = choice("clip-aspect", "Shape", SHAPES, before.aspect ?? "9:16");
  const [sizeLabel, size] = choice("clip-size", "Size", SIZES.map((name) => [name, name]), before.size ?? "medium");
  Object.assign(parts, { style, aspect, size });
  parts.about = el("p", { className: "dim" });
  const tellStyle = () => { parts.about.textContent = about.get(style.value) ?? ""; };
  style.addEventListener("change", tellStyle);
  tellStyle();
  parts.full = el("input", { type: "checkbox", id: "clip-full" });
  parts.full.addEventListener("change", () => parts.stage.classList.toggle("full", parts.full.checked));
  parts.hear = button("▶ Play", () => (parts.film.paused ? parts.film.play().catch(() => {}) : parts.film.pause()));
  parts.line = el("p", { className: "line", role: "status" });
  parts.bar = el("progress", { max: 1, hidden: true, "aria-label": "Making the clip" });
  parts.make = button("Make", make, { className: "main", disabled: true });
  parts.stop = button("Stop", () => send("unmake", { id: making.id }).catch((error) => say(error.message, true)), { hidden: true });
  parts.folder = button("Open its folder", reveal, { hidden: true });
  parts.command = el("pre", { tabIndex: 0, hidden: true, "aria-label": "The command that makes it again" });
  dialog.append(
    el("h2", { id: "maker-title", textContent: "Make a clip" }),
    el("div", { className: "clip-desk" },
      el("div", { className: "clip-frame" }, parts.stage, parts.result),
      el("div", { className: "clip-form" },
        el("label", { for: "clip-title", textContent: "Title" }), parts.title,
        styleLabel, style, parts.about, shapeLabel, aspect, sizeLabel, size,
        el("p", { className: "actions" }, parts.hear, el("label", { for: "clip-full" }, parts.full, " every pixel")),
        parts.line, parts.bar,
        el("p", { className: "actions" }, parts.make, parts.stop, parts.folder, button("Close", () => dialog.close())),
        parts.command)));
}

export function startMaker() {
  if (data.readOnly || !data.making) return;
  build();
  for (const event of ["play", "pause", "seeked"]) parts.film.addEventListener(event, wake);
  dialog.addEventListener("close", () => { parts.film.pause(); parts.result.pause(); });
  on("make", openMaker);
}
