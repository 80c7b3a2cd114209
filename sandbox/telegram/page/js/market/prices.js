/** Symbols with their prices, and the one that was chosen to be moved. */

import { byId, make } from "../parts/dom.js";
import { attempt, toast } from "../parts/toast.js";
import { locale, t } from "../texts.js";
import { movePrice } from "./exchange.js";
import { addPrice, decimalsIn, seriesOf } from "./series.js";
import { sparkline } from "./sparkline.js";

const SMALL = { width: 64, height: 24 };
const LARGE = { width: 320, height: 72, filled: true };

const list = byId("symbols");
const field = byId("price");
const rows = new Map(); // by symbol: the parts that change
let prices = {};
let now = 0; // the exchange's time in seconds, when it told the prices
let chosen = "BTCUSDT";

/** Take over the last prices by symbol and draw them. */
export function drawPrices(fresh, at = now) {
  prices = fresh;
  now = at;
  const symbols = Object.keys(prices);
  if (!(chosen in prices)) chosen = symbols[0];
  if (symbols.length !== rows.size) list.replaceChildren(...symbols.map(row)); // only the first time
  for (const symbol of symbols) {
    addPrice(symbol, Number(prices[symbol]), now);
    drawRow(symbol);
  }
  drawChosen();
}

function row(symbol) {
  const parts = { price: make("span", { className: "price" }), change: make("span", { className: "change" }), line: make("span", { className: "line" }) };
  const choose = () => {
    chosen = symbol;
    field.value = "";
    drawPrices(prices);
  };
  parts.button = make("button", { type: "button", className: "symbol", data: { testid: `symbol-${symbol}` }, on: { click: choose } },
    make("b", {}, symbol), parts.line, parts.price, parts.change);
  rows.set(symbol, parts);
  return make("li", {}, parts.button);
}

function drawRow(symbol) {
  const { price, change, line, button } = rows.get(symbol);
  flash(price, symbol);
  drawChange(change, symbol);
  line.replaceChildren(sparkline(seriesOf(symbol).values, SMALL));
  button.setAttribute("aria-pressed", String(symbol === chosen));
}

function drawChosen() {
  if (!chosen) return;
  byId("chosen-symbol").textContent = chosen;
  flash(byId("chosen-price"), chosen);
  drawChange(byId("chosen-change"), chosen);
  byId("chosen-line").replaceChildren(sparkline(seriesOf(chosen).values, LARGE));
  field.placeholder = plain(chosen, Number(prices[chosen]));
}

/** Write a price and, where it replaces another of the same symbol, let it light up as it went. */
function flash(element, symbol) {
  const { value: before, symbol: of } = element.dataset;
  const value = prices[symbol];
  if (value === before && symbol === of) return;
  element.textContent = shown(symbol);
  element.classList.remove("rose", "fell");
  Object.assign(element.dataset, { value, symbol });
  if (symbol === of) requestAnimationFrame(() => element.classList.add(Number(value) > Number(before) ? "rose" : "fell"));
}

function drawChange(element, symbol) {
  const [open] = seriesOf(symbol).values;
  const percent = open ? (Number(prices[symbol]) / open - 1) * 100 : null;
  element.textContent = percent === null ? "" : `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(2)}%`;
  element.classList.toggle("down", percent < 0);
}

const decimals = (symbol) => seriesOf(symbol).decimals ?? decimalsIn(prices[symbol]);
const plain = (symbol, value) => value.toFixed(decimals(symbol));

function shown(symbol) {
  const digits = decimals(symbol);
  return Number(prices[symbol]).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

async function move(price) {
  const symbol = chosen;
  const moved = await attempt(() => movePrice(symbol, price));
  if (!moved) return;
  toast(t("moved", { symbol, price: Number(price).toLocaleString(locale(), { maximumFractionDigits: 8 }) }));
  drawPrices({ ...prices, [symbol]: moved.price });
}

for (const button of document.querySelectorAll("#price-steps [data-percent]")) {
  button.addEventListener("click", () => move(plain(chosen, Number(prices[chosen]) * (1 + Number(button.dataset.percent) / 100))));
}
byId("price-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!field.value) return;
  move(field.value);
  field.value = "";
});
