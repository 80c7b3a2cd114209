/** What a button does when it is pressed, by its kind. */

import { tap } from "../deeds.js";
import { copy } from "../parts/clipboard.js";
import { ask, choices, show } from "../parts/dialog.js";
import { emit } from "../parts/signals.js";
import { toast } from "../parts/toast.js";
import { chatOf, conversationsOf, state, titleOf } from "../state.js";
import { t } from "../texts.js";
import { openWebApp } from "./webapp.js";

export function press(element, message, button) {
  const { callback_data: data, url, login_url: login, copy_text: copied, web_app: app } = button;
  if (data !== undefined) return tapOnce(element, message, data);
  if (copied) return copy(copied.text);
  if (url ?? login) return openLink(url ?? login.url);
  if (app) return openWebApp(app.url, { title: element.textContent, message_id: message.message_id });
  if (button.switch_inline_query_current_chat !== undefined) return writeQuery(button.switch_inline_query_current_chat);
  return queryElsewhere(button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query ?? "");
}

/** A tap waits for the bot's answer; until then the same button does nothing. */
async function tapOnce(element, message, data) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  const answer = await tap(message.message_id, data);
  element.removeAttribute("aria-busy");
  if (answer?.url) await openLink(answer.url);
  if (!answer?.answered) return;
  if (answer.show_alert) show({ title: state.bot.name, hint: answer.answered }).dataset.testid = "alert";
  else toast(answer.answered);
}

/** A link shows where it leads before it is followed. */
async function openLink(url) {
  const agreed = await ask({ title: t("openLink"), hint: url, action: t("open") });
  if (agreed && /^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

const writeQuery = (query) => emit("compose", { text: `@${state.bot.username} ${query}` });

async function queryElsewhere(query) {
  const options = conversationsOf().map((id) => [String(id), titleOf(chatOf(id))]);
  const values = await ask({ title: t("chooseChat"), fields: [choices(t("conversation"), "chat", options)], action: t("open") });
  if (!values) return;
  emit("open", { chat: Number(values.get("chat")) });
  writeQuery(query);
}
