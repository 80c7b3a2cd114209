/** Below a public key that the bot shows: one click registers it, as one would at Binance. */

import { icon, make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { personOf, state } from "../state.js";
import { t } from "../texts.js";
import { createAccount } from "./exchange.js";

const PEM = "BEGIN PUBLIC KEY";
const registered = new Set(); // public keys that have an account

export function accountCard({ keyboard = [] }) {
  const button = keyboard.flat().find(({ copy_text }) => copy_text?.text.includes(PEM));
  if (!button || !state.exchange) return null;
  const { text } = button.copy_text;
  if (registered.has(text)) return make("section", { className: "helper" }, make("p", {}, t("registered")));
  const create = make("button", { type: "button", data: { testid: "create-account" } }, icon("flask"), t("registerKey"));
  const about = make("p", {}, t("registerKeyHint"));
  create.addEventListener("click", () => register(create, about, text));
  return make("section", { className: "helper", aria: { label: t("helper") } }, about, create);
}

async function register(button, about, public_key) {
  button.disabled = true;
  const made = await attempt(() => createAccount({ label: personOf().first_name, public_key }));
  if (!made) {
    button.disabled = false;
    return;
  }
  registered.add(public_key);
  about.textContent = t("registered");
  button.remove();
  emit("compose", { text: made.api_key, reason: t("sendKey") });
  emit("market-changed");
}
