/** What can be done with a message: react, answer, copy, edit, delete. */

import { erase } from "../deeds.js";
import { copy } from "../parts/clipboard.js";
import { ask } from "../parts/dialog.js";
import { openMenu } from "../parts/menu.js";
import { emit } from "../parts/signals.js";
import { isGroup, isOwn } from "../state.js";
import { t } from "../texts.js";
import { EMOJI, toggleReaction } from "./reactions.js";
import { richText } from "./summary.js";

export function messageMenu(message, at) {
  const written = message.text || message.caption || richText(message.rich?.blocks ?? message.rich);
  const own = isOwn(message);
  const emoji = EMOJI.map((each) => ({ label: each, name: t("reactWith", { emoji: each }), run: () => toggleReaction(message, each) }));
  openMenu(at, t("messageActions"), [
    emoji,
    { label: t("reply"), icon: "reply", run: () => emit("answer", { kind: "reply", message }) },
    ...(written && !message.protected ? [{ label: t("copyText"), icon: "copy", run: () => copy(written) }] : []),
    ...(own && message.text ? [{ label: t("edit"), icon: "edit", run: () => emit("answer", { kind: "edit", message }) }] : []),
    ...(own || !isGroup() ? [{ label: t("delete"), icon: "bin", danger: true, run: () => confirmErase(message) }] : []),
  ]);
}

async function confirmErase({ message_id }) {
  const agreed = await ask({ title: t("deleteMessage"), hint: t("deleteMessageHint"), action: t("delete"), danger: true });
  if (agreed) erase(message_id);
}
