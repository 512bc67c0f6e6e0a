// Old and new times of every cue, seen and heard; what is ticked moves. Texts only ever become text.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const cues = data.cues.map(([number, text, oldStart, oldEnd, start, end, guessed], at) => ({ number, text, oldStart, oldEnd, start, end, guessed, at, ticked: true, shift: Math.abs(start - oldStart) >= Math.abs(end - oldEnd) ? start - oldStart : end - oldEnd }));
const AROUND = 3000; // ms of the waveform before the earlier and after the later of the two times
const PER_SECOND = 100;
const media = document.createElement(data.video ? "video" : "audio");
const pairs = decoded(data.peaks);
const loudest = pairs.reduce((most, value) => Math.max(most, Math.abs(value)), 16);
let current = 0;
let colours = {};

function decoded(base64) {
  const text = atob(base64);
  const bytes = new Int8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = (text.charCodeAt(i) << 24) >> 24;
  return bytes;
}

function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function clock(ms, digits = 2) {
  const total = Math.max(0, ms) / 1000;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = (Math.floor((total % 60) * 10 ** digits) / 10 ** digits).toFixed(digits).padStart(3 + digits, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

const signed = (ms) => `${ms < 0 ? "−" : "+"}${(Math.abs(ms) / 1000).toFixed(2)} s`;

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["panel", "ink", "dim", "line", "accent", "wave", "doubt", "doubt-soft", "lit"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}

function fitted(box) {
  const { width, height } = box.getBoundingClientRect();
  const canvas = box.firstElementChild;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const paint = canvas.getContext("2d");
  paint.setTransform(scale, 0, 0, scale, 0, 0);
  paint.clearRect(0, 0, width, height);
  return { paint, width, height };
}

// Each cue a bar from the middle: upwards later, downwards earlier; what is left as it was is only outlined.
function drawShifts() {
  const { paint, width, height } = fitted(byId("shifts"));
  const most = cues.reduce((far, cue) => Math.max(far, Math.abs(cue.shift)), 200);
  const wide = width / Math.max(1, cues.length);
  paint.fillStyle = colours.line;
  paint.fillRect(0, height / 2 - 0.5, width, 1);
  for (const cue of cues) {
    const tall = (cue.shift / most) * (height / 2 - 3);
    paint.fillStyle = cue.ticked ? (cue.guessed ? colours.doubt : colours.accent) : colours.line;
    paint.fillRect(cue.at * wide, height / 2 - Math.max(0, tall), Math.max(1, wide - 1), Math.max(1, Math.abs(tall)));
  }
  paint.fillStyle = colours.ink;
  paint.fillRect(current * wide + wide / 2 - 1, 0, 2, height);
}

function view() {
  const cue = cues[current];
  if (!cue) return [0, 10000];
  const from = Math.max(0, Math.min(cue.start, cue.oldStart) - AROUND);
  return [from, Math.min(Math.max(cue.end, cue.oldEnd) + AROUND, from + 60000)];
}

function drawDetail() {
  const { paint, width, height } = fitted(byId("detail"));
  const [from, to] = view();
  const x = (ms) => ((ms - from) / (to - from)) * width;
  drawWave(paint, width, height, from, to);
  paint.font = "12px system-ui, sans-serif";
  paint.textBaseline = "middle";
  const lane = 20;
  for (const cue of cues) {
    drawCue(paint, [x(cue.oldStart), x(cue.oldEnd)], 0, lane, colours.doubt, cue);
    drawCue(paint, [x(cue.start), x(cue.end)], height - lane, lane, colours.accent, cue);
  }
  const cue = cues[current];
  if (cue) {
    paint.strokeStyle = colours.ink;
    paint.setLineDash([3, 3]);
    paint.beginPath();
    paint.moveTo(x(cue.oldStart), lane);
    paint.lineTo(x(cue.start), height - lane);
    paint.stroke();
    paint.setLineDash([]);
  }
  paint.fillStyle = colours.ink;
  paint.fillRect(x(media.currentTime * 1000) - 1, 0, 2, height);
}

function drawWave(paint, width, height, from, to) {
  const middle = height / 2;
  const half = middle - 24;
  const step = ((to - from) / 1000) * PER_SECOND / width;
  paint.fillStyle = colours.wave;
  for (let x = 0; x < width; x += 1) {
    const first = Math.floor((from / 1000) * PER_SECOND + x * step);
    let low = 0;
    let high = 0;
    for (let at = first; at < Math.max(first + 1, first + step) && 2 * at + 1 < pairs.length; at += 1) {
      low = Math.min(low, pairs[2 * at]);
      high = Math.max(high, pairs[2 * at + 1]);
    }
    paint.fillRect(x, middle - (high / loudest) * half, 1, Math.max(1, ((high - low) / loudest) * half));
  }
}

// A tick at the start and at the end, a bar between them, and the number.
function drawCue(paint, [left, right], top, tall, colour, cue) {
  if (right < 0 || left > paint.canvas.width) return;
  paint.globalAlpha = cue.at === current ? 1 : 0.55;
  paint.fillStyle = colour;
  paint.fillRect(left, top, Math.max(2, right - left - 1), 3);
  paint.fillRect(left, top, 2, tall);
  paint.fillRect(right - 2, top, 1, tall);
  if (right - left > 18) {
    paint.save();
    paint.beginPath();
    paint.rect(left, top, right - left - 3, tall);
    paint.clip();
    paint.fillText(`${cue.number} ${cue.text.replaceAll("\n", " ")}`, Math.max(left, 0) + 5, top + tall / 2 + 3);
    paint.restore();
  }
  paint.globalAlpha = 1;
}

const at = (ms, start, end) => cues.filter((cue) => cue[start] <= ms && ms < cue[end]).map((cue) => cue.text).join("\n");

function showTexts() {
  const ms = media.currentTime * 1000;
  byId("clock").textContent = clock(ms, 1);
  const before = at(ms, "oldStart", "oldEnd");
  // What is not ticked stays where it was.
  const after = cues.filter((cue) => (cue.ticked ? cue.start <= ms && ms < cue.end : cue.oldStart <= ms && ms < cue.oldEnd)).map((cue) => cue.text).join("\n");
  if (byId("before").textContent !== before) byId("before").textContent = before;
  if (byId("after").textContent !== after) byId("after").textContent = after;
  drawDetail();
  if (!media.paused) requestAnimationFrame(showTexts);
}

function go(index, hear = true) {
  current = index;
  for (const row of byId("cues").querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
  rows.get(cues[index])?.setAttribute("aria-current", "true");
  drawShifts();
  drawDetail();
  if (!data.media || !hear) return;
  media.currentTime = Math.max(0, cues[index].start - 300) / 1000;
  media.play().catch(() => {});
}

const rows = new Map();

function row(cue) {
  const tick = el("input", { type: "checkbox", checked: cue.ticked, "aria-label": `Move cue ${cue.number}` });
  tick.addEventListener("change", () => { cue.ticked = tick.checked; showTicks(); });
  const go_ = el("button", { type: "button", className: "go", textContent: String(cue.number), "aria-label": `Hear cue ${cue.number}` });
  go_.addEventListener("click", () => go(cue.at));
  const times = el("span", { className: "times" }, el("s", { textContent: `${clock(cue.oldStart)} – ${clock(cue.oldEnd)}` }), el("br"), `${clock(cue.start)} – ${clock(cue.end)}`);
  const shift = el("span", { className: "shift" }, signed(cue.shift), cue.guessed ? el("span", { className: "mark", textContent: "not heard" }) : null);
  const made = el("div", { className: "cue" }, tick, go_, el("span", { className: "text", dir: "auto", textContent: cue.text }), times, shift);
  rows.set(cue, made);
  return made;
}

function showTicks() {
  for (const [cue, made] of rows) {
    made.classList.toggle("off", !cue.ticked);
    made.firstElementChild.checked = cue.ticked;
  }
  const ticked = cues.filter((cue) => cue.ticked);
  byId("count").textContent = `${ticked.length} of ${cues.length} cues move`;
  drawShifts();
}

function order() {
  const wanted = byId("order").value === "shift" ? [...cues].sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift)) : cues;
  byId("cues").replaceChildren(...wanted.map((cue) => rows.get(cue)));
}

function guard() {
  const largest = Number(byId("largest").value) * 1000;
  for (const cue of cues) cue.ticked = !(largest > 0) || Math.abs(cue.shift) <= largest;
  showTicks();
}

function ranges(numbers) {
  const parts = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([a, b]) => (a === b ? a : `${a}-${b}`)).join(", ");
}

function save() {
  const ticked = cues.filter((cue) => cue.ticked).map((cue) => cue.number);
  const text = `# The cues of ${data.title.replaceAll(/[\r\n]/g, " ")} that move\n${ranges(ticked)}\n`;
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "text/plain" })), download: data.list });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  byId("hint").hidden = false;
  byId("hint").textContent = `Saved as ${data.list}. Only these cues move with:`;
  byId("command").hidden = false;
  byId("command").textContent = `${data.command} --only ${data.list}`;
}

function startMedia() {
  byId("screen").hidden = !data.video || !data.media;
  byId("screen").append(media);
  byId("play").disabled = !data.media;
  if (data.media) media.src = data.media;
  media.preload = "auto";
  media.addEventListener("play", () => { byId("play").textContent = "❚❚"; byId("play").setAttribute("aria-label", "Pause"); showTexts(); });
  media.addEventListener("pause", () => { byId("play").textContent = "▶"; byId("play").setAttribute("aria-label", "Play"); showTexts(); });
  media.addEventListener("seeked", showTexts);
  byId("play").addEventListener("click", () => (media.paused ? media.play().catch(() => {}) : media.pause()));
}

function summary() {
  const far = cues.reduce((most, cue) => (Math.abs(cue.shift) > Math.abs(most?.shift ?? -1) ? cue : most), null);
  const guessed = cues.filter((cue) => cue.guessed).length;
  const parts = [`${cues.length} cues`, `usual shift ${signed(data.usual)}`];
  if (far) parts.push(`largest ${signed(far.shift)} (cue ${far.number})`);
  if (guessed) parts.push(`${guessed} not heard, moved with those around them`);
  if (!data.media) parts.push("no recording at hand, so neither sound nor waveform");
  return `${parts.join(", ")}.`;
}

readColours();
byId("title").textContent = `${data.title}: before and after`;
byId("summary").textContent = summary();
startMedia();
for (const cue of cues) row(cue);
order();
if (data.largest != null) byId("largest").value = String(data.largest);
guard();
byId("order").addEventListener("change", order);
byId("largest").addEventListener("input", guard);
byId("save").addEventListener("click", save);
byId("shifts").addEventListener("click", (event) => {
  const box = byId("shifts").getBoundingClientRect();
  const index = Math.min(cues.length - 1, Math.floor(((event.clientX - box.left) / box.width) * cues.length));
  if (index < 0) return;
  go(index);
  rows.get(cues[index]).scrollIntoView({ block: "center" });
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); drawShifts(); drawDetail(); });
addEventListener("resize", () => { drawShifts(); drawDetail(); });
if (cues.length) go(0, false);
document.documentElement.dataset.ready = "";
