/** Dates and times in the reader's own zone and language. */

const language = navigator.language;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
const thisYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

const moment = (seconds) => new Date(seconds * 1000);

export const hourOf = (seconds) => clock.format(moment(seconds));
export const fullDate = (seconds) => full.format(moment(seconds));
export const dayKey = (seconds) => moment(seconds).toDateString();

export function dayName(seconds) {
  const day = moment(seconds);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return "Today";
  if (day.toDateString() === yesterday.toDateString()) return "Yesterday";
  return (day.getFullYear() === today.getFullYear() ? thisYear : otherYear).format(day);
}

export function ago(seconds) {
  const distance = seconds - Date.now() / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) >= size) return relative.format(Math.trunc(distance / size), unit);
  }
  return relative.format(Math.trunc(distance), "second");
}

/** Show a date_time entity: `r` relative, else any of w, d or D, t or T. */
export function formatted(seconds, format) {
  if (format.toLowerCase() === "r") return ago(seconds);
  const options = {};
  if (/w/i.test(format)) options.weekday = "long";
  if (format.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit", hour12: false });
  if (format.includes("T")) options.second = "2-digit";
  return new Intl.DateTimeFormat(language, options).format(moment(seconds));
}
