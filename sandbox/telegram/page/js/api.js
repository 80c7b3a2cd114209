/** Talking to the sandbox's server. */

async function call(method, path, body) {
  const answer = await fetch(`/sandbox/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
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

const get = (path) => call("GET", path);
const post = (path, body) => call("POST", path, body);

export const configuration = () => get("page");
export const chat = (id) => get(`chat/${id}`);
export const say = (user_id, text) => post("message", { user_id, text });
export const tap = (user_id, message_id, data) => post("tap", { user_id, message_id, data });
export const unblock = (user_id) => post("block", { user_id, blocked: false });
export const addPerson = (person) => post("people", person);

export const createAccount = (account) => post("exchange/accounts", account);
export const movePrice = (symbol, price) => post("exchange/price", { symbol, price });
export const exchangeState = () => get("exchange/state");

/** Call `handle` with everything that happens; `joined` whenever the stream (re)starts. */
export function live(joined, handle) {
  const events = new EventSource("/sandbox/live");
  events.addEventListener("open", joined);
  events.addEventListener("message", (event) => handle(JSON.parse(event.data)));
}
