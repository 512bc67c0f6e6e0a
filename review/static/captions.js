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
  const [text, x, y, width, begin, end, spoken] = word;
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
  if (style.sweep) {
    const share = Math.max(0, Math.min(1, (now - begin) / Math.max(0.01, Math.min(spoken, end) - begin)));
    paint.fillStyle = style.waiting;
    paint.fillText(text, 0, foot);
    paint.beginPath();
    paint.rect(-width / 2, -em, width * share, 2 * em);
    paint.clip();
    paint.fillStyle = style.lit;
  } else paint.fillStyle = style[state];
  paint.fillText(text, 0, foot);
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

// `now`: seconds from the clip's beginning. Returns what was drawn, so that the same is not drawn again.
export function drawCaptions(paint, { width, height, pages, style }, now, before = null) {
  const page = pages.find((each) => each.start <= now && now < each.end) ?? null;
  const share = page ? Math.min(1, (now - page.start) / style.entry) : 1;
  const moving = page && (style.sweep || (style.enter !== "none" && share < 1));
  const shown = page ? `${page.start} ${page.words.map(([, , , , begin, end]) => (now < begin ? 0 : now < end ? 1 : 2)).join("")} ${moving ? now : ""}` : "";
  if (shown === before) return shown;
  paint.clearRect(0, 0, width, height);
  if (!page) return shown;
  paint.save();
  if (share < 1) enter(paint, page, style, share);
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
  paint.restore();
  return shown;
}
