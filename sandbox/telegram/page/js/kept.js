/** What a reload of the page keeps, in this tab: who is being played, where, and unsent texts. */

const PLACE = "sandbox-place";
const TEXTS = "sandbox-texts";

const kept = (name) => JSON.parse(sessionStorage.getItem(name) ?? "{}");
const keep = (name, value) => sessionStorage.setItem(name, JSON.stringify(value));

export const keptPlace = () => kept(PLACE);
export const keepPlace = (place) => keep(PLACE, place);

export const keptText = (view) => kept(TEXTS)[view] ?? "";

export function keepText(view, text) {
  const { [view]: _, ...others } = kept(TEXTS);
  keep(TEXTS, text ? { ...others, [view]: text } : others);
}

export const forgetTexts = () => sessionStorage.removeItem(TEXTS);
