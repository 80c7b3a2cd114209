/** The bot's keyboard in place of the person's own. */

import { openWebApp } from "../chat/webapp.js";
import { say } from "../deeds.js";
import { byId, icon, make } from "../parts/dom.js";
import { toast } from "../parts/toast.js";
import { chatOf } from "../state.js";
import { t } from "../texts.js";

const keyboard = byId("reply-keyboard");
const toggle = byId("show-keyboard");
const ASKING = ["request_contact", "request_location", "request_poll", "request_users", "request_chat", "request_managed_bot"];
let folded = false;

export function drawReplyKeyboard() {
  const { reply_keyboard: wanted, blocked } = chatOf();
  const rows = (wanted?.keyboard ?? []).map((row) => make("div", { className: "row" }, ...row.map(key)));
  keyboard.replaceChildren(...rows);
  keyboard.classList.toggle("tall", Boolean(wanted && !wanted.resize_keyboard));
  toggle.hidden = rows.length === 0;
  toggle.setAttribute("aria-expanded", String(!folded));
  keyboard.hidden = rows.length === 0 || folded || blocked;
}

/** A one-time keyboard folds away when it was used; the button brings it back. */
export function keyboardWasUsed() {
  if (chatOf().reply_keyboard?.one_time_keyboard) fold(true);
}

export const keyboardCame = () => fold(false);

function fold(wanted) {
  folded = wanted;
  drawReplyKeyboard();
}

function key(button) {
  const { text, style = "", web_app: app } = typeof button === "string" ? { text: button } : button;
  const element = make("button", { type: "button", className: style, on: { click: () => press(button, text, app) } }, text);
  if (app) element.append(icon("app"));
  return element;
}

function press(button, text, app) {
  if (app) {
    openWebApp(app.url, { title: text, keyboard: true });
    return;
  }
  if (ASKING.some((kind) => button[kind])) {
    toast(t("cannotShare"));
    return;
  }
  keyboardWasUsed();
  say(text);
}

toggle.addEventListener("click", () => fold(!folded));
