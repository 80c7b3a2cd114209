/** Below a public key that the bot shows: one click registers it, as one would at Binance. */

import { icon, make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { state } from "../state.js";
import { t } from "../texts.js";
import { askForAccount, usualAccount } from "./new_account.js";

const PEM = "BEGIN PUBLIC KEY";
const registered = new Set(); // public keys that have an account

export function accountCard({ keyboard = [] }) {
  const button = keyboard.flat().find(({ copy_text }) => copy_text?.text.includes(PEM));
  if (!button || !state.exchange) return null;
  const { text } = button.copy_text;
  if (registered.has(text)) return make("section", { className: "helper" }, make("p", {}, t("registered")));
  const create = make("button", { type: "button", data: { testid: "create-account" } }, icon("flask"), t("registerKey"));
  const choose = make("button", { type: "button", className: "plain", data: { testid: "choose-rights" } }, t("chooseRights"));
  const card = make("section", { className: "helper", aria: { label: t("helper") } }, make("p", {}, t("registerKeyHint")), create, choose);
  create.addEventListener("click", () => register(card, text, usualAccount));
  choose.addEventListener("click", () => register(card, text, askForAccount));
  return card;
}

async function register(card, public_key, open) {
  for (const button of card.querySelectorAll("button")) button.disabled = true;
  const made = await attempt(() => open(public_key));
  if (!made) {
    for (const button of card.querySelectorAll("button")) button.disabled = false;
    return;
  }
  registered.add(public_key);
  card.replaceChildren(make("p", {}, t("registered")));
  emit("compose", { text: made.api_key, reason: t("sendKey") });
  emit("market-changed");
}
