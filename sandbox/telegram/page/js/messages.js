/** The list of messages: kept in step with the chat that is shown. */

import { bubble } from "./bubble.js";
import { byId, make } from "./dom.js";
import { current } from "./state.js";
import { dayKey, dayName } from "./time.js";

const GROUPED_SECONDS = 300;
const NEAR_BOTTOM_PIXELS = 120;
const LEAVING_MILLISECONDS = 160;

const list = byId("messages");
const elements = new Map(); // by message_id
let below = 0;
let lastTop = 0;
let following = true; // whether the end stays in view when something grows

/** Draw the whole chat anew, at its end. */
export function drawChat() {
  elements.clear();
  list.replaceChildren();
  for (const message of current().messages.values()) place(message, bubble(message));
  arrange();
  toBottom("instant");
}

/** Show a new or edited message. */
export function drawMessage(message) {
  const known = elements.get(message.message_id);
  const follow = following || message.from === "user";
  const element = bubble(message);
  if (known) known.replaceWith(element);
  place(message, element);
  element.classList.add(known ? "changed" : "new");
  arrange();
  if (follow) toBottom(known ? "instant" : "smooth");
  else if (!known) markBelow(below + 1);
}

export function eraseMessage(messageId) {
  const element = elements.get(messageId);
  if (!element) return;
  elements.delete(messageId);
  element.classList.add("leaving");
  setTimeout(() => {
    element.remove();
    arrange();
  }, LEAVING_MILLISECONDS);
}

function place(message, element) {
  elements.set(message.message_id, element);
  if (!element.isConnected) list.append(element);
  growth.observe(element);
}

/** Set what depends on the neighbours: day separators, the shape of a group. */
function arrange() {
  for (const separator of list.querySelectorAll(".day")) separator.remove();
  let previous = null;
  for (const message of current().messages.values()) {
    const element = elements.get(message.message_id);
    if (!element) continue;
    const newDay = !previous || dayKey(previous.date) !== dayKey(message.date);
    if (newDay) element.before(make("p", { className: "day" }, dayName(message.date)));
    const grouped = !newDay && previous.from === message.from && message.date - previous.date < GROUPED_SECONDS;
    element.classList.toggle("first", !grouped);
    element.classList.add("last");
    if (grouped) elements.get(previous.message_id)?.classList.remove("last");
    previous = message;
  }
  byId("empty").hidden = previous !== null;
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
