"use strict";
/* The form: what belongs to the chosen kind, the time that is left, sending and the answer. */
const byId = (id) => document.getElementById(id);
const form = byId("form");
const says = form.dataset;
const ticket = location.pathname.split("/").pop();
const ends = performance.now() + Number(says.seconds) * 1000;
const LARGEST = 8000;

const kind = () => form.querySelector("[name=kind]:checked").value;
const say = (problem, result = "") => {
  byId("problem").textContent = problem;
  byId("result").textContent = result;
};

function show(yes) {
  form.hidden = !yes;
  byId("about").hidden = !yes;
}

function showFields() {
  for (const field of form.querySelectorAll("[data-for]")) {
    field.hidden = (field.dataset.for === "hmac") !== (kind() === "hmac");
  }
}

/* Whatever was entered leaves the page with it. */
function close() {
  form.reset();
  show(false);
  clearInterval(clock);
}

function showTime() {
  const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  byId("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left > 0 || byId("connect").disabled) return;
  close();
  say(says.over);
}

async function takeFile() {
  const [file] = byId("file").files;
  byId("file").value = "";
  if (!file) return;
  if (file.size > LARGEST) return say(says.large);
  say("");
  byId("pem").value = await file.text();
}

const entered = () => ({
  kind: kind(),
  api_key: byId("api-key").value.trim(),
  secret: (kind() === "hmac" ? byId("secret") : byId("pem")).value.trim(),
  label: byId("label").value.trim(),
  init_data: initData,
});

async function send(fields) {
  const body = JSON.stringify(await seal(fields, says.key, ticket));
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(location.pathname, { method: "POST", headers, body, redirect: "error" });
  const { text } = await answer.json();
  return { text, ok: answer.ok, over: answer.status === 410 };
}

async function connect(event) {
  event.preventDefault();
  const fields = entered();
  if (!fields.api_key || !fields.secret) return say(says.incomplete);
  const button = byId("connect");
  const label = button.textContent;
  button.disabled = true;
  button.textContent = says.sending;
  say("");
  try {
    const { text, ok, over } = await send(fields);
    if (ok || over) close();
    say(ok ? "" : text, ok ? `${text}\n${says.done}` : "");
  } catch {
    say(says.away);
  } finally {
    button.disabled = false;
    button.textContent = label;
  }
}

const clock = setInterval(showTime, 1000);
if (canSeal()) {
  show(true);
  form.addEventListener("change", showFields);
  byId("file").addEventListener("change", takeFile);
  form.addEventListener("submit", connect);
  showFields();
  showTime();
} else {
  close();
  say(says.unsafe);
}
