/** Reactions: chips below a message, a small choice to add one. */

import { react } from "../deeds.js";
import { make } from "../parts/dom.js";
import { personOf, state } from "../state.js";
import { t } from "../texts.js";

export const EMOJI = ["👍", "❤", "🔥", "🎉", "😁", "👎"];

export function reactionChips({ message_id, reactions = {} }) {
  const given = Object.entries(reactions).filter(([, people]) => people.length > 0);
  if (given.length === 0) return null;
  return make("div", { className: "reactions", role: "group", aria: { label: t("reactions") } },
    ...given.map(([emoji, people]) => chip(message_id, emoji, people)));
}

/** The same reaction again takes it back. */
export function toggleReaction({ message_id, reactions = {} }, emoji) {
  return react(message_id, reactions[emoji]?.includes(state.person) ? null : emoji);
}

function chip(message_id, emoji, people) {
  const own = people.includes(state.person);
  const who = people.map((id) => personOf(id)?.first_name ?? state.bot.name).join(", ");
  const click = () => react(message_id, own ? null : emoji);
  const aria = { pressed: String(own), label: `${emoji} ${who}` };
  return make("button", { type: "button", className: "chip", title: who, aria, on: { click } }, `${emoji} ${people.length}`);
}
