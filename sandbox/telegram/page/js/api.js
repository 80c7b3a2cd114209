/** Talking to the sandbox's server. */

import { t } from "./texts.js";

async function call(method, path, body) {
  const isForm = body instanceof FormData;
  const answer = await reach(`/sandbox/${path}`, {
    method,
    headers: body === undefined || isForm ? {} : { "Content-Type": "application/json" },
    body: body === undefined || isForm ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  let result;
  try {
    result = JSON.parse(text);
  } catch {
    throw new Error(`The sandbox answered ${answer.status}`);
  }
  if (!answer.ok) throw new Error(result.error ?? result.msg ?? `The sandbox answered ${answer.status}`);
  return result;
}

async function reach(url, request) {
  try {
    return await fetch(url, request);
  } catch {
    throw new Error(t("unreachable")); // the browser's own words are for developers
  }
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);

export const configuration = () => get("page");
export const world = () => get("world");
export const chat = (id) => get(`chat/${id}`);
export const commands = (user_id, chat_id) => get(`commands?user_id=${user_id}&chat_id=${chat_id}`);

export const addPerson = (person) => post("people", person);
export const addGroup = (group) => post("groups", group);
export const setMember = (chat_id, user_id, status) => post("members", { chat_id, user_id, status });
export const migrate = (chat_id) => post("migrate", { chat_id });
export const block = (user_id, blocked) => post("block", { user_id, blocked });

/** Call `handle` with everything that happens; `joined` and `lost` when the stream (re)starts and breaks off. */
export function live({ joined, lost, handle }) {
  const events = new EventSource("/sandbox/live");
  events.addEventListener("open", joined);
  events.addEventListener("error", lost);
  events.addEventListener("message", (event) => handle(JSON.parse(event.data)));
}
