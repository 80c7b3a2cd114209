/** The head of the conversation: who it is with, what goes on there, what can be done. */

import * as api from "../api.js";
import { avatar, byId, icon, make } from "../parts/dom.js";
import { openMenu } from "../parts/menu.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { chatOf, isGroup, memberCount, personOf, state, titleOf } from "../state.js";
import { t } from "../texts.js";

const ACTIONS = ["typing", "upload_photo", "upload_document", "upload_video", "record_voice"];

export function drawHeader() {
  const chat = chatOf();
  const title = titleOf(chat);
  byId("chat-avatar").replaceChildren(isGroup(chat) ? avatar(title, chat.chat_id) : botAvatar());
  byId("bot-name").textContent = title;
  drawStatus();
  byId("empty-name").textContent = title;
  byId("empty-text").textContent = isGroup(chat) ? t("emptyGroup") : personOf().description || t("emptyChat", { name: personOf().first_name });
}

/** What the bot does there, or who is there; alone while nothing else could be loaded. */
export function drawStatus() {
  const chat = chatOf();
  byId("status").textContent = state.connected ? actionOf(chat) || resting(chat) : t("connecting");
  byId("status").classList.toggle("busy", Boolean(chat.action) || !state.connected);
}

export const botAvatar = () => make("span", { className: "avatar bot", aria: { hidden: "true" } }, icon("bot"));

/** What the bot is doing there, or an empty text. */
export function actionOf({ action }) {
  if (!action) return "";
  return t(ACTIONS.includes(action) ? action : "busy");
}

function resting(chat) {
  if (!state.bot.running) return t("waitingForBot");
  if (isGroup(chat)) return t("members", { count: memberCount(chat) });
  return t("botSeenAs", { name: personOf().first_name });
}

byId("chat-menu").addEventListener("click", ({ currentTarget }) => {
  const chat = chatOf();
  const block = () => attempt(() => api.block(state.person, !chat.blocked));
  const blocking = { label: t(chat.blocked ? "unblock" : "block"), icon: "block", danger: !chat.blocked, run: block };
  const members = { label: t("showMembers"), icon: "people", run: () => emit("panel", "members") };
  const upgrade = { label: t("upgrade"), icon: "up", run: () => migrate(chat.chat_id) };
  const ofGroup = chat.type === "group" ? [members, upgrade] : [members];
  openMenu(currentTarget, t("chatMenu"), isGroup(chat) ? ofGroup : [blocking]);
});

async function migrate(id) {
  const made = await attempt(() => api.migrate(id));
  if (made) emit("reload", { chat: made.chat_id });
}
