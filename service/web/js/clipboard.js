// An answer with its citation as text to paste: plain, or as a numbered footnote.

import { t, lang } from "./i18n.js";
import { supports } from "./citation.js";

const bracket = (title) => lang() === "zh" ? `《${title}》` : title;

function place(citation) {
  const parts = [bracket(citation.title), ...(citation.section ?? []), t("copy.paragraph", { n: citation.paragraph })];
  return parts.join(lang() === "zh" ? "，" : ", ");
}

/** The answer, then each quote with where it stands. */
export function asPlain(answer, base) {
  const quotes = answer.citations.filter(supports).map((c) => `${lang() === "zh" ? "“" : "“"}${c.quote}”\n—— ${place(c)}\n${new URL(c.url, base).href}`);
  return [answer.answer, ...quotes].join("\n\n");
}

/** The answer with raised numbers, and the footnotes they point to. */
export function asFootnote(answer, base) {
  const refs = answer.citations.filter(supports).map((c) => `[${c.n}]`).join("");
  const stop = lang() === "zh" ? "。" : ".";
  const notes = answer.citations.filter(supports).map((c) => `[${c.n}] ${place(c)}${lang() === "zh" ? "：" : ": "}“${c.quote}”${stop} ${new URL(c.url, base).href}`);
  return `${answer.answer}${refs}\n\n${notes.join("\n")}`;
}

/** Puts `text` on the clipboard, also where the page is served without TLS; false where the browser refuses. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus?.();
  return done;
}
