/** Making elements, without ever parsing text as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: properties by their DOM name, `data`, `aria` and `on` as objects. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { data = {}, aria = {}, on = {}, role, ...rest } = properties;
  Object.assign(element, rest);
  Object.assign(element.dataset, data);
  if (role) element.setAttribute("role", role);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** One of the symbols at the top of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
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
