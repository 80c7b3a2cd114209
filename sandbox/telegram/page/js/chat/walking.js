/** Going to a message: by its id, or from one to the next with the arrow keys. */

import { byId } from "../parts/dom.js";
import { on } from "../parts/signals.js";

const list = byId("messages");
const OPENING = ["Enter", "ContextMenu"];

/** Bring a message into view, if it is still there. */
on("jump", (messageId) => {
  const inside = list.querySelector(`[data-message-id="${messageId}"], [data-media-of="${messageId}"]`);
  const target = inside?.closest("article");
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.classList.remove("changed");
  requestAnimationFrame(() => target.classList.add("changed"));
  target.focus({ preventScroll: true });
});

/** Up and down go from message to message; the one that was reached is the list's tab stop. */
list.addEventListener("keydown", (event) => {
  const at = event.target.closest("article");
  if (!at || event.target !== at) return;
  if (OPENING.includes(event.key) || (event.shiftKey && event.key === "F10")) {
    event.preventDefault();
    at.querySelector(".more")?.click();
    return;
  }
  const all = [...list.querySelectorAll("article")];
  const index = all.indexOf(at);
  const steps = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: all.length - 1 };
  const next = all[steps[event.key]];
  if (!next) return;
  event.preventDefault();
  at.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});
