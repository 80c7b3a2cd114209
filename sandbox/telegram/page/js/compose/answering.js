/** The bar above the field: the message being answered or edited. */

import { byId } from "../parts/dom.js";
import { chatOf, viewOf } from "../state.js";
import { t } from "../texts.js";
import { summary } from "../chat/summary.js";

const bar = byId("answering");

/** Begin to answer or to edit a message; null ends it. */
export function setAnswering(answering) {
  viewOf().answering = answering;
  drawAnswering();
}

export function drawAnswering() {
  const { answering } = viewOf();
  bar.hidden = !answering;
  if (!answering) return;
  const { kind, message } = answering;
  bar.dataset.kind = kind;
  byId("answering-title").textContent = kind === "edit" ? t("editing") : t("replyTo", { name: message.sender_name });
  byId("answering-text").textContent = summary(message);
}

/** A message that asks for a reply is answered, until the person or the bot turns away from it. */
export function answerWhatIsAsked() {
  const view = viewOf();
  const { asking, messages } = chatOf();
  if (asking === view.asked || asking === "next") return;
  view.asked = asking;
  const message = messages.get(asking);
  if (message) view.answering = { kind: "reply", message, forced: true };
  else if (view.answering?.forced) view.answering = null;
}
