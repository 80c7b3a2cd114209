/** Menus that open beside a button or where the pointer is. */

import { icon, make } from "./dom.js";

const MARGIN = 8;

/**
 * Open a menu at an element or a point {x, y}. An item is { label, run } with, as it needs,
 * icon, picture, danger, checked, badge, testid; an array of items is a row of short ones.
 */
export function openMenu(at, label, items) {
  const menu = make("div", { className: "popup", role: "menu", popover: "auto", aria: { label } });
  menu.append(...items.map((item) => (Array.isArray(item) ? row(menu, item) : entry(menu, item))));
  const opener = document.activeElement;
  document.body.append(menu);
  menu.addEventListener("keydown", (event) => move(menu, event));
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && closed(menu, at, opener));
  menu.showPopover();
  place(menu, at);
  if (at instanceof Element) at.setAttribute("aria-expanded", "true");
  menu.querySelector("button").focus();
}

function closed(menu, at, opener) {
  if (at instanceof Element) at.setAttribute("aria-expanded", "false");
  const held = menu.contains(document.activeElement) || document.activeElement === document.body;
  menu.remove();
  if (held) opener?.focus({ preventScroll: true });
}

function entry(menu, { label, run, icon: name, picture, danger, checked, badge, testid }) {
  const button = make("button", { type: "button", role: checked === undefined ? "menuitem" : "menuitemradio", tabIndex: -1 },
    name ? icon(name) : picture,
    make("span", {}, label),
    badge ? make("span", { className: "badge" }, String(badge)) : null,
    checked ? icon("check") : null,
  );
  if (checked !== undefined) button.setAttribute("aria-checked", String(checked));
  if (danger) button.classList.add("danger");
  if (testid) button.dataset.testid = testid;
  return chosen(menu, button, run);
}

function row(menu, items) {
  const buttons = items.map(({ label, name, run }) =>
    chosen(menu, make("button", { type: "button", role: "menuitem", tabIndex: -1, aria: { label: name } }, label), run),
  );
  return make("div", { className: "popup-row", role: "group" }, ...buttons);
}

function chosen(menu, button, run) {
  button.addEventListener("click", () => {
    menu.hidePopover();
    run();
  });
  return button;
}

function move(menu, event) {
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 };
  if (event.key === "Tab") menu.hidePopover();
  if (!(event.key in steps)) return;
  event.preventDefault();
  buttons.at(steps[event.key] % buttons.length).focus();
}

function place(menu, at) {
  const { width, height } = menu.getBoundingClientRect();
  const spot = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const left = spot.left + width + MARGIN > innerWidth ? spot.right - width : spot.left;
  const top = spot.bottom + height + MARGIN > innerHeight ? spot.top - height - 4 : spot.bottom + 4;
  menu.style.left = `${Math.max(MARGIN, left)}px`;
  menu.style.top = `${Math.max(MARGIN, top)}px`;
}
