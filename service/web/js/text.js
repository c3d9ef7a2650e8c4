// Text with marks. Positions from the service count code points and JavaScript counts UTF-16 units, so spans are only
// ever applied to arrays of code points; words that the service quotes are found as words.

import { h } from "./dom.js";

/** cut("a😀b", 1, 2) → "😀": what a span of the service means. */
export const cut = (text, start, end) => Array.from(text).slice(start, end).join("");

/** How many code points a string has. */
export const size = (text) => Array.from(text).length;

/** Text with `quote` marked where it stands; unmarked where it does not stand there. */
export function marked(text, quote, kind) {
  const at = quote ? text.indexOf(quote) : -1;
  if (at < 0) return [text];
  return [text.slice(0, at), h("mark", { class: kind }, quote), text.slice(at + quote.length)];
}

/** Pieces of `text` around spans of code points [{start, end, …}]: [{text, of: [the spans that cover it]}]. */
export function pieces(text, spans) {
  const points = Array.from(text);
  const edges = new Set([0, points.length]);
  for (const span of spans) for (const edge of [span.start, span.end]) if (edge > 0 && edge < points.length) edges.add(edge);
  const sorted = [...edges].sort((a, b) => a - b);
  const out = [];
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const [start, end] = [sorted[i], sorted[i + 1]];
    out.push({ text: points.slice(start, end).join(""), of: spans.filter((span) => span.start < end && start < span.end) });
  }
  return out;
}

/** The sentences of `text` that hold `quote`, with "…" where more was left out. A quote not found gives the whole text. */
export function sentenceAround(text, quote) {
  const at = quote ? text.indexOf(quote) : -1;
  if (at < 0) return text;
  const stop = /[。！？；!?;\n]/;
  let start = at;
  while (start > 0 && at - start < 160 && !stop.test(text[start - 1])) start -= 1;
  let end = at + quote.length;
  while (end < text.length && end - at - quote.length < 160 && !stop.test(text[end - 1])) end += 1;
  start = wholePoint(text, start);
  end = wholePoint(text, end);
  return (start > 0 ? "…" : "") + text.slice(start, end).trim() + (end < text.length ? "…" : "");
}

// Never between the two halves of one character.
function wholePoint(text, at) {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/** All places of `needle` in `text`, letters of either case, as [start, end] in this string's own units. */
export function places(text, needle) {
  if (!needle) return [];
  const low = text.toLowerCase(), wanted = needle.toLowerCase();
  if (low.length !== text.length) return exactPlaces(text, needle);
  return exactPlaces(low, wanted);
}

function exactPlaces(text, needle) {
  const found = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) found.push([at, at + needle.length]);
  return found;
}
