// Files are sorted into recording and transcript, sent, and followed until they can be taken away. Names and messages
// only ever become text.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const PARTS = { recording: "Recording", transcript: "Transcript" };
const TEXTS = /\.(txt|text|md|markdown|srt|vtt|docx|odt|rtf|json|html?|xml|ttml|csv|tsv|fountain|pdf)$/i;
const PICTURES = /^(image|font)\//;
const SOON = 500; // ms between two looks while work is under way
const LATER = 2000;

const chosen = { recording: null, transcript: null };
const sending = new Map(); // the request that sends a job's file, by the job's number

function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function button(text, run, more = {}) {
  const made = el("button", { type: "button", textContent: text, ...more });
  made.addEventListener("click", run);
  return made;
}

const trouble = (text) => { byId("trouble").textContent = text; };

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let at = 0;
  let value = bytes;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${at && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

function partOf(file) {
  if (PICTURES.test(file.type)) return null;
  if (/^(audio|video)\//.test(file.type)) return "recording";
  if (TEXTS.test(file.name) || file.type.startsWith("text/")) return "transcript";
  return file.size > 20e6 ? "recording" : chosen.recording ? "transcript" : "recording";
}

function take(files) {
  trouble("");
  const twice = [];
  const given = new Set();
  for (const file of files) {
    const part = partOf(file);
    if (!part) trouble(`${file.name} is a picture; a recording and a text are needed.`);
    else if (given.has(part)) twice.push(file.name);
    else {
      chosen[part] = file;
      given.add(part);
    }
  }
  if (twice.length) trouble(`One recording and one transcript at a time: ${twice.join(", ")} was left aside.`);
  showChosen();
}

function showChosen() {
  const rows = Object.entries(PARTS).map(([part, name]) => {
    const file = chosen[part];
    const drop = file ? button("Remove", () => { chosen[part] = null; showChosen(); }, { "aria-label": `Remove the ${part}` }) : null;
    return el("li", {}, el("b", { textContent: name }), el("span", { dir: "auto", textContent: file ? `${file.name} (${size(file.size)})` : "not chosen yet" }), drop);
  });
  byId("chosen").replaceChildren(...rows);
  byId("begin").disabled = !chosen.recording || !chosen.transcript;
}

async function post(name, body) {
  const answer = await fetch(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, request: crypto.randomUUID() }) });
  const value = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : { error: await answer.text() };
  if (!answer.ok) throw new Error(value.error);
  return value;
}

function send(job, part, file) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `jobs/${job.id}/${part}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.addEventListener("load", () => {
      if (request.status === 200) done();
      else failed(new Error("refused"));
    });
    for (const event of ["error", "abort"]) request.addEventListener(event, () => failed(new Error(event)));
    sending.set(job.id, request);
    request.send(file);
  });
}

async function begin() {
  const files = { ...chosen };
  const row = (file) => ({ name: file.name, size: file.size });
  trouble("");
  byId("begin").disabled = true;
  let job;
  try {
    job = await post("open", { recording: row(files.recording), transcript: row(files.transcript), language: byId("language").value });
  } catch (error) {
    trouble(error instanceof TypeError ? "The server does not answer. Run pullquote start again." : error.message);
    showChosen();
    return;
  }
  chosen.recording = null;
  chosen.transcript = null;
  showChosen();
  look();
  try {
    // What is small is looked at before gigabytes are sent.
    await send(job, "transcript", files.transcript);
    await send(job, "recording", files.recording);
  } catch {
    // Why stands in the list of jobs.
  }
  sending.delete(job.id);
  look();
}

const STATES = { arriving: "Sending", waiting: "Waiting", working: "Working", done: "Done", failed: "Not done", stopped: "Stopped" };

function advice(job) {
  if (job.state === "arriving" && sending.has(job.id)) return "Keep this page open until the files have been sent; closing it stops the job.";
  if (job.state === "waiting") return "Two are worked on at a time. You may close this page: the work goes on, and this address shows it.";
  if (job.state === "working") return "You may close this page: the work goes on, and this address shows it.";
  return "";
}

function counts({ words, aligned, absent }) {
  if (words === undefined) return "";
  return `${aligned} of ${words} words found in the recording${absent ? `, ${absent} not said` : ""}.`;
}

function downloads(job) {
  return el("ul", { "aria-label": "Downloads" }, ...job.files.map(([name, bytes], k) => el("li", {}, el("a", { href: `jobs/${job.id}/files/${k}`, download: name.split("/").pop(), textContent: name }), el("span", { className: "dim", textContent: size(bytes) }))));
}

function card(job) {
  const under = ["arriving", "waiting", "working"].includes(job.state);
  const bar = under ? el("progress", { max: 1, value: job.share, "aria-label": `Progress of ${job.names.recording}` }) : null;
  const line = under ? `${STATES[job.state]}: ${job.doing}${job.state === "waiting" ? "" : `, ${Math.round(100 * job.share)} %`}` : job.line || counts(job.told);
  const review = job.review ? el("a", { className: "main", href: job.review, target: "_blank", rel: "noopener noreferrer", textContent: "Check it and make clips" }) : null;
  const end = under
    ? button("Stop", () => { sending.get(job.id)?.abort(); act("stop", job); }, { "aria-label": `Stop ${job.names.recording}` })
    : button("Remove", () => act("remove", job), { "aria-label": `Remove ${job.names.recording} and its files`, title: "Its files are removed from this page" });
  return el("article", { className: `job ${job.state}`, "aria-label": job.names.recording },
    el("h2", { dir: "auto", textContent: `${job.names.recording} · ${job.names.transcript}` }),
    bar,
    el("p", { className: "line", dir: "auto", textContent: line }),
    ...job.warnings.map((text) => el("p", { dir: "auto", textContent: `Note: ${text}` })),
    under ? el("p", { className: "dim", textContent: advice(job) }) : null,
    job.files.length ? downloads(job) : null,
    el("div", { className: "actions" }, review, end));
}

async function act(name, job) {
  try {
    await post(name, { job: job.id });
  } catch (error) {
    trouble(error.message);
  }
  look();
}

let shown = "";
let states = new Map();

function show(jobs) {
  const now = JSON.stringify([jobs, [...sending.keys()]]);
  if (now === shown) return;
  shown = now;
  for (const job of jobs) {
    const before = states.get(job.id);
    if (before && before !== job.state) byId("told").textContent = `${job.names.recording}: ${STATES[job.state]}. ${job.line}`;
  }
  states = new Map(jobs.map((job) => [job.id, job.state]));
  const cards = new Map([...byId("jobs").children].map((each) => [Number(each.dataset.job), each]));
  const wanted = jobs.map((job) => {
    const text = JSON.stringify([job, sending.has(job.id)]);
    const known = cards.get(job.id);
    // A card that says the same stays: the focus may be in it.
    if (known && known.dataset.text === text) return known;
    const made = card(job);
    made.dataset.job = job.id;
    made.dataset.text = text;
    if (known?.contains(document.activeElement)) queueMicrotask(() => made.querySelector("button, a")?.focus());
    return made;
  });
  byId("jobs").replaceChildren(...wanted);
}

let timer = 0;
let looking = false;
let missed = 0;

async function look() {
  clearTimeout(timer);
  if (looking) {
    timer = setTimeout(look, 50);
    return;
  }
  looking = true;
  let wait = LATER;
  try {
    const { jobs } = await (await fetch("jobs")).json();
    if (missed > 1) trouble("");
    missed = 0;
    show(jobs);
    if (jobs.some((job) => ["arriving", "waiting", "working"].includes(job.state))) wait = SOON;
  } catch {
    missed += 1;
    if (missed > 1) trouble("The server does not answer. Run pullquote start again.");
  }
  looking = false;
  timer = setTimeout(look, wait);
}

function startDropping() {
  const zone = byId("drop");
  const over = (event) => { event.preventDefault(); zone.classList.add("over"); };
  const away = () => zone.classList.remove("over");
  // Beside the box counts, too: a file that is missed by a finger must not replace the page.
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) away(); });
  document.addEventListener("drop", (event) => { event.preventDefault(); away(); take(event.dataTransfer.files); });
  byId("choose").addEventListener("click", () => byId("picker").click());
  byId("picker").addEventListener("change", () => { take(byId("picker").files); byId("picker").value = ""; });
  byId("begin").addEventListener("click", begin);
  addEventListener("beforeunload", (event) => { if (sending.size) event.preventDefault(); });
}

byId("language").append(el("option", { value: "auto", textContent: "Told from the text" }), ...data.languages.map(([name, code]) => el("option", { value: code, textContent: name })));
startDropping();
showChosen();
look();
document.documentElement.dataset.ready = "";
