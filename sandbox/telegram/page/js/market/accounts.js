/** Accounts at the exchange: what they own, what they have open, and new ones. */

import { copyButton } from "../parts/clipboard.js";
import { ask } from "../parts/dialog.js";
import { byId, make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { language, t } from "../texts.js";
import { changeKey } from "./exchange.js";
import { askForAccount } from "./new_account.js";
import { chosenRights, inWords, rightsFields } from "./rights.js";

const OPEN = ["NEW", "PARTIALLY_FILLED", "PENDING_NEW"];
const secrets = new Map(); // by API key: the secret, which the exchange tells only once
let drawn = "";

/** Draw the accounts, the newest first, with their balances and open orders. */
export function drawAccounts(accounts, orders) {
  const open = orders.filter(({ status }) => OPEN.includes(status));
  const wanted = JSON.stringify([language(), accounts, open, [...secrets.keys()]]);
  if (wanted === drawn) return; // nothing is taken from under a pointer or a focus
  drawn = wanted;
  byId("accounts").replaceChildren(...accounts.toReversed().map((account) => card(account, open)));
  byId("no-accounts").hidden = accounts.length > 0;
}

function card({ uid, label, permissions, balances, wallets }, open) {
  const orders = open.filter((each) => each.uid === uid);
  return make("li", { className: "account" },
    make("h4", {}, label),
    make("ul", { className: "balances" }, ...Object.entries(balances).map(balance).filter(Boolean)),
    ...Object.entries(wallets).map(wallet),
    orders.length ? make("ul", { className: "orders", aria: { label: t("openOrders") } }, ...orders.map(order)) : make("p", { className: "hint" }, t("noOrders")),
    ...Object.entries(permissions).flatMap(([key, granted]) => [rightsOf(key, granted), secrets.has(key) ? secretOf(key) : null]));
}

function balance([asset, { free, locked }]) {
  if (Number(free) === 0 && Number(locked) === 0) return null;
  const held = Number(locked) ? make("small", {}, t("locked", { amount: trimmed(locked) })) : null;
  return make("li", {}, make("b", {}, asset), make("span", {}, trimmed(free), held));
}

function order({ symbol, side, type, price, origQty: quantity, executedQty: done }) {
  const at = Number(price) ? ` @ ${trimmed(price)}` : "";
  const filled = Number(done) ? ` (${trimmed(done)})` : "";
  return make("li", { className: side.toLowerCase() }, make("b", {}, side), ` ${symbol} ${type} ${trimmed(quantity)}${filled}${at}`);
}

const trimmed = (number) => (number.includes(".") ? number.replace(/\.?0+$/, "") : number);

/** What an account has beside spot. */
function wallet([name, coins]) {
  const rows = Object.entries(coins).map(([asset, amount]) => balance([asset, { free: amount, locked: "0" }]));
  return make("div", {}, make("h5", {}, name), make("ul", { className: "balances" }, ...rows));
}

/** A key with what it may do, which can be changed here as at Binance. */
function rightsOf(key, granted) {
  const { usual, grave } = inWords(granted);
  const change = () => changeRights(key, granted);
  return make("div", { className: "key-rights" },
    make("p", {}, make("b", {}, t("keyNamed", { tail: key.slice(-4) })), " ", usual.join(" · "), grave.length ? make("strong", {}, ` · ${grave.join(" · ")}`) : null),
    make("button", { type: "button", className: "plain strong", data: { testid: "change-rights" }, on: { click: change } }, t("changeRights")));
}

async function changeRights(key, granted) {
  const values = await ask({ title: t("rightsOf", { tail: key.slice(-4) }), hint: t("changeRightsHint"), fields: rightsFields(granted), action: t("saveRights") });
  if (!values) return;
  const changed = await attempt(() => changeKey(key, { permissions: chosenRights(values) }));
  if (changed) emit("market-changed");
}

function secretOf(key) {
  const secret = secrets.get(key);
  const use = () => emit("use-key", `/setkey ${key} ${secret}`);
  return make("div", { className: "new-key" },
    keyLine(t("apiKey"), key, key), keyLine(t("secret"), secret, "•".repeat(24)),
    make("button", { type: "button", className: "plain strong", data: { testid: "use-in-chat" }, on: { click: use } }, t("useInChat")));
}

function keyLine(name, value, shown) {
  return make("p", { className: "key-line" }, make("span", {}, name), make("code", {}, shown), copyButton(value, t("copyNamed", { name })));
}

byId("new-account").addEventListener("click", async () => {
  const made = await attempt(askForAccount);
  if (!made) return;
  secrets.set(made.api_key, made.secret);
  emit("market-changed");
});
