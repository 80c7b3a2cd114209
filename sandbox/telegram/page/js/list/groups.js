/** New groups: a title, a kind, who is in. */

import * as api from "../api.js";
import { ask, choices, field, ticks } from "../parts/dialog.js";
import { byId } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { state } from "../state.js";
import { t } from "../texts.js";

byId("new-group").addEventListener("click", async () => {
  const others = state.people.filter(({ id }) => id !== state.person).map(({ id, first_name }) => [id, first_name]);
  const values = await ask({
    title: t("newGroup"),
    hint: t("newGroupHint"),
    fields: [
      field(t("groupTitle"), { name: "title", required: true, maxLength: 128 }),
      choices(t("kind"), "type", [["group", t("group")], ["supergroup", t("supergroup")]]),
      ...(others.length ? [ticks(t("membersBesides"), "members", others, others.map(([id]) => id))] : []),
    ],
    action: t("create"),
  });
  if (values) create(values);
});

async function create(values) {
  const members = [state.person, ...values.getAll("members").map(Number)];
  const group = { title: values.get("title"), type: values.get("type"), members, admins: [state.person] };
  const made = await attempt(() => api.addGroup(group));
  if (made) emit("reload", { chat: made.chat_id });
}
