/** Where the list of messages is scrolled to, and the button that leads to its end. */

import { byId } from "../parts/dom.js";

const NEAR_BOTTOM_PIXELS = 120;
const RESTING_MILLISECONDS = 1200;

const list = byId("messages");
let below = 0;
let last = { top: 0, height: 0, room: 0 };
let resting = null;
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

/** Only a person scrolls upwards, unless what is shown or its frame changed in size. */
function wentUpwards() {
  const { scrollTop: top, scrollHeight: height, clientHeight: room } = list;
  const upwards = top < last.top && height === last.height && room === last.room;
  last = { top, height, room };
  return upwards;
}

/** The day floats over the messages while a person looks back at them; where it would cover a resting one, it goes. */
function markFloatingDays() {
  for (const day of list.querySelectorAll(".day")) {
    const next = day.nextElementSibling;
    day.classList.toggle("floating", Boolean(next) && next.offsetTop < day.offsetTop + day.offsetHeight);
  }
  list.classList.toggle("moving", !following);
  clearTimeout(resting);
  resting = setTimeout(() => list.classList.remove("moving"), RESTING_MILLISECONDS);
}

list.addEventListener("scroll", () => {
  const upwards = wentUpwards();
  if (nearBottom()) following = true;
  else if (upwards) following = false;
  markFloatingDays();
  byId("to-bottom").hidden = nearBottom();
  if (nearBottom()) markBelow(0);
});
byId("to-bottom").addEventListener("click", () => toBottom("smooth"));
