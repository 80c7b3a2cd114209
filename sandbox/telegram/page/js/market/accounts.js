/** Accounts at the exchange: what they own, what they have open, and new ones. */

import { copyButton } from "../parts/clipboard.js";
import { ask, field, ticks } from "../parts/dialog.js";
import { byId, make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { attempt } from "../parts/toast.js";
import { personOf } from "../state.js";
import { language, t } from "../texts.js";
import { createAccount } from "./exchange.js";

const OPEN = ["NEW", "PARTIALLY_FILLED", "PENDING_NEW"];
const BALANCES = "USDT 10000, BTC 0.5, ETH 2";
const PERMISSIONS = [["enableSpotAndMarginTrading", "mayTrade"], ["enableFutures", "mayFutures"], ["enableMargin", "mayMargin"], ["enableWithdrawals", "mayWithdraw"]];
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

function card({ uid, label, api_keys: keys, balances }, open) {
  const orders = open.filter((each) => each.uid === uid);
  return make("li", { className: "account" },
    make("h4", {}, label),
    make("ul", { className: "balances" }, ...Object.entries(balances).map(balance).filter(Boolean)),
    orders.length ? make("ul", { className: "orders", aria: { label: t("openOrders") } }, ...orders.map(order)) : make("p", { className: "hint" }, t("noOrders")),
    ...keys.filter((key) => secrets.has(key)).map(keyCard));
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

function keyCard(key) {
  const secret = secrets.get(key);
  const use = () => emit("use-key", `/setkey ${key} ${secret}`);
  return make("div", { className: "new-key" },
    keyLine(t("apiKey"), key, key), keyLine(t("secret"), secret, "•".repeat(24)),
    make("button", { type: "button", className: "plain strong", data: { testid: "use-in-chat" }, on: { click: use } }, t("useInChat")));
}

function keyLine(name, value, shown) {
  return make("p", { className: "key-line" }, make("span", {}, name), make("code", {}, shown), copyButton(value, t("copyNamed", { name })));
}

/** "USDT 100, BTC 0.5" as { USDT: "100", BTC: "0.5" }. */
function parsed(text) {
  const pairs = [...text.matchAll(/([A-Za-z0-9]{2,})\s*[:= ]\s*(\d+(?:\.\d+)?)/g)];
  return Object.fromEntries(pairs.map(([, asset, amount]) => [asset.toUpperCase(), amount]));
}

byId("new-account").addEventListener("click", async () => {
  const options = PERMISSIONS.map(([value, name]) => [value, t(name)]);
  const values = await ask({
    title: t("newAccount"),
    hint: t("newAccountHint"),
    fields: [
      field(t("label"), { name: "label", required: true, value: personOf().first_name }),
      field(t("balances"), { name: "balances", value: BALANCES }),
      ticks(t("permissions"), "permissions", options, ["enableSpotAndMarginTrading"]),
    ],
    action: t("create"),
  });
  if (!values) return;
  const granted = values.getAll("permissions");
  const permissions = Object.fromEntries(PERMISSIONS.map(([name]) => [name, granted.includes(name)]));
  const wish = { label: values.get("label"), balances: parsed(values.get("balances")), permissions };
  const made = await attempt(() => createAccount(wish));
  if (made) {
    secrets.set(made.api_key, made.secret);
    emit("market-changed");
  }
});
