/** Where the list of messages is scrolled to, and the button that leads to its end. */

import { byId } from "../parts/dom.js";

const NEAR_BOTTOM_PIXELS = 120;

const list = byId("messages");
let below = 0;
let lastTop = 0;
let following = true; // whether the end stays in view when something grows

export const jumpToEnd = () => toBottom("instant");

/** Keep the end in view while this element grows, as pictures do when they load. */
export const follow = (element) => growth.observe(element);

/** New messages came: go along when the end was in view, or when they are the person's own. */
export function sawArrival(messages) {
  if (messages.length === 0) {
    if (following) toBottom("instant");
  } else if (following || messages.some(({ from }) => from === "user")) {
    toBottom("smooth");
  } else {
    markBelow(below + messages.length);
  }
}

function nearBottom(tolerance = NEAR_BOTTOM_PIXELS) {
  return list.scrollHeight - list.scrollTop - list.clientHeight <= tolerance;
}

function toBottom(behavior) {
  following = true;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  list.scrollTo({ top: list.scrollHeight, behavior: calm ? "instant" : behavior });
  markBelow(0);
  byId("to-bottom").hidden = true;
}

function markBelow(count) {
  below = count;
  byId("below").hidden = count === 0;
  byId("below").textContent = count;
}

const growth = new ResizeObserver(() => {
  if (following && !nearBottom(0)) toBottom("instant");
});
growth.observe(list);

list.addEventListener("scroll", () => {
  if (nearBottom()) following = true;
  else if (list.scrollTop < lastTop) following = false; // only a person scrolls upwards
  lastTop = list.scrollTop;
  byId("to-bottom").hidden = nearBottom();
  if (nearBottom()) markBelow(0);
});
byId("to-bottom").addEventListener("click", () => toBottom("smooth"));
