/** Writing: the field, Enter to send, the bot's reply keyboard, drafts. */

import * as api from "./api.js";
import { closeCommands, handleKey, offerCommands, openAll } from "./commands.js";
import { byId, make } from "./dom.js";
import { current, state } from "./state.js";
import { complain } from "./toast.js";

const input = byId("input");
const notice = byId("notice");
const keyboard = byId("reply-keyboard");
const toggle = byId("show-keyboard");
let keyboardFolded = false;

/** Send a text as the person being played. */
export async function say(text) {
  if (!text.trim()) return;
  try {
    await api.say(state.current, text);
  } catch (error) {
    complain(error);
  }
}

/** Put a text into the field, ready to send, and say why it is there. */
export function prepare(text, reason) {
  write(text);
  notice.textContent = reason;
  notice.hidden = false;
  input.focus();
}

export function drawComposer() {
  const chat = current();
  byId("composer").hidden = chat.blocked;
  byId("unblock").hidden = !chat.blocked;
  notice.hidden = true;
  closeCommands();
  write(chat.draft);
  drawReplyKeyboard();
}

export function drawReplyKeyboard() {
  const wanted = current().reply_keyboard;
  const rows = (wanted?.keyboard ?? []).map((row) =>
    make("div", { className: "row" }, ...row.map((button) =>
      make("button", { type: "button", className: button.style ?? "", on: { click: () => say(button.text) } }, button.text),
    )),
  );
  keyboard.replaceChildren(...rows);
  toggle.hidden = rows.length === 0;
  toggle.setAttribute("aria-pressed", String(!keyboardFolded));
  keyboard.hidden = rows.length === 0 || keyboardFolded || current().blocked;
  input.placeholder = wanted?.input_field_placeholder ?? "Message";
}

function write(text) {
  input.value = text;
  current().draft = text;
  grow();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`; // the border
}

function send() {
  const text = input.value;
  write("");
  notice.hidden = true;
  closeCommands();
  say(text);
}

input.addEventListener("input", () => {
  current().draft = input.value;
  notice.hidden = true;
  grow();
  offerCommands(input.value);
});
input.addEventListener("keydown", (event) => {
  const chosen = handleKey(event, write);
  if (chosen === "send" || (chosen === null && event.key === "Enter" && !event.shiftKey && !event.isComposing)) {
    event.preventDefault();
    send();
  }
});
byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
  input.focus();
});
byId("slash").addEventListener("click", () => {
  openAll((command) => say(command));
  input.focus();
});
toggle.addEventListener("click", () => {
  keyboardFolded = !keyboardFolded;
  drawReplyKeyboard();
});
byId("start").addEventListener("click", () => say("/start"));
byId("unblock").addEventListener("click", async () => {
  await api.unblock(state.current).catch(complain);
  say("/start");
});
