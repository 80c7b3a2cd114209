/** Things that go wrong at the exchange, one click each, and those that wait for their turn. */

import { byId, icon, make } from "../parts/dom.js";
import { attempt, toast } from "../parts/toast.js";
import { t } from "../texts.js";
import { addFault, clearFaults } from "./exchange.js";

const EVERYTHING = { path: "*" };
const ORDERS = { method: "POST", path: "/api/v3/order" };
const READY = [
  { name: "banFault", icon: "block", fault: { match: EVERYTHING, kind: "ban", seconds: 30 } },
  { name: "unavailableFault", icon: "warning", fault: { match: EVERYTHING, kind: "status", status: 503 } },
  { name: "slowFault", icon: "clock", fault: { match: EVERYTHING, kind: "delay", seconds: 3, times: 10 } },
  { name: "cutFault", icon: "cut", fault: { match: EVERYTHING, kind: "cut" } },
  { name: "silenceFault", icon: "mute", fault: { match: EVERYTHING, kind: "silence", seconds: 20 } },
  { name: "dropFault", icon: "drop", fault: { match: ORDERS, kind: "drop_after" } },
];

const waiting = byId("waiting-faults");

/** Draw the buttons; their names follow the page's language. */
export function drawFaultButtons() {
  byId("fault-buttons").replaceChildren(...READY.map(({ name, icon: sign, fault }) =>
    make("button", { type: "button", className: "fault", data: { testid: `fault-${fault.kind}` }, on: { click: () => cause(name, fault) } }, icon(sign), t(name))));
}

async function cause(name, fault) {
  const left = await attempt(() => addFault(fault));
  if (!left) return;
  toast(t("faultSet", { name: t(name) }));
  drawWaiting(left);
}

/** List what waits, and the addresses that are banned just now. */
export function drawWaiting(faults, bans = {}, now = 0) {
  const lines = faults.map((fault) => (fault.times > 1 ? `${named(fault)} × ${fault.times}` : named(fault)));
  const banned = Object.entries(bans).map(([address, until]) => t("banned", { address, seconds: Math.max(0, Math.ceil(until - now)) }));
  waiting.replaceChildren(...[...banned, ...lines].map((line) => make("li", {}, line)));
  byId("no-faults").hidden = waiting.children.length > 0;
  byId("clear-faults").hidden = faults.length === 0;
}

/** The name of a fault that has a button; any other as it was ordered. */
function named({ kind, match: { method = "", path } }) {
  const ready = READY.find(({ fault }) => fault.kind === kind && fault.match.path === path);
  return ready ? t(ready.name) : `${kind} ${method} ${path}`;
}

byId("clear-faults").addEventListener("click", async () => {
  const left = await attempt(clearFaults);
  if (left) drawWaiting(left);
});
