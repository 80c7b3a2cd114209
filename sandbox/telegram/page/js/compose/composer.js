/** Writing: the field, Enter to send, answers, edits, unsent texts. */

import * as api from "../api.js";
import { edit, say } from "../deeds.js";
import { byId } from "../parts/dom.js";
import { on } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { chatOf, isOwn, setText, state, viewOf } from "../state.js";
import { t } from "../texts.js";
import { drawAnswering, setAnswering } from "./answering.js";
import { offerCommands } from "./commands.js";
import { offerInline } from "./inline.js";
import { drawReplyKeyboard, keyboardWasUsed } from "./reply_keyboard.js";
import { closeSuggestions, suggestionKey } from "./suggestions.js";

const input = byId("input");
const notice = byId("notice");

/** Draw what belongs to the conversation that was opened. */
export function drawComposer() {
  closeSuggestions();
  write(viewOf().text);
  drawState();
}

/** Draw what the bot or the person may change while the text stays. */
export function drawState() {
  const { blocked, reply_keyboard: keyboard, force_reply: forced } = chatOf();
  byId("composer").hidden = blocked;
  byId("unblock").hidden = !blocked;
  input.placeholder = forced?.input_field_placeholder ?? keyboard?.input_field_placeholder ?? t("message");
  drawAnswering();
  drawReplyKeyboard();
}

function write(text, reason = "") {
  input.value = text;
  setText(text);
  notice.textContent = reason;
  notice.hidden = !reason;
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`; // the border
}

async function send() {
  const view = viewOf();
  const { answering } = view;
  const text = input.value;
  if (!text.trim()) return;
  write("");
  closeSuggestions();
  if (answering) setAnswering(null);
  if (answering?.kind !== "edit") keyboardWasUsed();
  const { message_id: id } = answering?.message ?? {};
  const sent = await (answering?.kind === "edit" ? edit(id, text) : say(text, id));
  if (!sent && !view.text) giveBack(view, { text, answering });
}

/** What could not be sent is there again, to be sent once more. */
function giveBack(view, { text, answering }) {
  Object.assign(view, { text, answering });
  if (view === viewOf()) drawComposer();
}

function editLast() {
  const own = [...chatOf().messages.values()].findLast((message) => isOwn(message) && message.text && !message.service);
  if (own) beginAnswer({ kind: "edit", message: own });
}

function beginAnswer(answering) {
  setAnswering(answering);
  if (answering.kind === "edit") write(answering.message.text);
  input.focus();
}

function endAnswer() {
  if (viewOf().answering?.kind === "edit") write("");
  setAnswering(null);
  input.focus();
}

function suggest() {
  if (!offerInline(input.value) && !offerCommands(input.value)) closeSuggestions();
}

input.addEventListener("input", () => {
  write(input.value);
  suggest();
});
input.addEventListener("keydown", (event) => {
  if (event.isComposing || suggestionKey(event, write)) return;
  const { key, shiftKey } = event;
  if (key === "Enter" && !shiftKey) {
    event.preventDefault();
    send();
  } else if (key === "ArrowUp" && !input.value && !viewOf().answering && !event.altKey) {
    event.preventDefault();
    editLast();
  } else if (key === "Escape" && viewOf().answering) {
    event.stopPropagation();
    endAnswer();
  }
});
byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
  input.focus();
});
byId("answering-end").addEventListener("click", endAnswer);
byId("start").addEventListener("click", () => say("/start"));
byId("unblock").addEventListener("click", async () => {
  await attempt(() => api.block(state.person, false));
  say("/start");
});

/** Put a text into the field, ready to send, and say why it is there. */
on("compose", ({ text, reason }) => {
  write(text, reason);
  suggest();
  input.focus();
});
on("answer", beginAnswer);
