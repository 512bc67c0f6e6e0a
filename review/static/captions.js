// Captions on a canvas, as libass will draw them: the server says where every word stands, to the pixel.

export function fontOf(style) {
  return style.font === null ? "sans-serif" : `caption-${style.font}`;
}

// Fonts come from the server once each; until then nothing is drawn.
const fonts = new Map();

export function loadFont(style) {
  if (style.font === null) return Promise.resolve();
  if (!fonts.has(style.font)) {
    const face = new FontFace(fontOf(style), `url(fonts/${style.font})`);
    fonts.set(style.font, face.load().then(() => { document.fonts.add(face); }));
  }
  return fonts.get(style.font);
}

const withAlpha = (hex, alpha) => `${hex}${Math.round(255 * alpha).toString(16).padStart(2, "0")}`;

function roundBox(paint, x, y, width, height, radius) {
  paint.beginPath();
  paint.roundRect(x, y, width, height, Math.max(0, Math.min(radius, width / 2, height / 2)));
  paint.fill();
}

function drawBoxes(paint, page, style) {
  const { em } = page;
  paint.fillStyle = withAlpha(style.box_colour, style.box_opacity);
  const across = style.box_padding * em;
  const above = style.box === "line" ? ((style.leading - 1) / 2) * em : style.box_above * em;
  const left = Math.min(...page.lines.map(([x]) => x));
  const right = Math.max(...page.lines.map(([x, , width]) => x + width));
  const last = page.lines.at(-1);
  const block = [left, page.lines[0][1], right - left, last[1] + last[3] - page.lines[0][1]];
  for (const [x, y, width, height] of style.box === "line" ? page.lines : [block]) roundBox(paint, x - across, y - above, width + 2 * across, height + 2 * above, style.box_radius * em);
}

function setFont(paint, page, style, size = page.em) {
  paint.font = `${size}px ${fontOf(style)}`;
  paint.letterSpacing = `${style.tracking * size}px`;
  paint.textAlign = "center";
  paint.textBaseline = "alphabetic";
  paint.lineJoin = "round";
}

const baseline = (y, size, style) => y + (size * (style.above - style.below)) / 2;

function drawShadow(paint, word, page, style) {
  const [text, x, y] = word;
  const { em } = page;
  paint.save();
  // The shadow alone: the letters themselves stand far outside.
  const far = 100000;
  paint.shadowColor = withAlpha(style.shadow_colour, style.shadow);
  paint.shadowBlur = 2 * style.shadow_blur * em;
  paint.shadowOffsetX = far * paint.getTransform().a;
  paint.shadowOffsetY = style.shadow_drop * em * paint.getTransform().d;
  paint.lineWidth = 2 * (page.edge + style.shadow_size * em);
  paint.strokeText(text, x - far, baseline(y, em, style));
  paint.restore();
}

function drawWord(paint, word, page, style, now) {
  const [text, x, y, , begin, end] = word;
  const { em } = page;
  const state = now < begin ? "waiting" : now < end ? "lit" : "said";
  if (state === "waiting" && style.hidden) return;
  paint.save();
  const scale = state === "lit" ? style.grow : 1;
  paint.translate(x, y);
  paint.scale(scale, scale);
  const foot = baseline(0, em, style);
  if (style.outline) {
    paint.strokeStyle = style.outline_colour;
    paint.lineWidth = 2 * page.edge;
    paint.strokeText(text, 0, foot);
  }
  paint.fillStyle = style.sweep ? style.waiting : style[state];
  paint.fillText(text, 0, foot);
  paint.restore();
}

// What has been said of a word, over the word as it waits.
function sweepWord(paint, word, page, style, now) {
  const [text, x, y, width, begin, end, spoken] = word;
  const share = Math.max(0, Math.min(1, (now - begin) / Math.max(0.01, Math.min(spoken, end) - begin)));
  if (!share) return;
  paint.save();
  paint.beginPath();
  paint.rect(x - width / 2, y - page.em, width * share, 2 * page.em);
  paint.clip();
  paint.fillStyle = style.lit;
  paint.fillText(text, x, baseline(y, page.em, style));
  paint.restore();
}

function drawLabel(paint, page, style) {
  const em = style.label_size * page.em;
  setFont(paint, page, style, em);
  const width = paint.measureText(page.label).width + 0.7 * em;
  const up = style.box === "none" ? 0.3 * page.em : style.box_above * page.em;
  const x = Math.min(...page.lines.map(([left]) => left)) - (style.box === "none" ? 0 : style.box_padding * page.em);
  const y = page.lines[0][1] - up - 1.5 * em;
  paint.fillStyle = style.accent;
  roundBox(paint, x, y, width, 1.5 * em, style.box_radius * em);
  paint.fillStyle = style.on_accent;
  paint.fillText(page.label, x + width / 2, baseline(y + 0.75 * em, em, style));
}

// How a page comes in, over a tenth of a second.
function enter(paint, page, style, share) {
  if (style.enter === "fade") paint.globalAlpha = share;
  if (style.enter === "rise") paint.translate(0, (1 - share) * style.rise * page.em);
  if (style.enter === "pop") {
    const scale = style.small + (1 - style.small) * share;
    const x = page.lines[0][0] + page.lines[0][2] / 2;
    const last = page.lines.at(-1);
    const y = (page.lines[0][1] + last[1] + last[3]) / 2;
    paint.translate(x, y);
    paint.scale(scale, scale);
    paint.translate(-x, -y);
  }
}

// The part of the picture in which a page stands, with what reaches beyond its lines: shadows, labels, words coming in.
function reach({ lines, em }, width, height) {
  const left = Math.max(0, Math.floor(Math.min(...lines.map(([x]) => x)) - 1.5 * em));
  const top = Math.max(0, Math.floor(lines[0][1] - 3 * em));
  const right = Math.min(width, Math.ceil(Math.max(...lines.map(([x, , wide]) => x + wide)) + 1.5 * em));
  const last = lines.at(-1);
  return [left, top, right - left, Math.min(height, Math.ceil(last[1] + last[3] + 2 * em)) - top];
}

const parts = new WeakMap(); // by canvas: the part that was drawn last

// The page as it waits, drawn once: shadows cost more than all the rest.
const kept = { page: null, canvas: document.createElement("canvas") };

function drawStill(paint, page, style, now, [left, top, width, height]) {
  if (kept.page !== page) {
    kept.page = page;
    Object.assign(kept.canvas, { width, height });
    const still = kept.canvas.getContext("2d");
    still.translate(-left, -top);
    drawPage(still, page, style, now);
  }
  paint.drawImage(kept.canvas, left, top);
}

function drawPage(paint, page, style, now) {
  if (style.box === "line" || style.box === "block") drawBoxes(paint, page, style);
  setFont(paint, page, style);
  const spoken = page.words.filter(([, , , , begin]) => !style.hidden || begin <= now);
  if (style.shadow) for (const word of spoken) drawShadow(paint, word, page, style);
  if (style.box === "word") {
    const said = page.words.find(([, , , , begin, end]) => begin <= now && now < end);
    if (said) {
      const [, x, y, wide] = said;
      paint.fillStyle = withAlpha(style.box_colour, style.box_opacity);
      roundBox(paint, x - wide / 2 - style.box_padding * page.em, y - page.em / 2 - style.box_above * page.em, wide + 2 * style.box_padding * page.em, page.em + 2 * style.box_above * page.em, style.box_radius * page.em);
    }
  }
  for (const word of page.words) drawWord(paint, word, page, style, now);
  if (page.label) drawLabel(paint, page, style);
}

// `now`: seconds from the clip's beginning. Returns what was drawn, so that the same is not drawn again.
export function drawCaptions(paint, { width, height, pages, style }, now, before = null) {
  const page = pages.find((each) => each.start <= now && now < each.end) ?? null;
  const share = page ? Math.min(1, (now - page.start) / style.entry) : 1;
  const moving = page && (style.sweep || (style.enter !== "none" && share < 1));
  const shown = page ? `${page.start} ${page.words.map(([, , , , begin, end]) => (now < begin ? 0 : now < end ? 1 : 2)).join("")} ${moving ? now : ""}` : "";
  if (shown === before) return shown;
  // No more is cleared than was drawn: most of a picture has no captions.
  const part = page ? reach(page, width, height) : null;
  const drawn = before === null ? null : parts.get(paint);
  paint.clearRect(...(drawn ?? [0, 0, width, height]));
  parts.set(paint, part ?? [0, 0, 0, 0]);
  if (!page) return shown;
  paint.save();
  if (style.sweep && share >= 1) {
    drawStill(paint, page, style, now, part);
    setFont(paint, page, style);
    for (const word of page.words) sweepWord(paint, word, page, style, now);
  } else {
    if (share < 1) enter(paint, page, style, share);
    drawPage(paint, page, style, now);
    if (style.sweep) for (const word of page.words) sweepWord(paint, word, page, style, now);
  }
  paint.restore();
  return shown;
}
