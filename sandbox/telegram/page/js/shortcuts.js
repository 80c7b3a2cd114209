/** Keys that work everywhere, and the dialog that tells them. */

import { show } from "./parts/dialog.js";
import { byId, make } from "./parts/dom.js";
import { emit } from "./parts/signals.js";
import { closeMembers, isWide, panel, showPane, showPanel } from "./panes.js";
import { conversationsOf, state, viewOf } from "./state.js";
import { t } from "./texts.js";

const KEYS = [
  ["Enter", "keySend"], ["Shift Enter", "keyNewLine"], ["↑", "keyEditLast"], ["/", "keyCommands"],
  ["Alt ↑ ↓", "keyConversations"], ["Alt P", "keyPeople"], ["Alt M", "keyMarket"],
  ["Tab · ↑ ↓", "keyMessages"], ["Enter · Shift F10", "keyActions"], ["Esc", "keyClose"], ["? · Ctrl /", "keyHelp"],
];

function showShortcuts() {
  const rows = KEYS.map(([keys, what]) => [
    make("dt", {}, ...keys.split(" ").map((key) => (key === "·" ? key : make("kbd", {}, key)))),
    make("dd", {}, t(what)),
  ]);
  show({ title: t("shortcuts"), content: [make("dl", { className: "keys" }, ...rows.flat())] });
}

function nextConversation(step) {
  const all = conversationsOf();
  const at = all.indexOf(state.chat);
  emit("open", { chat: all[(at + step + all.length) % all.length] });
}

/** Esc closes the innermost thing; dialogs and menus have closed themselves by then. */
function close() {
  if (viewOf().answering) byId("answering-end").click();
  else if (panel() === "members") closeMembers();
  else if (panel() && !isWide()) showPanel("");
  else if (document.activeElement !== byId("input")) byId("input").focus();
  else showPane("list");
}

const WITH_ALT = {
  ArrowUp: () => nextConversation(-1),
  ArrowDown: () => nextConversation(1),
  KeyP: () => byId("who").click(),
  KeyM: () => state.exchange && showPanel(panel() === "market" ? "" : "market"),
};

/** Whoever types without being in a field writes a message. */
const isWriting = ({ key, altKey, ctrlKey, metaKey }) => /^\S$/u.test(key) && !altKey && !ctrlKey && !metaKey;

const isField = (element) => element.matches("input, textarea, select");

document.addEventListener("keydown", (event) => {
  const { key, code, altKey, ctrlKey, metaKey, target } = event;
  if (event.defaultPrevented || document.querySelector("dialog[open], [popover]:popover-open")) return;
  const deed = altKey && !ctrlKey && !metaKey ? WITH_ALT[code] : undefined;
  if (deed) deed();
  else if (key === "/" && ctrlKey) showShortcuts();
  else if (key === "?" && !isField(target)) showShortcuts();
  else if (key === "Escape") close();
  else {
    if (isWriting(event) && !isField(target)) byId("input").focus(); // and the key goes there
    return;
  }
  event.preventDefault();
});
byId("shortcuts").addEventListener("click", showShortcuts);
