/** Inline mode: `@bot query` in the field asks the bot, a result is sent by choosing it. */

import { chooseInline, inline, say } from "../deeds.js";
import { openWebApp } from "../chat/webapp.js";
import { make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { state } from "../state.js";
import { t } from "../texts.js";
import { offer } from "./suggestions.js";

const PAUSE_MILLISECONDS = 350; // clients wait for the typing to pause before they ask
let timer = null;
let asked = "";

/** Ask the bot if the text is a query to it; true when it is one. */
export function offerInline(text) {
  clearTimeout(timer);
  const name = state.bot.username;
  const isQuery = name && text.toLowerCase().startsWith(`@${name.toLowerCase()} `);
  asked = isQuery ? text : "";
  if (isQuery) timer = setTimeout(() => ask(text, text.slice(name.length + 2).trim()), PAUSE_MILLISECONDS);
  return Boolean(isQuery);
}

async function ask(text, query) {
  const answer = await inline(query);
  if (!answer || asked !== text) return; // the person typed on
  const { inline_query_id: id, results, button } = answer;
  const found = (results ?? []).map((result) => ({ content: describe(result), choose: () => choose(id, result) }));
  const shortcut = button ? [{ content: [make("b", {}, button.text)], choose: () => follow(button) }] : [];
  const nothing = { content: [make("span", {}, t(results ? "noResults" : "noInlineAnswer"))], choose: () => {} };
  offer([...shortcut, ...(found.length || shortcut.length ? found : [nothing])], t("inlineResults"));
}

function describe({ type, title, description, caption, photo_url: url, input_message_content: content }) {
  const name = title ?? caption ?? url ?? type;
  return [make("b", {}, name), make("span", {}, description ?? content?.message_text ?? t(type === "photo" ? "photo" : "message"))];
}

function choose(id, result) {
  emit("compose", { text: "" });
  chooseInline(id, result.id);
}

function follow({ start_parameter: parameter, web_app: app, text }) {
  if (app) {
    openWebApp(app.url, { title: text });
    return;
  }
  emit("compose", { text: "" });
  emit("open", { chat: state.person });
  say(`/start ${parameter}`);
}
