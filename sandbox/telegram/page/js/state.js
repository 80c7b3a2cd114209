/** What the page knows: people, their conversations, whose eyes it looks through. */

import { forgetTexts, keptText, keepText } from "./kept.js";

export const state = {
  bot: { id: 0, name: "Bot", username: "", running: false },
  connected: true, // whether the server tells what happens
  exchange: false, // whether there is an offline exchange to show
  people: [], // { id, first_name, language_code, description, blocked }
  person: null, // id of the person being played
  chat: null, // id of the conversation that is open
  chats: new Map(), // by id, see `blank`
};

const GONE = ["left", "kicked"];
const views = new Map(); // what each person has of each chat

/** The conversation that is open, or the one with that id. */
export function chatOf(id = state.chat) {
  if (!state.chats.has(id)) state.chats.set(id, blank(id));
  return state.chats.get(id);
}

function blank(chat_id) {
  return {
    chat_id, type: "private", title: "", members: [], messages: new Map(),
    reply_keyboard: null, force_reply: null, asking: null, blocked: false, pinned: [], action: null, draft: null,
  };
}

/** What a person has of a chat: unread messages, an unsent text, a message being answered. */
export function viewOf(person = state.person, chat = state.chat) {
  const key = `${person}/${chat}`;
  if (!views.has(key)) views.set(key, { unread: 0, text: keptText(key), answering: null, asked: null, commands: [], menu: null });
  return views.get(key);
}

export function forgetViews() {
  views.clear();
  forgetTexts();
}

/** Remember what is being written in the conversation that is open; an edit is no text of its own. */
export function setText(text) {
  const view = viewOf();
  view.text = text;
  keepText(`${state.person}/${state.chat}`, view.answering?.kind === "edit" ? "" : text);
}

export const personOf = (id = state.person) => state.people.find((each) => each.id === id);
export const isGroup = (chat = chatOf()) => chat.type !== "private";
export const isOwn = (message) => message.sender_id === state.person;
export const isMember = ({ status }) => !GONE.includes(status);

/** The ids of a person's conversations: with the bot, then their groups. */
export function conversationsOf(person = state.person) {
  const groups = [...state.chats.values()].filter(
    (chat) => isGroup(chat) && chat.members.some((member) => member.user_id === person && isMember(member)),
  );
  return [person, ...groups.map(({ chat_id }) => chat_id)];
}

/** How many are in a group, the bot among them. */
export const memberCount = ({ members, bot_status }) => [...members, { status: bot_status }].filter(isMember).length;

export const titleOf = (chat) => (isGroup(chat) ? chat.title : state.bot.name);

export function unreadOf(person) {
  return conversationsOf(person).reduce((sum, chat) => sum + viewOf(person, chat).unread, 0);
}

/** Take over a chat as the server tells it; unsent texts and unread marks are the page's own. */
export function load(id, { messages, ...about }) {
  const byId = new Map(messages.map((message) => [message.message_id, message]));
  const last = messages.findLast(({ from, service }) => from === "bot" && !service);
  const asking = about.force_reply ? last?.message_id ?? null : null;
  Object.assign(chatOf(id), about, { messages: byId, asking });
}
