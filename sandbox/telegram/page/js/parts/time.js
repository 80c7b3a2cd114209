/** Dates and times in the reader's own zone and language. */

import { locale, t } from "../texts.js";

const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };

const moment = (seconds) => new Date(seconds * 1000);
const format = (seconds, options) => new Intl.DateTimeFormat(locale(), options).format(moment(seconds));

export const hourOf = (seconds) => format(seconds, CLOCK);
export const fullDate = (seconds) => format(seconds, { dateStyle: "full", timeStyle: "long" });
export const dayKey = (seconds) => moment(seconds).toDateString();

export function dayName(seconds) {
  const day = moment(seconds);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return t("today");
  if (day.toDateString() === yesterday.toDateString()) return t("yesterday");
  const year = day.getFullYear() === today.getFullYear() ? {} : { year: "numeric" };
  return format(seconds, { day: "numeric", month: "long", ...year });
}

/** When the last thing happened: the hour today, the date before. */
export function shortDate(seconds) {
  const isToday = dayKey(seconds) === new Date().toDateString();
  return isToday ? hourOf(seconds) : format(seconds, { day: "2-digit", month: "2-digit" });
}

export function ago(seconds) {
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const distance = seconds - Date.now() / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) >= size) return relative.format(Math.trunc(distance / size), unit);
  }
  return relative.format(Math.trunc(distance), "second");
}

/** Show a date_time entity: `r` relative, else any of w, d or D, t or T. */
export function formatted(seconds, wanted) {
  if (wanted.toLowerCase() === "r") return ago(seconds);
  const options = {};
  if (/w/i.test(wanted)) options.weekday = "long";
  if (wanted.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (wanted.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(wanted)) Object.assign(options, CLOCK);
  if (wanted.includes("T")) options.second = "2-digit";
  return format(seconds, options);
}
