/** Opening an account: its play money, and what its key may do. */

import { ask, field } from "../parts/dialog.js";
import { personOf } from "../state.js";
import { t } from "../texts.js";
import { createAccount } from "./exchange.js";
import { chosenRights, DEFAULTS, rightsFields } from "./rights.js";

const SPOT = "USDT 10000, BTC 0.5, ETH 2";
const FUTURES = "USDT 5000";

/** Open an account with all that is needed to try a bot out. */
export function usualAccount(public_key) {
  return createAccount({ label: personOf().first_name, balances: parsed(SPOT), wallets: { UMFUTURE: parsed(FUTURES) }, permissions: DEFAULTS, public_key });
}

/** Ask what the account shall be like, and open it; null when the form was left. */
export async function askForAccount(public_key) {
  const values = await ask({
    title: t("newAccount"),
    hint: t(public_key ? "newAccountWithKeyHint" : "newAccountHint"),
    fields: [
      field(t("label"), { name: "label", required: true, value: personOf().first_name }),
      field(t("balances"), { name: "balances", value: SPOT }),
      field(t("futuresBalances"), { name: "futures", value: FUTURES }),
      ...rightsFields(),
    ],
    action: t("create"),
  });
  if (!values) return null;
  const wallets = { UMFUTURE: parsed(values.get("futures")) };
  return createAccount({ label: values.get("label"), balances: parsed(values.get("balances")), wallets, permissions: chosenRights(values), public_key });
}

/** "USDT 100, BTC 0.5" as { USDT: "100", BTC: "0.5" }. */
function parsed(text) {
  const pairs = [...text.matchAll(/([A-Za-z0-9]{2,})\s*[:= ]\s*(\d+(?:\.\d+)?)/g)];
  return Object.fromEntries(pairs.map(([, asset, amount]) => [asset.toUpperCase(), amount]));
}
