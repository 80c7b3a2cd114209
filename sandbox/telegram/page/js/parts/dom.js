/** Making elements, without ever parsing text as HTML. */

const SVG = "http://www.w3.org/2000/svg";
const FOCUSABLE = "button, a[href], input, select, textarea, summary, [tabindex]";

/** Make an element: properties by their DOM name, `data`, `aria` and `on` as objects. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { data = {}, aria = {}, on = {}, role, ...rest } = properties;
  Object.assign(element, rest);
  Object.assign(element.dataset, data);
  if (role) element.setAttribute("role", role);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Make an SVG element with its attributes. */
export function drawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** One of the symbols of icons.svg. */
export function icon(name) {
  return drawn("svg", { "aria-hidden": "true" }, drawn("use", { href: `/page/icons.svg#${name}` }));
}

/** A button that shows an icon only, with its name for everybody else. */
export function iconButton(name, label, click) {
  return make("button", { type: "button", className: "icon", title: label, aria: { label }, on: { click } }, icon(name));
}

/** A round picture with the first letter of a name, in a colour that stays with the id. */
export function avatar(name, id) {
  const className = `avatar hue-${Math.abs(id) % 5}`;
  return make("span", { className, aria: { hidden: "true" } }, [...name][0]?.toUpperCase() ?? "?");
}

/** Let something that is not a button work as one, by mouse and by keyboard. */
export function pressable(element, press) {
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.addEventListener("click", press);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press(event);
  });
  return element;
}

/** Put `fresh` where `old` was; what had the focus in the old one has it in the fresh one. */
export function replaceKeepingFocus(old, fresh) {
  const at = [old, ...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (at < 0) return;
  const target = [fresh, ...fresh.querySelectorAll(FOCUSABLE)][at];
  (target && !target.disabled ? target : fresh).focus({ preventScroll: true });
}
