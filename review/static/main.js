// The parts, put together.

import { byId, data, emit, model, on, reorder } from "./model.js";
import { startTheme } from "./theme.js";
import { startVoices } from "./voices.js";
import { loadMedia, media, seek, showClock, showPlaying, startPlayer } from "./player.js";
import { addPeaks, peaksLoaded, placeHeads } from "./drawing.js";
import { followWave, showStretch, startWave } from "./wave.js";
import { highlight, isFollowing, setFollowing, startTranscript } from "./transcript.js";
import { banner, edit, startEditing, watchState } from "./editing.js";
import { startInspector } from "./inspector.js";
import { startLists } from "./lists.js";
import { startCuts } from "./cuts.js";
import { startSpeakers } from "./speakers.js";
import { startMaker } from "./maker.js";
import { startKeys } from "./keys.js";

function decoded(base64) {
  const text = atob(base64);
  const bytes = new Int8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = (text.charCodeAt(i) << 24) >> 24;
  return bytes;
}

// The waveform comes as it is decoded: ask for what is new until it is whole.
async function fetchPeaks() {
  try {
    const state = await (await fetch("state")).json();
    const answer = await fetch(`peaks?from=${peaksLoaded()}`);
    const bytes = new Int8Array(await answer.arrayBuffer());
    if (bytes.length) addPeaks(bytes, state.peaks);
    if (state.drawn && !bytes.length) return;
  } catch {
    return;
  }
  setTimeout(fetchPeaks, 400);
}

let noted = null;

function showNote(text) {
  if (!text || text === noted) return;
  noted = text;
  banner(text, { label: "Dismiss", run: () => banner("") }, false);
}

function connect() {
  on("time", (ms) => {
    highlight(ms);
    showClock(ms);
    if (isFollowing()) followWave(ms);
    else placeHeads(ms);
  });
  on("playing", showPlaying);
  on("trouble", (text) => banner(text));
  on("seek", seek);
  on("stretch", ([start, end]) => showStretch(start, end));
  on("boundary", async ({ word, side, at, joined }) => {
    await edit({ kind: "boundary", word, side, at: at / 1000, joined });
    model.preview = null;
    emit("words", { at: word, length: 1, inPlace: true });
  });
}

document.title = `${data.title} – review`;
byId("title").textContent = data.title;
reorder();
startTheme();
startVoices();
startPlayer();
connect();
startTranscript();
startWave();
startInspector();
startLists();
startEditing();
startCuts();
startSpeakers();
startMaker();
startKeys();
setFollowing(true);
requestAnimationFrame(loadMedia);
// A link to a place: where it is heard, with the words there in view.
const place = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
if (place) {
  const ms = Number(place[1]) * 1000;
  setFollowing(false);
  media.addEventListener("loadedmetadata", () => seek(ms), { once: true });
  emit("jump", ms);
}
if (data.peaks) addPeaks(decoded(data.peaks), 0);
if (data.note) showNote(data.note);
if (!data.readOnly) {
  requestAnimationFrame(fetchPeaks);
  watchState({ drawn: () => null, note: showNote });
}
performance.mark("interactive");
document.documentElement.dataset.ready = "";
