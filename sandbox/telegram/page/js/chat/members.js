/** The side sheet of a group: who is in it and as what. */

import * as api from "../api.js";
import { avatar, byId, iconButton, make } from "../parts/dom.js";
import { ask, choices } from "../parts/dialog.js";
import { openMenu } from "../parts/menu.js";
import { attempt } from "../parts/toast.js";
import { closeMembers } from "../panes.js";
import { chatOf, isGroup, isMember, personOf, state } from "../state.js";
import { t } from "../texts.js";
import { botAvatar } from "./header.js";

const ROLES = ["creator", "administrator", "member", "restricted", "left", "kicked"];

export function drawMembers() {
  const chat = chatOf();
  if (!isGroup(chat)) return;
  const rows = chat.members.map(({ user_id, status }) => row(chat, user_id, status));
  const listed = chat.members.some(({ user_id }) => user_id === state.bot.id);
  if (!listed && chat.bot_status) rows.unshift(row(chat, "bot", chat.bot_status));
  byId("members").replaceChildren(...rows);
}

function row(chat, user_id, status) {
  const isBot = user_id === "bot" || user_id === state.bot.id;
  const name = isBot ? state.bot.name : personOf(user_id)?.first_name ?? String(user_id);
  const manage = iconButton("more", t("changeRole", { name }), ({ currentTarget }) =>
    openMenu(currentTarget, t("changeRole", { name }), ROLES.map((role) => ({
      label: t(role),
      checked: role === status,
      danger: role === "kicked",
      run: () => attempt(() => api.setMember(chat.chat_id, isBot ? "bot" : user_id, role)),
    }))));
  manage.setAttribute("aria-haspopup", "menu");
  return make("li", { className: "member" }, isBot ? botAvatar() : avatar(name, user_id),
    make("span", { className: "name" }, name), make("span", { className: "role" }, t(status)), manage);
}

for (const button of document.querySelectorAll("#members-sheet [data-close-panel]")) button.addEventListener("click", closeMembers);
byId("add-member").addEventListener("click", async () => {
  const chat = chatOf();
  const present = chat.members.filter(isMember).map(({ user_id }) => user_id);
  const others = state.people.filter(({ id }) => !present.includes(id)).map(({ id, first_name }) => [id, first_name]);
  if (others.length === 0) {
    await ask({ title: t("addMember"), hint: t("everybodyIsIn") });
    return;
  }
  const values = await ask({ title: t("addMember"), fields: [choices(t("person"), "user", others)], action: t("add") });
  if (values) attempt(() => api.setMember(chat.chat_id, Number(values.get("user")), "member"));
});
