/** Modal dialogs: questions, forms, alerts. The browser keeps the focus inside and gives it back. */

import { t } from "../texts.js";
import { make } from "./dom.js";

let made = 0;

/** Show a form; resolves to its values by name, or to null when it was left. */
export function ask({ title, hint, fields = [], action = t("ok"), danger = false }) {
  const form = make("form", { method: "dialog" }, ...fields, actions(action, danger));
  const dialog = box(title, hint, form);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "ok" ? new FormData(form) : null);
      dialog.remove();
    });
    dialog.showModal();
  });
}

/** Show something to read, with one button that closes it. */
export function show({ title, hint, content = [] }) {
  const close = make("button", { className: "plain", value: "ok" }, t("close"));
  const form = make("form", { method: "dialog", className: "actions" }, close);
  const dialog = box(title, hint, ...content, form);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return dialog;
}

/** A labelled field of a form. */
export function field(label, properties, tag = "input", ...children) {
  return make("label", {}, label, make(tag, { autocomplete: "off", ...properties }, ...children));
}

export function choices(label, name, options) {
  return field(label, { name }, "select", ...options.map(([value, text]) => make("option", { value }, text)));
}

/** A box to tick for each [value, text]. */
export function ticks(legend, name, options, ticked = []) {
  const boxes = options.map(([value, text]) =>
    make("label", { className: "tick" }, make("input", { type: "checkbox", name, value, checked: ticked.includes(value) }), text),
  );
  return make("fieldset", {}, make("legend", {}, legend), ...boxes);
}

function box(title, hint, ...content) {
  made += 1;
  const heading = make("h2", { id: `dialog-${made}` }, title);
  const about = hint ? make("p", { className: "hint" }, hint) : null;
  const dialog = make("dialog", { className: "box", aria: { labelledby: heading.id } }, heading, about, ...content);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

function actions(action, danger) {
  const leave = ({ target }) => target.closest("dialog").close();
  return make("div", { className: "actions" },
    make("button", { type: "button", className: "plain", on: { click: leave } }, t("cancel")),
    make("button", { className: danger ? "plain danger" : "plain strong", value: "ok" }, action),
  );
}
