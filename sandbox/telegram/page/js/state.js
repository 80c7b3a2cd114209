/** What the page knows: people, their chats, who is being played. */

export const state = {
  bot: { name: "Bot", username: "", running: false },
  exchange: false,
  people: [],
  current: null, // id of the person being played
  chats: new Map(), // by person: { messages: Map, reply_keyboard, blocked, unread, draft, action }
};

export function chatOf(id) {
  if (!state.chats.has(id)) {
    const fresh = { messages: new Map(), reply_keyboard: null, blocked: false };
    state.chats.set(id, { ...fresh, unread: 0, draft: "", action: null });
  }
  return state.chats.get(id);
}

export const current = () => chatOf(state.current);
export const person = (id = state.current) => state.people.find((each) => each.id === id);

/** Take over a chat as the server tells it; drafts and unread marks are the page's own. */
export function load(id, { messages, reply_keyboard = null, blocked = false }) {
  const byId = new Map(messages.map((message) => [message.message_id, message]));
  Object.assign(chatOf(id), { messages: byId, reply_keyboard, blocked });
}
