/** Which panes are open: on a phone one at a time, else the panel beside the conversation. */

import { byId } from "./parts/dom.js";
import { emit } from "./parts/signals.js";

const STORED = "sandbox-panel";
const app = byId("app");
const wide = matchMedia("(min-width: 761px)");
const roomy = matchMedia("(min-width: 1180px)");

export const isWide = () => wide.matches;
export const isChatShown = () => wide.matches || app.dataset.pane === "chat";

/** The panel that is seen, or "": on a phone the conversation may cover an open one. */
export const panel = () => (wide.matches || app.dataset.pane === "panel" ? app.dataset.panel : "");

/** Show the list or the conversation; on a wide window both are there. */
export function showPane(pane) {
  app.dataset.pane = pane;
}

/** Open "market" or "members" at the side, or close it with "". */
export function showPanel(kind) {
  app.dataset.panel = kind;
  app.dataset.pane = kind && !wide.matches ? "panel" : "chat";
  byId("market").hidden = kind !== "market";
  byId("members-sheet").hidden = kind !== "members";
  byId("market-button").setAttribute("aria-expanded", String(kind === "market"));
  if (kind !== "members" && wide.matches) localStorage.setItem(STORED, kind || "none");
  emit("panel-shown", kind);
}

/** Close the members' sheet: the market that stood there before comes back, if there is room. */
export function closeMembers() {
  showPanel(wide.matches && localStorage.getItem(STORED) === "market" ? "market" : "");
}

/** What stands at the side when the page opens: the market, if there is room and it was not closed. */
export function firstPanel(hasExchange) {
  const open = hasExchange && roomy.matches && localStorage.getItem(STORED) !== "none";
  showPanel(open ? "market" : "");
}
