/** A line of prices without axes. */

import { drawn } from "../parts/dom.js";

/** Draw values into a box of this size; green when they rose, red when they fell. */
export function sparkline(values, { width, height, filled = false }) {
  const rising = values.at(-1) >= values[0];
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: `sparkline ${rising ? "up" : "down"}`, "aria-hidden": "true", preserveAspectRatio: "none" });
  if (values.length < 2) return svg;
  const points = pointsOf(values, width, height);
  const line = `M${points.join("L")}`;
  if (filled) svg.append(drawn("path", { class: "area", d: `${line}L${width},${height}L0,${height}Z` }));
  svg.append(drawn("path", { class: "line", d: line, "vector-effect": "non-scaling-stroke" }));
  return svg;
}

function pointsOf(values, width, height) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const room = height - 4; // the line's own width stays inside
  return values.map((value, at) => {
    const x = (at / (values.length - 1)) * width;
    return `${x.toFixed(1)},${(2 + room - ((value - low) / span) * room).toFixed(1)}`;
  });
}
