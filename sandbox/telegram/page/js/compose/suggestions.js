/** The list above the field: commands or inline results, chosen with the arrows or the pointer. */

import { byId, make } from "../parts/dom.js";
import { announce } from "../parts/toast.js";
import { t } from "../texts.js";

const list = byId("suggestions");
const input = byId("input");
let offered = [];
let selected = -1;

export const areOpen = () => !list.hidden;

/** Offer options: { content: nodes, choose, complete?: text that Tab writes }. */
export function offer(options, label) {
  const news = options.length > 0 && options.length !== offered.length;
  offered = options;
  list.setAttribute("aria-label", label);
  list.replaceChildren(...options.map(row));
  list.hidden = options.length === 0;
  list.scrollTop = 0;
  select(-1);
  if (news) announce(t("suggestions", { count: options.length }));
}

export const closeSuggestions = () => offer([], "");

/** Handle a key of the field; true when it was used up. Enter chooses what the arrows reached. */
export function suggestionKey(event, complete) {
  if (list.hidden) return false;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") step(key === "ArrowDown" ? 1 : -1);
  else if (key === "Escape") closeSuggestions();
  else if (key === "Tab" && !event.shiftKey && offered[Math.max(selected, 0)].complete) complete(offered[Math.max(selected, 0)].complete);
  else if (key === "Enter" && !event.shiftKey && selected >= 0) take(offered[selected]);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

function row(option, index) {
  return make("div", {
    id: `suggestion-${index}`,
    className: "suggestion",
    role: "option",
    aria: { selected: "false" },
    on: {
      mousedown: (event) => event.preventDefault(), // the field keeps the focus
      click: () => take(option),
    },
  }, ...option.content);
}

function take({ choose }) {
  closeSuggestions();
  choose();
}

function step(by) {
  const from = selected < 0 && by < 0 ? 0 : selected;
  select((from + by + offered.length) % offered.length);
}

function select(index) {
  selected = index;
  [...list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === index)));
  const active = list.children[index];
  active?.scrollIntoView({ block: "nearest" });
  if (active) input.setAttribute("aria-activedescendant", active.id);
  else input.removeAttribute("aria-activedescendant");
}

document.addEventListener("click", (event) => {
  if (areOpen() && !byId("composer-area").contains(event.target)) closeSuggestions();
});
