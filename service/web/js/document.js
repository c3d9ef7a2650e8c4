// The source page: one document as it reads, with the cited words marked and in view.
// The address says what to show: /documents/ID?mark=START-END#p12, START and END in code points of the document's text.

import { fill, h, store } from "./dom.js";
import { lang, learn, onLang, t } from "./i18n.js";
import { client } from "./api.js";
import { pageToken } from "./session.js";
import { startPage } from "./page.js";
import { pieces, places, size } from "./text.js";
import { strings } from "./strings-document.js";
import { statusLine, wordsOf } from "./said.js";

learn(strings);
startPage("title.document");
const api = client({ token: pageToken() });
const id = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const article = document.getElementById("text");
const beside = document.getElementById("beside");
const sayCount = statusLine(document.getElementById("count"));
const htmlLang = (code) => code === "zh" ? "zh-CN" : code;

let shown = null;
let failure = null;
let found = [];
let at = -1;

function marksOf(search) {
  const asked = new URLSearchParams(search).get("mark") ?? "";
  return asked.split(",").map((part) => part.split("-").map(Number)).filter(([a, b]) => Number.isInteger(a) && Number.isInteger(b) && a < b);
}

async function load() {
  article.setAttribute("aria-busy", "true");
  try {
    shown = await api.get(`/v1/documents/${encodeURIComponent(id)}`);
  } catch (error) {
    failure = error;
    showFailure();
    return;
  }
  failure = null;
  show();
}

function showFailure() {
  const missing = failure.status === 404;
  document.getElementById("title").textContent = t(missing ? "document.missing" : "document.failed");
  document.querySelector(".tools").hidden = true;
  const remedy = missing ? h("a", { href: "/" }, t("document.home")) : h("button", { type: "button", onclick: load }, t("document.retry"));
  fill(article, h("div", { class: "alert", role: "alert" },
    h("p", {}, missing ? t("document.missingWhy", { id }) : wordsOf(failure)), h("p", {}, remedy)));
  article.removeAttribute("aria-busy");
}

function show() {
  document.getElementById("title").textContent = shown.title;
  document.getElementById("title").lang = htmlLang(shown.lang);
  document.querySelector(".tools").hidden = false;
  facts();
  const marks = marksOf(location.search);
  // The title has its place above; as a paragraph it keeps its number and its link.
  fill(article, shown.passages.map((passage) => paragraphView(passage, marks)));
  article.removeAttribute("aria-busy");
  outline();
  const rendered = shown.passages.some((passage) => passage.rendering);
  beside.disabled = !rendered;
  setBeside(rendered && (store.get("yinju.beside") ?? (lang() !== shown.lang ? "1" : "0")) === "1");
  arrive();
}

function facts() {
  document.title = `${shown.title} · ${t("title.document")}`;
  fill(document.getElementById("facts"), t("facts", { source: shown.source, n: shown.passages.length, kb: Math.max(1, Math.round(shown.bytes / 1000)) }));
}

function paragraphView(passage, marks) {
  const level = Math.min(4, passage.section.length + 2);
  const words = h(passage.is_heading ? `h${level}` : "p", { class: "words", lang: htmlLang(passage.lang), dir: "auto" });
  const cited = marks.map(([start, end]) => ({ start: start - passage.span[0], end: end - passage.span[0], kind: "cited" }))
    .filter((span) => span.end > 0 && span.start < size(passage.text));
  const other = passage.rendering && h("p", { class: "other", lang: passage.lang === "zh" ? "en" : "zh-CN", dir: "auto" }, passage.rendering);
  passage.sides = [{ element: words, text: passage.text, cited }, { element: other, text: passage.rendering ?? "", cited: [] }].filter((side) => side.element);
  paint(passage.sides[0], []);
  return h("div", { class: "para", id: `p${passage.n}`, tabindex: "-1" },
    h("a", { class: "no", href: `#p${passage.n}`, "aria-label": t("para.link", { n: passage.n }) }, passage.n), words, other);
}

/** Writes a paragraph or its rendering with its cited words and `hits` (code points) marked; returns the marks of the hits. */
function paint(side, hits) {
  const made = [];
  const spans = [...side.cited, ...hits.map(([start, end]) => ({ start, end, kind: "found" }))];
  fill(side.element, spans.length ? pieces(side.text, spans).map(({ text, of }) => {
    if (!of.length) return text;
    const mark = h("mark", { class: [...new Set(of.map((span) => span.kind))].join(" ") }, text);
    if (of.some((span) => span.kind === "found")) made.push(mark);
    return mark;
  }) : side.text);
  return made;
}

function outline() {
  const headings = shown.passages.filter((passage) => passage.is_heading && passage.n > 1);
  const place = document.getElementById("outline");
  place.hidden = headings.length < 2;
  document.querySelector(".sheet").classList.toggle("outlined", headings.length >= 2);
  fill(place.querySelector("ol"), headings.map((passage) =>
    h("li", { "data-level": passage.section.length + 1 }, h("a", { href: `#p${passage.n}`, lang: htmlLang(passage.lang), dir: "auto" }, passage.text))));
  if (matchMedia("(max-width: 62rem)").matches) place.querySelector("details").open = false;
}

/** Brings the paragraph that the address names, and its cited words, into view. */
function arrive() {
  for (const past of article.querySelectorAll(".para.at")) past.classList.remove("at");
  const target = /^#p\d+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : article.querySelector("mark.cited")?.closest(".para");
  if (!target) return;
  target.classList.add("at");
  (target.querySelector("mark.cited") ?? target).scrollIntoView({ block: target.querySelector("mark.cited") ? "center" : "start", behavior: "instant" });
  target.focus({ preventScroll: true });
}

function setBeside(on) {
  article.classList.toggle("both", on);
  beside.setAttribute("aria-pressed", String(on));
}

function search() {
  const needle = document.getElementById("needle").value.trim();
  const before = new Set(found.map((mark) => mark.side));
  const both = article.classList.contains("both");
  found = [];
  at = -1;
  for (const side of (shown?.passages ?? []).flatMap((passage) => passage.sides)) {
    const seen = both || side.element.matches(".words");
    const hits = seen ? places(side.text, needle) : [];
    if (!hits.length && !before.has(side)) continue;
    const spans = hits.map(([start, end]) => [size(side.text.slice(0, start)), size(side.text.slice(0, end))]);
    for (const mark of paint(side, spans)) found.push({ mark, side });
  }
  if (found.length) go(1);
  else sayCount(needle ? () => t("find.none") : "");
}

function go(step) {
  if (!found.length) return;
  found[at]?.mark.classList.remove("now");
  at = (at + step + found.length) % found.length;
  found[at].mark.classList.add("now");
  found[at].mark.scrollIntoView({ block: "center" });
  sayCount(() => t("find.count", { at: at + 1, n: found.length }));
}

let typing = 0;
document.getElementById("needle").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(search, 120); });
document.getElementById("find").addEventListener("submit", (event) => { event.preventDefault(); go(1); });
document.getElementById("back").addEventListener("click", () => go(-1));
beside.addEventListener("click", () => {
  const on = beside.getAttribute("aria-pressed") !== "true";
  setBeside(on);
  if (document.getElementById("needle").value.trim()) search();
  store.set("yinju.beside", on ? "1" : "0");
});
addEventListener("hashchange", arrive);
onLang(() => {
  if (failure) showFailure();
  if (!shown) return;
  facts();
  for (const link of article.querySelectorAll(".no")) link.setAttribute("aria-label", t("para.link", { n: link.textContent }));
});
load();
