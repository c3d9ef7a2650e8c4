// The chat page: a conversation, questions to begin with, and the documents it draws on.

import { fill, h } from "./dom.js";
import { lang, onLang, t } from "./i18n.js";
import { client } from "./api.js";
import { pageToken } from "./session.js";
import { startPage } from "./page.js";
import { startConversation } from "./conversation.js";
import { questionsFor } from "./suggestions.js";

startPage("title.chat");
const api = client({ token: pageToken() });
const chosen = new Set();
let documents = null;
const talk = startConversation(document.getElementById("talk"), {
  api, welcome: document.getElementById("welcome"), documents: () => [...chosen],
});

const place = document.getElementById("suggestions");

async function suggest() {
  const asked = lang();
  const questions = await questionsFor(api, asked);
  if (asked !== lang()) return;
  if (!questions.length) return;
  fill(place, questions.map((question) => h("li", {}, h("button", { type: "button", class: "ask-this", dir: "auto", onclick: () => talk.ask(question) }, question))));
  place.removeAttribute("aria-busy");
}

const box = document.getElementById("documents");

function showDocuments() {
  const summary = box.querySelector("summary"), inside = box.querySelector("div");
  if (documents === null) { fill(summary, t("docs.title")); return; }
  fill(summary, chosen.size ? t("docs.chosen", { n: chosen.size }) : t("docs.count", { n: documents.length }));
  fill(inside, documents.length ? h("p", { class: "note" }, t("docs.limit")) : h("p", { class: "note" }, t("docs.none")),
    h("ul", {}, documents.map(documentRow)));
}

function documentRow(doc) {
  const id = `only-${doc.id}`;
  const tick = h("input", { type: "checkbox", id, onchange: () => {
    tick.checked ? chosen.add(doc.id) : chosen.delete(doc.id);
    fill(box.querySelector("summary"), chosen.size ? t("docs.chosen", { n: chosen.size }) : t("docs.count", { n: documents.length }));
  } });
  tick.checked = chosen.has(doc.id);
  return h("li", {}, tick, h("label", { for: id, dir: "auto" }, doc.title), h("a", { href: `/documents/${encodeURIComponent(doc.id)}` }, t("cite.open")));
}

async function begin() {
  try {
    const answer = await api.get("/v1/documents");
    documents = answer.documents ?? answer;
  } catch (error) {
    fill(box.querySelector("summary"), error.kind === "busy" ? error.words : t("docs.failed"));
    // A service that has just started is still reading its index.
    if (error.kind === "busy") setTimeout(begin, 1000 * (error.after || 2));
    return;
  }
  showDocuments();
  suggest();
}

onLang(() => { showDocuments(); suggest(); });
showDocuments();
begin();
