/** The bar of pinned messages: press to go to the one shown, then to the one before it. */

import { byId } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { chatOf } from "../state.js";
import { t } from "../texts.js";
import { summary } from "./summary.js";

const bar = byId("pins");
let back = 0;
let shownFor = "";

export function drawPins() {
  const chat = chatOf();
  const pinned = pinnedMessages(chat);
  const wanted = `${chat.chat_id}: ${pinned.map(({ message_id }) => message_id)}`;
  if (wanted !== shownFor) back = 0;
  shownFor = wanted;
  bar.hidden = pinned.length === 0;
  if (bar.hidden) return;
  const at = pinned.length - 1 - (back % pinned.length);
  byId("pins-title").textContent = pinned.length > 1 ? t("pinnedNumber", { number: at + 1 }) : t("pinned");
  byId("pins-text").textContent = summary(pinned[at]);
}

const pinnedMessages = ({ pinned, messages }) =>
  [...pinned].sort((one, other) => one - other).map((id) => messages.get(id)).filter(Boolean);

bar.addEventListener("click", () => {
  const pinned = pinnedMessages(chatOf());
  emit("jump", pinned[pinned.length - 1 - (back % pinned.length)].message_id);
  back += 1;
  drawPins();
});
