// The chat page: a conversation, questions to begin with, and the documents it draws on.

import { fill, h } from "./dom.js";
import { lang, onLang, t } from "./i18n.js";
import { client } from "./api.js";
import { onKey, pageToken, useKey } from "./session.js";
import { startPage } from "./page.js";
import { startConversation } from "./conversation.js";
import { questionsFor } from "./suggestions.js";

startPage("title.chat");
const api = client({ token: pageToken() });
const chosen = new Set();
let documents = null;
let refused = null;
const welcome = document.getElementById("welcome");
const talk = startConversation(document.getElementById("talk"), { api, welcome, documents: () => [...chosen] });

const place = document.getElementById("suggestions");

async function suggest() {
  const asked = lang();
  const questions = await questionsFor(api, asked);
  if (asked !== lang()) return;
  offer(questions);
}

function offer(questions) {
  welcome.classList.toggle("bare", questions.length === 0);
  fill(place, questions.map((question) => h("li", {}, h("button", { type: "button", class: "ask-this", dir: "auto", onclick: () => talk.ask(question) }, question))));
  place.removeAttribute("aria-busy");
}

const box = document.getElementById("documents");

function showDocuments() {
  const summary = box.querySelector("summary"), inside = box.querySelector("div");
  if (documents === null) {
    fill(summary, refused ? wordsOfRefusal() : t("docs.title"));
    fill(inside, refused?.kind === "key" && h("p", {}, h("button", { type: "button", onclick: again }, t("key.enter"))));
    return;
  }
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
  return h("li", {}, tick, h("label", { for: id, lang: doc.lang === "zh" ? "zh-CN" : doc.lang, dir: "auto" }, doc.title), h("a", { href: `/documents/${encodeURIComponent(doc.id)}` }, t("cite.open")));
}

function wordsOfRefusal() {
  if (refused.kind === "busy") return refused.words;
  return t(refused.kind === "key" ? "key.refused" : "docs.failed");
}

function again() {
  useKey(null);
  begin();
}

async function begin() {
  refused = null;
  try {
    const answer = await api.get("/v1/documents");
    documents = answer.documents ?? answer;
  } catch (error) {
    refused = error;
    showDocuments();
    // A service that has just started is still reading its index.
    if (error.kind === "busy") setTimeout(begin, 1000 * (error.after || 2));
    else offer([]);
    if (error.kind === "key") box.open = true;
    return;
  }
  showDocuments();
  suggest();
}

onLang(() => { showDocuments(); if (documents !== null) suggest(); });
// A key typed when a question was refused opens the list too.
onKey(() => { if (refused?.kind === "key") begin(); });
showDocuments();
begin();
