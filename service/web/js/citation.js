// A citation card: where it stands, the words that answer marked within their sentence, and on demand the whole
// paragraph with the other language beside it.

import { fill, h, safeUrl } from "./dom.js";
import { lang, t } from "./i18n.js";
import { marked, sentenceAround } from "./text.js";

const htmlLang = (code) => code === "zh" ? "zh-CN" : code;
const otherOf = (code) => code === "zh" ? "en" : "zh";

/** True unless the answer does not rest on it; an older service does not say. */
export const supports = (citation) => citation.supports !== false;

/** The address of a citation's paragraph, with the span that the source page shall mark. */
export function sourceUrl(citation, base) {
  const url = new URL(safeUrl(citation.url || `/documents/${encodeURIComponent(citation.document_id)}#p${citation.paragraph}`, base));
  if (citation.span && citation.quote) url.searchParams.set("mark", `${citation.span[0]}-${citation.span[1]}`);
  return url.href;
}

/** The card of `citation` as a list item. `api` is asked for the whole paragraph's other language when it is opened. */
export function citationCard(citation, { api, base, newTab }) {
  const whole = h("div", { class: "whole", hidden: true });
  const toggle = h("button", { type: "button", class: "quiet", "aria-expanded": "false" }, t("cite.whole"));
  toggle.addEventListener("click", () => {
    const open = whole.hidden;
    whole.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? t("cite.less") : t("cite.whole");
    if (open && !whole.hasChildNodes()) showWhole(whole, citation, api);
  });
  return h("li", { class: "card", "data-citation": citation.n },
    head(citation, base, newTab),
    h("blockquote", { class: "quote", lang: htmlLang(citation.lang), dir: "auto" },
      marked(sentenceAround(citation.text ?? citation.quote ?? "", citation.quote), citation.quote)),
    rendering(citation),
    h("div", { class: "card-do" }, openLink(citation, base, newTab), toggle),
    whole);
}

function head(citation, base, newTab) {
  const path = [...(citation.section ?? [])];
  return h("div", { class: "card-head" },
    h("span", { class: "n", "aria-hidden": "true" }, citation.n),
    h("div", { class: "where" },
      h("a", { class: "doc", href: sourceUrl(citation, base), lang: htmlLang(citation.lang), dir: "auto", target: newTab && "_blank", rel: newTab && "noopener" }, citation.title),
      h("p", { class: "path" },
        path.map((heading) => [h("bdi", { lang: htmlLang(citation.lang) }, heading), h("span", { class: "sep", "aria-hidden": "true" }, "›")]),
        h("span", { class: "para" }, t("cite.paragraph", { n: citation.paragraph })),
        citation.page ? [h("span", { class: "sep", "aria-hidden": "true" }, "·"), t("cite.page", { n: citation.page })] : null)));
}

function openLink(citation, base, newTab) {
  return h("a", {
    class: "open", href: sourceUrl(citation, base), target: newTab && "_blank", rel: newTab && "noopener",
    "aria-label": t("cite.openLabel", { title: citation.title, n: citation.paragraph }),
  }, t("cite.open"));
}

function rendering(citation) {
  if (!citation.rendering || citation.lang === lang()) return null;
  const by = citation.rendering_by ? t(`cite.by.${citation.rendering_by}`) : "";
  return h("p", { class: "rendering" },
    h("span", { lang: htmlLang(otherOf(citation.lang)), dir: "auto" }, citation.rendering),
    by && h("span", { class: "by" }, ` — ${by}`));
}

/** What the service knows of a paragraph in the other language, as one text, or null. */
export function otherText(paragraph, sourceLang) {
  const list = paragraph?.renderings ?? (paragraph?.rendering ? [paragraph.rendering] : []);
  const texts = list.filter((item) => typeof item === "string" || !item.lang || item.lang !== sourceLang)
    .map((item) => typeof item === "string" ? item : item.text);
  return texts.length ? texts.join(otherOf(sourceLang) === "en" ? " " : "") : null;
}

async function showWhole(place, citation, api) {
  const column = (title, code, body) => h("div", { class: "column" }, h("h4", {}, title), h("p", { lang: htmlLang(code), dir: "auto" }, body));
  const original = column(t("cite.original"), citation.lang, marked(citation.text ?? "", citation.quote));
  fill(place, original);
  const other = otherOf(citation.lang);
  let text = null;
  try {
    const path = `/v1/documents/${encodeURIComponent(citation.document_id)}/paragraphs/${citation.paragraph}`;
    text = otherText(await api.get(path), citation.lang);
  } catch {
    text = citation.rendering;
  }
  const body = text ? marked(text, citation.rendering) : h("span", { class: "note" }, t("cite.noOther"));
  place.append(column(t(`cite.other.${other}`), text ? other : lang(), body));
}
