/** What a key may do: the ticks that Binance shows under API Management. */

import { ticks } from "../parts/dialog.js";
import { t } from "../texts.js";

const USUAL = [["enableReading", "mayRead"], ["enableSpotAndMarginTrading", "mayTrade"], ["enableFutures", "mayFutures"], ["enableMargin", "mayMargin"]];
const GRAVE = [
  ["enableWithdrawals", "mayWithdraw"], ["permitsUniversalTransfer", "mayTransfer"], ["enableInternalTransfer", "mayTransferInside"],
  ["enableVanillaOptions", "mayOptions"], ["enablePortfolioMarginTrading", "mayPortfolio"], ["enableFixApiTrade", "mayFixTrade"], ["enableFixReadOnly", "mayFixRead"],
];
const PROTECTION = [["ipRestrict", "onlyTrusted"]];
const GROUPS = [["permissions", USUAL], ["betterOff", GRAVE], ["protection", PROTECTION]];

/** What somebody needs who tries a bot out, and no more. */
export const DEFAULTS = Object.freeze(asked(["enableReading", "enableSpotAndMarginTrading", "enableFutures", "ipRestrict"]));

/** The fields of a form for them, ticked where they are granted. */
export function rightsFields(granted = DEFAULTS) {
  const ticked = Object.keys(granted).filter((right) => granted[right]);
  return GROUPS.map(([legend, rights]) => ticks(t(legend), "rights", rights.map(([right, name]) => [right, t(name)]), ticked));
}

/** What was ticked in such a form, as the exchange takes it. */
export const chosenRights = (values) => asked(values.getAll("rights"));

/** What a key may do, in words; those it had better not have, apart. */
export function inWords(granted) {
  const words = (rights) => rights.filter(([right]) => granted[right]).map(([, name]) => t(name));
  return { usual: words(USUAL), grave: words(GRAVE) };
}

function asked(ticked) {
  return Object.fromEntries(GROUPS.flatMap(([, rights]) => rights).map(([right]) => [right, ticked.includes(right)]));
}
