// Light, dark, or what the system says. The canvases read the same variables as the style sheet.

import { byId, emit } from "./model.js";

let colours = {};

export function colour(name) {
  return colours[name];
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  colours = {};
  for (const name of ["paper", "panel", "ink", "dim", "line", "accent", "soft", "wave", "quiet", "doubt", "doubt-soft", "speech", "music", "selected", "boundary", ...Array.from({ length: 9 }, (_, n) => `voice-${n}`)]) {
    colours[name] = style.getPropertyValue(`--${name}`).trim();
  }
}

function settle() {
  readColours();
  emit("theme");
}

export function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", settle);
  byId("theme").addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
    settle();
  });
  readColours();
}
