/** The offline exchange's controls, as far as the panel needs them. */

import { get, post, remove } from "../api.js";

const path = (name) => `exchange/${name}`;

export const exchangeState = () => get(path("state"));
export const movePrice = (symbol, price) => post(path("price"), { symbol, price });
export const klines = (symbol, interval, limit) => get(path(`klines?symbol=${symbol}&interval=${interval}&limit=${limit}`));

export const waitingFaults = () => get(path("faults"));
export const addFault = (fault) => post(path("faults"), [fault]);
export const clearFaults = () => remove(path("faults"));

export const accounts = () => get(path("accounts"));
export const createAccount = (account) => post(path("accounts"), account);
export const changeKey = (key, change) => post(path(`accounts/${key}`), change);
export const orders = () => get(path("orders"));
