/** Short notices, alerts and the clipboard. */

import { byId, make } from "./dom.js";

const SHOWN_MILLISECONDS = 3500;

export function toast(text, { wrong = false } = {}) {
  const notice = make("p", { className: wrong ? "toast wrong" : "toast", textContent: text });
  byId("toasts").append(notice);
  setTimeout(() => notice.remove(), SHOWN_MILLISECONDS);
}

export const complain = (error) => toast(error.message, { wrong: true });

export function alert(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

export async function copy(text, told = "Copied to clipboard") {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // the clipboard API wants a permission that not every browser gives
  }
  toast(told);
}

function copyBySelection(text) {
  const field = make("textarea", { value: text, readOnly: true });
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  focused?.focus();
}
