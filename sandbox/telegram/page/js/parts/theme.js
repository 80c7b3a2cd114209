/** Dark or light: the system's choice until the person makes one. */

import { byId } from "./dom.js";

const STORED = "sandbox-theme";
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const stored = localStorage.getItem(STORED);
if (stored) root.dataset.theme = stored;

export const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

byId("theme").addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem(STORED, root.dataset.theme);
});
