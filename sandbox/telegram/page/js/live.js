/** What the server tells while the page is open, put into the state. */

import { keyboardCame } from "./compose/reply_keyboard.js";
import { emit } from "./parts/signals.js";
import { chatOf, forgetViews, state } from "./state.js";
import { countArrivals } from "./unread.js";

const ACTION_MILLISECONDS = 5000; // Telegram's clients forget a chat action after this time
const DRAFT_MILLISECONDS = 30_000; // and a draft after this
const timers = new Map();

/** Set something of a chat that goes by itself when nothing renews it; null ends it now. */
function fleeting(chat, name, value, milliseconds) {
  const key = `${name}/${chat.chat_id}`;
  clearTimeout(timers.get(key));
  chat[name] = value;
  if (value === null) return;
  timers.set(key, setTimeout(() => {
    chat[name] = null;
    emit("draw");
  }, milliseconds));
}

/** By event type: changes the state; one that returns "reload" needs everything anew. */
export const HANDLERS = {
  message({ chat_id, message }) {
    const chat = chatOf(chat_id);
    chat.messages.set(message.message_id, message);
    if (message.from === "bot") fleeting(chat, "action", null);
    const [arrived] = countArrivals(chat_id);
    if (!arrived) return;
    if (chat.asking === "next") chat.asking = arrived.message_id;
    fleeting(chat, "draft", null);
  },
  deleted({ chat_id, message_id }) {
    chatOf(chat_id).messages.delete(message_id);
  },
  action({ chat_id, action }) {
    fleeting(chatOf(chat_id), "action", action, ACTION_MILLISECONDS);
  },
  draft({ chat_id, ...draft }) {
    fleeting(chatOf(chat_id), "draft", draft, DRAFT_MILLISECONDS);
  },
  keyboard({ chat_id, reply_keyboard, force_reply = null }) {
    const asking = force_reply ? "next" : null; // the message that asks is told right after
    Object.assign(chatOf(chat_id), { reply_keyboard, force_reply, asking });
    if (chat_id === state.chat) keyboardCame();
  },
  blocked({ chat_id, blocked }) {
    chatOf(chat_id).blocked = blocked;
  },
  pins({ chat_id, pinned }) {
    chatOf(chat_id).pinned = pinned;
  },
  reactions({ chat_id, message_id, reactions }) {
    const { messages } = chatOf(chat_id);
    const message = messages.get(message_id);
    if (message) messages.set(message_id, { ...message, reactions });
  },
  members: () => "reload",
  page: () => "reload",
  reset() {
    forgetViews();
    return "reload";
  },
};
