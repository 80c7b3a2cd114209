/** The bot's commands and its menu button, as this person sees them in this conversation. */

import * as api from "../api.js";
import { openWebApp } from "../chat/webapp.js";
import { say } from "../deeds.js";
import { byId, make } from "../parts/dom.js";
import { attempt } from "../parts/toast.js";
import { state, viewOf } from "../state.js";
import { t } from "../texts.js";
import { areOpen, closeSuggestions, offer } from "./suggestions.js";

const button = byId("menu-button");

export async function loadCommands() {
  const view = viewOf();
  const answer = await attempt(() => api.commands(state.person, state.chat));
  if (answer) Object.assign(view, { commands: answer.commands, menu: answer.menu_button });
  drawMenuButton();
}

function drawMenuButton() {
  const { menu, commands } = viewOf();
  const app = menu?.type === "web_app";
  button.hidden = !app && commands.length === 0;
  byId("menu-button-text").textContent = app ? menu.text : t("menu");
  button.setAttribute("aria-label", app ? menu.text : t("showCommands"));
}

/** Offer what begins with the text, while it is a single word after a slash. */
export function offerCommands(text) {
  const typed = /^\/(\w*)$/.exec(text);
  if (!typed) return false;
  offer(options().filter(({ name }) => name.startsWith(typed[1].toLowerCase())), t("commands"));
  return true;
}

function options() {
  return viewOf().commands.map(({ command, description }) => ({
    name: command,
    content: [make("b", {}, `/${command}`), make("span", {}, description)],
    complete: `/${command} `,
    choose: () => {
      byId("input").value = "";
      byId("input").dispatchEvent(new Event("input"));
      say(`/${command}`);
    },
  }));
}

button.addEventListener("click", () => {
  const { menu } = viewOf();
  if (menu?.type === "web_app") {
    openWebApp(menu.web_app.url, { title: menu.text });
    return;
  }
  if (areOpen()) closeSuggestions();
  else offer(options(), t("commands"));
  byId("input").focus();
});
