/** A day of each symbol's prices: candles, the last of which follows the price. */

import { on } from "../parts/signals.js";
import { klines } from "./exchange.js";

const INTERVAL = "15m";
const STEP_SECONDS = 900;
const DAY = 96;
const series = new Map(); // by symbol: { values: the day's open and each candle's close, step, decimals }

const UNKNOWN = { values: [], step: null, decimals: null };

export const seriesOf = (symbol) => series.get(symbol) ?? UNKNOWN;

export const hasCandles = (symbol) => series.has(symbol);

/** Ask for a day of candles. It counts as a request like any other, so each symbol asks once. */
export async function loadSeries(symbol) {
  const candles = await klines(symbol, INTERVAL, DAY);
  const values = [candles[0][1], ...candles.map(([, , , , close]) => close)].map(Number);
  series.set(symbol, { values, step: stepAt(candles.at(-1)[0] / 1000), decimals: decimalsOf(candles) });
}

/** Let the day's line end at this price; a candle that is over moves into the past. */
export function addPrice(symbol, price, now) {
  const known = series.get(symbol);
  if (!known) return;
  const { values, step } = known;
  const passed = stepAt(now) - step;
  if (passed > 1) series.delete(symbol); // nobody looked for a while: the candles know what happened
  if (passed === 1) {
    known.step += 1;
    values.shift();
    values.push(price);
  } else {
    values[values.length - 1] = price;
  }
}

const stepAt = (seconds) => Math.floor(seconds / STEP_SECONDS);

/** How many decimals the symbol's prices have: the most that any of the candles shows. */
const decimalsOf = (candles) => Math.max(...candles.flatMap(([, ...prices]) => prices.slice(0, 4)).map(decimalsIn));

export const decimalsIn = (text) => (text.split(".")[1] ?? "").replace(/0+$/, "").length;

on("joined", () => series.clear()); // the exchange may be another one now
