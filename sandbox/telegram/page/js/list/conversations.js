/** The list of a person's conversations, with what was said last and what is unread. */

import { actionOf, botAvatar } from "../chat/header.js";
import { summary } from "../chat/summary.js";
import { avatar, byId, make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { shortDate } from "../parts/time.js";
import { chatOf, conversationsOf, isGroup, isOwn, state, titleOf, unreadOf, viewOf } from "../state.js";
import { t } from "../texts.js";

const list = byId("conversations");
const search = byId("search");

export function drawConversations() {
  const ids = conversationsOf();
  const wanted = search.value.trim().toLowerCase();
  const found = ids.filter((id) => matches(chatOf(id), wanted));
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  list.replaceChildren(...found.map((id) => make("li", {}, entry(chatOf(id)))));
  if (focused) list.querySelector(`[data-chat="${focused}"]`)?.focus();
  byId("nothing-found").hidden = found.length > 0;
  drawElsewhere();
}

/** What waits in other conversations, also of other people: on the way back and in the title. */
function drawElsewhere() {
  const unread = state.people.reduce((sum, { id }) => sum + unreadOf(id), 0) - viewOf().unread;
  byId("elsewhere").hidden = unread === 0;
  byId("elsewhere").textContent = unread;
  document.title = unread ? `(${unread}) ${t("title")}` : t("title");
}

function matches(chat, wanted) {
  if (!wanted) return true;
  const texts = [...chat.messages.values()].map((message) => message.text || message.caption || "");
  return [titleOf(chat), ...texts].some((text) => text.toLowerCase().includes(wanted));
}

function entry(chat) {
  const { unread, text } = viewOf(state.person, chat.chat_id);
  const last = [...chat.messages.values()].at(-1);
  const button = make("button", {
    type: "button",
    className: "conversation",
    data: { chat: chat.chat_id, testid: `chat-${chat.chat_id}` },
    on: { click: () => emit("open", { chat: chat.chat_id }) },
  }, isGroup(chat) ? avatar(chat.title, chat.chat_id) : botAvatar(),
  make("span", { className: "name" }, titleOf(chat)),
  make("span", { className: "when" }, last ? shortDate(last.date) : ""),
  lastLine(chat, last, text));
  if (chat.chat_id === state.chat) button.setAttribute("aria-current", "true");
  if (unread) button.append(make("span", { className: "badge", role: "img", aria: { label: t("unread", { count: unread }) } }, String(unread)));
  return button;
}

function lastLine(chat, last, unsent) {
  const action = actionOf(chat);
  if (action) return make("span", { className: "last busy" }, action);
  if (unsent && chat.chat_id !== state.chat) {
    return make("span", { className: "last" }, make("b", { className: "unsent" }, `${t("draft")}: `), unsent);
  }
  if (!last) return make("span", { className: "last" }, t("noMessages"));
  const own = isOwn(last) && !last.service;
  return make("span", { className: "last" }, own ? `${t("you")}: ${summary(last)}` : summary(last));
}

search.addEventListener("input", drawConversations);
list.addEventListener("keydown", (event) => {
  const all = [...list.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: all[at + 1], ArrowUp: all[at - 1] }[event.key];
  if (!next || event.altKey) return;
  event.preventDefault();
  next.focus();
});
