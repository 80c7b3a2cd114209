/** Short notices, and what only a screen reader is told. */

import { byId, make } from "./dom.js";

const SHOWN_MILLISECONDS = 3500;

export function toast(text, { wrong = false } = {}) {
  const notice = make("p", { className: wrong ? "toast wrong" : "toast", textContent: text });
  byId("toasts").append(notice);
  setTimeout(() => notice.remove(), SHOWN_MILLISECONDS);
}

const complain = (error) => toast(error.message, { wrong: true });

/** Run something; say in a toast what went wrong. Resolves to its result, or to undefined. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return undefined;
  }
}

export const announce = (text) => (byId("announcer").textContent = text);
