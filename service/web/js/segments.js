// The desk's data: pairs of source and rendering with their findings, and what the reviser decided about each.

import { cut } from "./text.js";

/** A pair before it was checked. */
export const segment = (source, rendering, id = null) => ({ id, source, rendering, findings: [], ignored: {}, checked: false, gap: "\n" });

/** What a decision is remembered by: the same finding comes back under the same key after each check. */
export const keyOf = (finding) => [finding.type, finding.source_span?.text ?? "", finding.span?.text ?? ""].join("|");

/** The findings that stand: not ignored by the reviser. */
export const open = (pair) => pair.findings.filter((finding) => !(keyOf(finding) in pair.ignored));

/** A whole check of two texts → segments, each finding with its spans counted from its own pair. */
export function segmentsOf(source, rendering, checked) {
  const whole = { source: [0, Array.from(source).length], rendering: [0, Array.from(rendering).length] };
  const ranges = (checked.pairs?.length ? checked.pairs : [whole]).map((pair) => ({ source: trimmed(source, pair.source), rendering: trimmed(rendering, pair.rendering) }));
  const segments = ranges.map((range) => Object.assign(segment(cut(source, ...range.source), cut(rendering, ...range.rendering)), { range, checked: true }));
  for (const finding of checked.findings) {
    const home = segments.find(({ range }) => within(finding.span, range.rendering)) ?? segments.find(({ range }) => within(finding.source_span, range.source)) ?? segments[0];
    home.findings.push({ ...finding, span: moved(finding.span, home.range.rendering), source_span: moved(finding.source_span, home.range.source) });
  }
  segments.forEach((one, i) => { one.gap = gapAfter(rendering, ranges, i); delete one.range; });
  return segments;
}

// A pair is its words: white space at its ends belongs to what stands between the pairs.
function trimmed(text, [start, end]) {
  const points = Array.from(text).slice(start, end);
  const first = points.findIndex((point) => point.trim());
  if (first < 0) return [start, start];
  return [start + first, end - [...points].reverse().findIndex((point) => point.trim())];
}

const within = (span, [start, end]) => Boolean(span) && span.start < end && start < Math.max(span.end, span.start + 1);

function moved(span, [start, end]) {
  if (!within(span, [start, end])) return null;
  return { ...span, start: Math.max(0, span.start - start), end: Math.min(end, span.end) - start };
}

// What stood between this rendering and the next, so that the text can be put together again as it was.
function gapAfter(rendering, ranges, i) {
  const next = ranges[i + 1];
  if (!next || next.rendering[0] < ranges[i].rendering[1]) return "\n";
  return cut(rendering, ranges[i].rendering[1], next.rendering[0]) || " ";
}

/** {error: 2, warning: 0, note: 1, ignored: 1} over all segments. */
export function tally(segments) {
  const counts = { error: 0, warning: 0, note: 0, ignored: 0 };
  for (const one of segments) for (const finding of one.findings) counts[keyOf(finding) in one.ignored ? "ignored" : finding.severity] += 1;
  return counts;
}

/** The worst severity that stands in a pair, or null. */
export function worst(pair) {
  const left = new Set(open(pair).map((finding) => finding.severity));
  return ["error", "warning", "note"].find((severity) => left.has(severity)) ?? null;
}
