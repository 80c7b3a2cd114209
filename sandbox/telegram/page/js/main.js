/** The chat page: loads what there is, then follows what happens. */

import * as api from "./api.js";
import { drawComposer, drawReplyKeyboard } from "./composer.js";
import { byId } from "./dom.js";
import { drawChat, drawMessage, eraseMessage } from "./messages.js";
import { drawHeader, drawPeople, showPane } from "./people.js";
import { chatOf, load, state } from "./state.js";
import "./theme.js";
import { complain } from "./toast.js";

const ACTION_MILLISECONDS = 5000; // Telegram's clients forget a chat action after this time
const wide = matchMedia("(min-width: 761px)");

function play(id) {
  state.current = id;
  chatOf(id).unread = 0;
  showPane("chat");
  drawChat();
  drawComposer();
  drawAround();
  if (wide.matches) byId("input").focus(); // on a phone the keyboard would cover the chat
}

function drawAround() {
  drawPeople(play);
  drawHeader();
}

async function loadPage() {
  const { bot, people, exchange } = await api.configuration();
  Object.assign(state, { bot, people, exchange });
  byId("lab").hidden = !exchange;
}

async function loadAll() {
  await loadPage();
  await Promise.all(state.people.map(async ({ id }) => load(id, await api.chat(id))));
  const known = state.people.some(({ id }) => id === state.current);
  if (!known) state.current = state.people[0].id;
  drawChat();
  drawComposer();
  drawAround();
  for (const id of ["input", "send", "slash"]) byId(id).disabled = false;
}

function forgetAction(chat) {
  clearTimeout(chat.actionTimer);
  chat.action = null;
}

const HANDLERS = {
  message({ chat_id, message }) {
    const chat = chatOf(chat_id);
    const isNew = !chat.messages.has(message.message_id);
    chat.messages.set(message.message_id, message);
    if (message.from === "bot") forgetAction(chat);
    if (chat_id === state.current) drawMessage(message);
    else if (isNew && message.from === "bot") chat.unread += 1;
    drawAround();
  },
  deleted({ chat_id, message_id }) {
    chatOf(chat_id).messages.delete(message_id);
    if (chat_id === state.current) eraseMessage(message_id);
    drawAround();
  },
  action({ chat_id, action }) {
    const chat = chatOf(chat_id);
    forgetAction(chat);
    chat.action = action;
    chat.actionTimer = setTimeout(() => {
      forgetAction(chat);
      drawHeader();
    }, ACTION_MILLISECONDS);
    drawHeader();
  },
  keyboard({ chat_id, reply_keyboard }) {
    chatOf(chat_id).reply_keyboard = reply_keyboard;
    if (chat_id === state.current) drawReplyKeyboard();
  },
  blocked({ chat_id, blocked }) {
    chatOf(chat_id).blocked = blocked;
    if (chat_id === state.current) drawComposer();
  },
  page: () => loadPage().then(drawAround),
  reset: () => loadAll(),
};

/** Everything in the order it came: what happens during a load is drawn after it. */
let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work).catch(complain));

for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

api.live(() => inTurn(loadAll), (event) => inTurn(() => HANDLERS[event.type]?.(event)));
