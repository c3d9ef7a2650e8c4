// Beside the desk: what the glossary says of a phrase, and how it was rendered across the knowledge base.

import { fill, h, safeUrl } from "./dom.js";
import { onLang, t } from "./i18n.js";
import { pieces } from "./text.js";

const HAN = /[\u3400-\u9fff]/;

/** Starts the rail. Returns look(phrase). */
export function startLookup(api, { form, input, place }) {
  let running = null;
  let last = "";
  form.addEventListener("submit", (event) => { event.preventDefault(); look(input.value); });
  onLang(() => { if (last) look(last); });

  async function look(phrase) {
    const q = phrase.trim().slice(0, 200);
    if (!q) return;
    last = q;
    input.value = q;
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const query = `q=${encodeURIComponent(q)}&lang=${HAN.test(q) ? "zh" : "en"}`;
    const get = (path) => api.get(`${path}?${query}`, { signal }).catch((error) => ({ error }));
    const [terms, seen] = await Promise.all([get("/v1/glossary"), get("/v1/concordance")]);
    if (!signal.aborted) show(q, terms, seen);
  }

  function show(q, terms, seen) {
    const entries = terms.terms ?? [];
    const hits = seen.hits ?? [];
    fill(place,
      seen.error ? h("p", { class: "note" }, seen.error.words) : null,
      entries.length ? [h("h3", {}, t("look.terms")), h("ul", {}, entries.map(term))] : null,
      hits.length ? [h("h3", {}, t("look.seen")), h("ul", {}, hits.map(precedent))] : null,
      !entries.length && !hits.length && !seen.error ? h("p", { class: "note" }, t("look.none", { q })) : null);
  }

  return look;
}

function term(entry) {
  return h("li", {},
    h("p", { lang: "zh-CN" }, entry.zh), h("p", { lang: "en" }, entry.en.join("; ")),
    entry.forbidden.length ? h("p", { class: "wrong" }, t("look.avoid", { words: entry.forbidden.join("; ") })) : null,
    entry.note ? h("p", { class: "note" }, entry.note) : null);
}

function precedent(hit) {
  const words = (text, spans) => pieces(text, spans.map(([start, end]) => ({ start, end }))).map((piece) => piece.of.length ? h("mark", {}, piece.text) : piece.text);
  const line = (code, text, spans) => h("p", { lang: code === "zh" ? "zh-CN" : "en", dir: "auto" }, words(text, spans));
  return h("li", {},
    line(hit.source_lang, hit.source, hit.source_spans),
    line(hit.source_lang === "zh" ? "en" : "zh", hit.rendering, hit.rendering_spans),
    h("p", { class: "where" }, h("a", { href: safeUrl(hit.url, location.href), target: "_blank", rel: "noopener" }, `${hit.title} · ${t("cite.paragraph", { n: hit.paragraph })}`)));
}
