/** Who is being played: the switch at the top of the list, and new people. */

import * as api from "../api.js";
import { ask, choices, field } from "../parts/dialog.js";
import { avatar, byId } from "../parts/dom.js";
import { openMenu } from "../parts/menu.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { personOf, state, unreadOf } from "../state.js";
import { t } from "../texts.js";

const LANGUAGES = [["en", "English"], ["tr", "Türkçe"], ["de", "Deutsch"]];
const switcher = byId("who");

export function drawWho() {
  const { id, first_name: name } = personOf();
  byId("who-avatar").replaceChildren(avatar(name, id));
  byId("who-name").textContent = name;
  switcher.setAttribute("aria-label", t("youAre", { name }));
  const elsewhere = state.people.filter((each) => each.id !== id).reduce((sum, each) => sum + unreadOf(each.id), 0);
  byId("who-unread").hidden = elsewhere === 0;
  byId("who-unread").textContent = elsewhere;
  byId("who-unread").setAttribute("aria-label", t("unread", { count: elsewhere }));
}

switcher.addEventListener("click", () => {
  const people = state.people.map(({ id, first_name: name, language_code: language }) => ({
    label: language ? `${name} · ${language}` : name,
    picture: avatar(name, id),
    checked: id === state.person,
    badge: id === state.person ? 0 : unreadOf(id),
    testid: `person-${id}`,
    run: () => emit("open", { person: id, chat: id }),
  }));
  openMenu(switcher, t("people"), [...people, { label: t("newPerson"), icon: "person-add", testid: "new-person", run: addPerson }]);
});

async function addPerson() {
  const values = await ask({
    title: t("newPerson"),
    hint: t("newPersonHint"),
    fields: [field(t("name"), { name: "name", required: true, maxLength: 64 }), choices(t("language"), "language_code", LANGUAGES)],
    action: t("add"),
  });
  if (!values) return;
  const user_id = Math.max(1000, ...state.people.map(({ id }) => id)) + 1;
  const made = await attempt(() => api.addPerson({ user_id, ...Object.fromEntries(values) }));
  if (made) emit("reload", { person: user_id, chat: user_id });
}
