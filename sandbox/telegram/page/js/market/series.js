/** What is known of each symbol's recent prices: a day of candles, then every price seen. */

import { klines } from "./exchange.js";

const INTERVAL = "1h";
const DAY = 24;
const KEPT = 200;
const series = new Map(); // by symbol: { open, decimals, values }; the first two from the candles

export function seriesOf(symbol) {
  if (!series.has(symbol)) series.set(symbol, { open: null, decimals: null, values: [] });
  return series.get(symbol);
}

export const hasCandles = (symbol) => seriesOf(symbol).open !== null;

/** Ask for a day of candles. It counts as a request like any other, so each symbol asks once. */
export async function loadSeries(symbol) {
  const candles = await klines(symbol, INTERVAL, DAY);
  const values = candles.map(([, , , , close]) => Number(close));
  series.set(symbol, { open: Number(candles[0][1]), decimals: decimalsOf(candles), values });
}

export function addPrice(symbol, price) {
  const { values } = seriesOf(symbol);
  if (values.at(-1) === price) return;
  values.push(price);
  values.splice(0, values.length - KEPT);
}

/** How many decimals the symbol's prices have: the most that any of the candles shows. */
const decimalsOf = (candles) => Math.max(...candles.flatMap(([, ...prices]) => prices.slice(0, 4)).map(decimalsIn));

export const decimalsIn = (text) => (text.split(".")[1] ?? "").replace(/0+$/, "").length;
