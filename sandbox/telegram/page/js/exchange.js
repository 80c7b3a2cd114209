/** Sandbox tools: accounts at the offline exchange, prices moved by hand. */

import * as api from "./api.js";
import { prepare } from "./composer.js";
import { byId, icon, make } from "./dom.js";
import { person, state } from "./state.js";
import { complain, toast } from "./toast.js";

const PEM = "BEGIN PUBLIC KEY";
const menu = byId("lab-menu");
const opener = byId("lab-button");
const dialog = byId("price-dialog");
const registered = new Set(); // public keys that have an account
const REGISTERED = "An account with play money has this key.";

/** Below a public key to copy: a card that registers it, as one would at Binance. */
export function accountCard(message) {
  const button = message.keyboard.flat().find(({ copy_text }) => copy_text?.text.includes(PEM));
  if (!button || !state.exchange) return null;
  const { text } = button.copy_text;
  if (registered.has(text)) return make("section", { className: "helper" }, make("p", {}, REGISTERED));
  const create = make("button", { type: "button", data: { testid: "create-account" } }, icon("flask"), "Create a sandbox account with this key");
  const about = make("p", {}, "At Binance you would paste this key under API Management. Here one click does it.");
  create.addEventListener("click", () => register(create, about, text));
  return make("section", { className: "helper", aria: { label: "Sandbox helper" } }, about, create);
}

async function register(button, about, public_key) {
  button.disabled = true;
  try {
    const { api_key } = await api.createAccount({ label: person().name, public_key });
    registered.add(public_key);
    about.textContent = REGISTERED;
    button.remove();
    prepare(api_key, "This is the new account's API key. Send it to the bot.");
  } catch (error) {
    complain(error);
    button.disabled = false;
  }
}

async function newAccount() {
  try {
    const { api_key, secret } = await api.createAccount({ label: person().name });
    prepare(`/setkey ${api_key} ${secret}`, "A new account with play money. Send this to the bot.");
  } catch (error) {
    complain(error);
  }
}

async function openPriceDialog() {
  dialog.returnValue = "";
  dialog.showModal();
  const prices = await lastPrices();
  byId("symbols").replaceChildren(...Object.keys(prices).map((value) => make("option", { value })));
  const { symbol, price } = dialog.querySelector("form").elements;
  symbol.oninput = () => (price.placeholder = prices[symbol.value.toUpperCase()] ?? "");
  symbol.oninput();
}

/** Last prices by symbol; the dialog works without them too. */
async function lastPrices() {
  try {
    const { symbols } = await api.exchangeState();
    if (Array.isArray(symbols)) return Object.fromEntries(symbols.map(({ symbol, price }) => [symbol, price]));
    return symbols ?? {};
  } catch {
    return {};
  }
}

async function movePrice() {
  const { symbol, price } = Object.fromEntries(new FormData(dialog.querySelector("form")));
  try {
    await api.movePrice(symbol.trim().toUpperCase(), price);
    toast(`${symbol.toUpperCase()} moved to ${price}`);
  } catch (error) {
    complain(error);
  }
}

function toggleMenu(open) {
  menu.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button").focus();
}

opener.addEventListener("click", () => toggleMenu(menu.hidden));
byId("lab").addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") {
    toggleMenu(false);
    opener.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length].focus();
  }
});
document.addEventListener("click", (event) => {
  if (!byId("lab").contains(event.target) || menu.contains(event.target)) toggleMenu(false);
});
byId("new-account").addEventListener("click", newAccount);
byId("move-price").addEventListener("click", openPriceDialog);
dialog.addEventListener("close", () => dialog.returnValue === "ok" && movePrice());
