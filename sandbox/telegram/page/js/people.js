/** The list of people, the header of the conversation, who is being played. */

import * as api from "./api.js";
import { byId, make } from "./dom.js";
import { chatOf, current, person, state } from "./state.js";
import { hourOf } from "./time.js";
import { complain } from "./toast.js";

const HUES = 5;
const ACTIONS = { typing: "typing…", upload_photo: "sending a photo…", upload_document: "sending a file…" };
const dialog = byId("person-dialog");

export function drawPeople(play) {
  byId("people").replaceChildren(...state.people.map((each) => make("li", {}, entry(each, play))));
  const elsewhere = state.people.filter(({ id }) => id !== state.current);
  const unread = elsewhere.reduce((sum, { id }) => sum + chatOf(id).unread, 0);
  byId("elsewhere").hidden = unread === 0;
  byId("elsewhere").textContent = unread;
  document.title = unread ? `(${unread}) Sandbox chat` : "Sandbox chat";
}

export function drawHeader() {
  const who = person();
  const { action } = current();
  const resting = state.bot.running ? `bot · you are ${who.name}` : "waiting for the bot to start…";
  byId("bot-name").textContent = state.bot.name;
  byId("status").textContent = action ? (ACTIONS[action] ?? "busy…") : resting;
  byId("status").classList.toggle("busy", Boolean(action));
  byId("empty-name").textContent = state.bot.name;
  byId("empty-text").textContent = who.description || `What can this bot do? Press Start as ${who.name}.`;
}

export function showPane(pane) {
  byId("app").dataset.pane = pane;
}

function entry(each, play) {
  const { messages, unread } = chatOf(each.id);
  const last = [...messages.values()].at(-1);
  const button = make("button", {
    type: "button",
    className: "person",
    data: { testid: `person-${each.id}` },
    on: { click: () => play(each.id) },
  });
  if (each.id === state.current) button.setAttribute("aria-current", "true");
  button.append(
    make("span", { className: `avatar hue-${each.id % HUES}`, aria: { hidden: "true" } }, each.name.slice(0, 1).toUpperCase()),
    make("span", { className: "name" }, each.name, make("span", { className: "language" }, each.language_code)),
    make("span", { className: "when" }, last ? hourOf(last.date) : ""),
    make("span", { className: "last" }, last ? summary(last) : "No messages yet"),
  );
  if (unread) button.append(make("span", { className: "badge", aria: { label: `${unread} unread` } }, String(unread)));
  return button;
}

function summary(message) {
  const text = message.text || message.caption || (message.photo ? "Photo" : "File");
  const line = text.replaceAll(/\s+/g, " ");
  return message.from === "user" ? `You: ${line}` : line;
}

byId("back").addEventListener("click", () => {
  showPane("people");
  byId("people").querySelector("[aria-current]")?.focus();
});
byId("add-person").addEventListener("click", () => {
  dialog.querySelector("form").reset();
  dialog.returnValue = "";
  dialog.showModal();
});
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "ok") return;
  const { name, language_code } = Object.fromEntries(new FormData(dialog.querySelector("form")));
  const user_id = Math.max(1000, ...state.people.map(({ id }) => id)) + 1;
  api.addPerson({ user_id, name, language_code }).catch(complain);
});
