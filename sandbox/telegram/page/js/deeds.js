/** What the person being played does in the conversation that is open. */

import { post } from "./api.js";
import { attempt } from "./parts/toast.js";
import { state } from "./state.js";

const here = (more) => ({ user_id: state.person, chat_id: state.chat, ...more });
const deed = (path, more) => attempt(() => post(path, here(more)));

export function say(text, reply_to_message_id) {
  if (!text.trim()) return undefined;
  return deed("message", { text, ...(reply_to_message_id ? { reply_to_message_id } : {}) });
}

export const edit = (message_id, text) => deed("edit", { message_id, text });
export const erase = (message_id) => deed("delete", { message_id });
export const react = (message_id, emoji) => deed("reaction", { message_id, emoji });
export const tap = (message_id, data) => deed("tap", { message_id, data });
export const inline = (query, offset = "") => deed("inline", { query, offset });
export const chooseInline = (inline_query_id, result_id) => deed("inline/choose", { inline_query_id, result_id });
export const launch = (url, more) => deed("webapp", { url, ...more });

export const sendFromApp = (button_text, data) =>
  attempt(() => post("webapp/data", { user_id: state.person, button_text, data }));

export function upload(file, kind, caption) {
  const form = new FormData();
  const values = here({ kind, ...(caption ? { caption } : {}) });
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  form.append("file", file, file.name || "picture.png");
  return attempt(() => post("upload", form));
}
