/** The panel beside the conversation: asks the exchange while it is open, and draws. */

import { byId } from "../parts/dom.js";
import { emit, on } from "../parts/signals.js";
import { panel, showPane, showPanel, isWide } from "../panes.js";
import { state } from "../state.js";
import { t } from "../texts.js";
import { drawAccounts } from "./accounts.js";
import { accounts, exchangeState, orders, waitingFaults } from "./exchange.js";
import { drawFaultButtons, drawWaiting } from "./faults.js";
import { drawPrices } from "./prices.js";
import { hasCandles, loadSeries } from "./series.js";

const EVERY_MILLISECONDS = 2000;
const trouble = byId("market-trouble");
let timer = null;
let turn = 0;

const isOpen = () => panel() === "market" && document.visibilityState === "visible";

async function follow() {
  clearTimeout(timer);
  if (!isOpen() || !state.exchange) return;
  turn += 1;
  const mine = turn;
  await look().then(() => (trouble.hidden = true), complained);
  if (mine === turn) timer = setTimeout(follow, EVERY_MILLISECONDS);
}

function complained({ message }) {
  trouble.textContent = message;
  trouble.hidden = false;
}

/** One look at the exchange, by its controls: they are not weighed and no fault concerns them. */
async function look() {
  const [{ symbols, bans, now: milliseconds }, faults, all, placed] = await Promise.all([exchangeState(), waitingFaults(), accounts(), orders()]);
  const now = milliseconds / 1000; // as bans are told
  drawPrices(symbols, now);
  drawWaiting(faults, bans, now);
  drawAccounts(all, placed);
  const calm = faults.length === 0 && Object.keys(bans ?? {}).length === 0; // a fault is for the bot, not for us
  const missing = Object.keys(symbols).filter((symbol) => !hasCandles(symbol));
  if (calm) await Promise.all(missing.slice(0, 8).map(loadSeries));
  if (calm && missing.length) drawPrices(symbols);
}

/** Draw what depends on the page's language and on whether there is an exchange. */
export function drawMarket() {
  byId("market-button").hidden = !state.exchange;
  drawFaultButtons();
  follow();
}

on("panel-shown", follow);
on("market-changed", follow);
on("use-key", (text) => {
  if (!isWide()) showPanel("");
  showPane("chat");
  emit("open", { chat: state.person }); // keys belong into the private chat
  emit("compose", { text, reason: t("sendAccount") });
});
document.addEventListener("visibilitychange", follow);

byId("market-button").addEventListener("click", () => showPanel(panel() === "market" ? "" : "market"));
for (const button of document.querySelectorAll("#market [data-close-panel]")) button.addEventListener("click", () => showPanel(""));

