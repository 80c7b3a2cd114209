/** Buttons under and inside messages: how they look. */

import { icon, make } from "../parts/dom.js";
import { t } from "../texts.js";
import { press } from "./press.js";

const SIGNS = { url: "link", login_url: "link", copy_text: "copy", web_app: "app" };
const DARK = /([✔✖➕➖➗🔍🔎]\uFE0F?)/u;
const INLINE = /^switch_inline_query/;

export function inlineKeyboard(message) {
  const rows = message.keyboard.map((row) =>
    make("div", { className: "row" }, ...row.map((button) => keyOf(message, button))),
  );
  return make("div", { className: "keyboard", role: "group", aria: { label: t("messageButtons") } }, ...rows);
}

/** One button; its text may be that of a rich message, which holds text and emoji only. */
export function keyOf(message, button) {
  const element = make("button", { type: "button", className: `key ${button.style ?? ""}` }, ...lit(labelOf(button.text)));
  const kind = Object.keys(button).find((name) => name in SIGNS || INLINE.test(name));
  if (kind) element.append(icon(SIGNS[kind] ?? "share"));
  if (button.url) element.title = button.url;
  if (button.disabled) {
    element.disabled = true;
    element.title = t("disabledByBot");
  } else {
    element.addEventListener("click", () => press(element, message, button));
  }
  return element;
}

/** The signs among a label that fonts draw dark are lit up: the button is dark as well. */
function lit(label) {
  return label.split(DARK).map((part, at) => (at % 2 ? make("span", { className: "sign" }, part) : part));
}

function labelOf(text) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map(labelOf).join("");
  return text.alternative_text ?? labelOf(text.text);
}
