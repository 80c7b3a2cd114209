/** The list of messages: kept in step with the conversation that is open. */

import { byId, make, replaceKeepingFocus } from "../parts/dom.js";
import { dayKey, dayName } from "../parts/time.js";
import { chatOf, state } from "../state.js";
import { language } from "../texts.js";
import { bubble } from "./bubble.js";
import { draftBubble } from "./draft.js";
import { follow, jumpToEnd, sawArrival } from "./scrolling.js";

const GROUPED_SECONDS = 300;
const LEAVING_MILLISECONDS = 160;

const list = byId("messages");
const drawn = new Map(); // by the first message's id: { element, messages }
const days = new Map(); // separators by day
let shown = ""; // which conversation, by whom, in which language

/** Draw what changed; a conversation that was not open yet is drawn anew, at its end. */
export function drawLog() {
  const wanted = `${state.person}/${state.chat}/${language()}`;
  const fresh = wanted !== shown;
  if (fresh) forgetAll(wanted);
  const before = new Set(drawn.keys());
  const units = unitsOf([...chatOf().messages.values()]);
  const nodes = arranged(units.map((unit) => [unit, element(unit, fresh)]));
  leave(new Set(units.map(([first]) => first.message_id)));
  const draft = chatOf().draft;
  sync([...nodes, ...(draft ? [draftBubble(draft)] : [])]);
  byId("empty").hidden = nodes.length > 0;
  if (fresh) jumpToEnd();
  else sawArrival(units.map(([first]) => first).filter(({ message_id }) => !before.has(message_id)));
  requestAnimationFrame(() => list.setAttribute("aria-busy", "false")); // only what comes now is read out
}

function forgetAll(wanted) {
  shown = wanted;
  drawn.clear();
  days.clear();
  list.setAttribute("aria-busy", "true");
  list.replaceChildren();
}

/** Messages of one album stand together; every other message stands alone. */
function unitsOf(messages) {
  const units = [];
  for (const message of messages) {
    const last = units.at(-1);
    const album = message.media_group_id;
    if (album && last?.[0].media_group_id === album) last.push(message);
    else units.push([message]);
  }
  return units;
}

function element(messages, fresh) {
  const id = messages[0].message_id;
  const known = drawn.get(id);
  if (known && sameMessages(known.messages, messages)) return known.element;
  const made = bubble(messages);
  if (known) replaceKeepingFocus(known.element, made);
  if (!fresh) made.classList.add(known ? "changed" : "new");
  drawn.set(id, { element: made, messages });
  follow(made);
  return made;
}

const sameMessages = (some, others) => some.length === others.length && some.every((each, at) => each === others[at]);

/** Set what depends on the neighbours: day separators, the shape of a group. */
function arranged(pairs) {
  const nodes = [];
  let previous = null;
  for (const [[first], each] of pairs) {
    const newDay = !previous || dayKey(previous.first.date) !== dayKey(first.date);
    if (newDay) nodes.push(separator(first.date));
    const grouped = !newDay && belongs(previous.first, first);
    each.classList.toggle("first", !grouped);
    each.classList.add("last");
    if (grouped) previous.each.classList.remove("last");
    nodes.push(each);
    previous = { first, each };
  }
  if (!list.contains(document.activeElement)) makeLastTheTabStop(pairs);
  return nodes;
}

function makeLastTheTabStop(pairs) {
  const articles = pairs.map(([, each]) => each).filter((each) => each.tagName === "ARTICLE");
  for (const [at, each] of articles.entries()) each.tabIndex = at === articles.length - 1 ? 0 : -1;
}

function belongs(before, after) {
  return !before.service && !after.service && before.sender_id === after.sender_id && after.date - before.date < GROUPED_SECONDS;
}

function separator(date) {
  const key = dayKey(date);
  if (!days.has(key)) days.set(key, make("p", { className: "day" }, dayName(date)));
  return days.get(key);
}

function leave(remaining) {
  for (const [id, { element: gone }] of drawn) {
    if (remaining.has(id)) continue;
    drawn.delete(id);
    gone.classList.add("leaving");
    setTimeout(() => gone.remove(), LEAVING_MILLISECONDS);
  }
}

/** Make the nodes the list's children, touching only what is not in its place. */
function sync(nodes) {
  const isLeaving = (node) => node?.classList.contains("leaving");
  let cursor = list.firstElementChild;
  for (const node of nodes) {
    while (isLeaving(cursor)) cursor = cursor.nextElementSibling;
    if (node === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextElementSibling;
    if (!isLeaving(cursor)) cursor.remove();
    cursor = next;
  }
}
