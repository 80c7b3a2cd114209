/** Copying, and buttons that copy. */

import { t } from "../texts.js";
import { iconButton, make } from "./dom.js";
import { toast } from "./toast.js";

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // the clipboard API wants a permission that not every browser gives
  }
  toast(t("copied"));
}

export function copyButton(text, label) {
  return iconButton("copy", label, () => copy(text));
}

function copyBySelection(text) {
  const field = make("textarea", { value: text, readOnly: true });
  const focused = document.activeElement;
  (focused?.closest("dialog") ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  focused?.focus();
}
