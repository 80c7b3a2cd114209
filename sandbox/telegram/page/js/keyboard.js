/** Inline keyboards: taps, their spinner and their answer; links; copy buttons. */

import * as api from "./api.js";
import { icon, make } from "./dom.js";
import { state } from "./state.js";
import { alert, complain, copy, toast } from "./toast.js";

export function inlineKeyboard(message) {
  const rows = message.keyboard.map((row) =>
    make("div", { className: "row" }, ...row.map((button) => key(message, button))),
  );
  return make("div", { className: "keyboard", role: "group", aria: { label: "Buttons of this message" } }, ...rows);
}

function key(message, button) {
  const className = `key ${button.style ?? ""}`;
  if (button.url) {
    const link = { href: button.url, target: "_blank", rel: "noopener noreferrer", title: button.url };
    return make("a", { className, ...link }, button.text, icon("link"));
  }
  const element = make("button", { type: "button", className }, button.text);
  if (button.copy_text) {
    element.append(icon("copy"));
    element.addEventListener("click", () => copy(button.copy_text.text));
  } else if (button.callback_data) {
    element.addEventListener("click", () => tap(element, message, button.callback_data));
  } else {
    element.disabled = true;
    element.title = button.disabled ? "Disabled by the bot" : "The sandbox cannot follow this button";
  }
  return element;
}

async function tap(element, message, data) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    const { answered, show_alert } = await api.tap(state.current, message.message_id, data);
    if (answered) (show_alert ? alert : toast)(answered);
  } catch (error) {
    complain(error);
  } finally {
    element.removeAttribute("aria-busy");
  }
}
