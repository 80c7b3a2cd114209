/** Counting what the bot wrote where nobody was looking. */

import { isChatShown } from "./panes.js";
import { chatOf, conversationsOf, state, viewOf } from "./state.js";

const newest = new Map(); // by chat: the id of the bot's newest message that was counted

/**
 * Count the bot's messages that came since the last time, for everybody who does not see them.
 * Returns them. By id and not by event: a reload may bring a message before its event does.
 */
export function countArrivals(chatId) {
  const known = newest.get(chatId);
  const messages = [...chatOf(chatId).messages.values()].filter(({ from, service }) => from === "bot" && !service);
  forgetLost(chatId, messages.length);
  newest.set(chatId, Math.max(known ?? 0, ...messages.map(({ message_id }) => message_id)));
  if (known === undefined) return []; // what was there before the page is not new
  const fresh = messages.filter(({ message_id }) => message_id > known);
  if (fresh.length > 0) mark(chatId, fresh.length);
  return fresh;
}

/** Nobody has more to read than there is: a sandbox that was started anew begins empty. */
function forgetLost(chatId, count) {
  for (const { id } of state.people) {
    const view = viewOf(id, chatId);
    view.unread = Math.min(view.unread, count);
  }
}

function mark(chatId, count) {
  for (const { id } of state.people) {
    const isLookedAt = id === state.person && chatId === state.chat && isChatShown();
    if (conversationsOf(id).includes(chatId) && !isLookedAt) viewOf(id, chatId).unread += count;
  }
}
