// The widget's inside: a button, and the panel it opens, in a shadow tree of the host page.

import { fill, h, store } from "./dom.js";
import { lang, learn, onLang, startLang, switchLang, t } from "./i18n.js";
import { client } from "./api.js";
import { originToken } from "./session.js";
import { startConversation } from "./conversation.js";
import { questionsFor } from "./suggestions.js";
import { strings } from "./strings.js";

/** Fills `element`'s shadow tree. `tokenUrl` is the host page's own token address, if it has one. */
export function startWidget(element, { base, lang: first, title, position, tokenUrl }) {
  learn(strings);
  startLang(store.get("yinju.lang") || first);
  const root = element.attachShadow({ mode: "open" });
  const api = client({ base, token: tokenSource(base, tokenUrl) });
  const parts = frame(title);
  const sheets = ["tokens", "talk", "widget"].map((name) => h("link", { rel: "stylesheet", href: new URL(`../css/${name}.css`, import.meta.url).href }));
  // Unstyled parts must not flash in somebody's page.
  const styled = Promise.all(sheets.map((sheet) => new Promise((done) => { sheet.onload = done; sheet.onerror = done; })));
  const shell = h("div", { class: `shell ${position === "left" ? "left" : ""}`, hidden: true }, parts.panel, parts.button);
  root.append(...sheets, shell);
  styled.then(() => {
    shell.hidden = false;
    // Opened before it could be seen, it could not take the focus then.
    if (!parts.panel.hidden) talk.focus();
  });

  let talk = null;
  const words = () => label(parts, title);
  onLang(words);
  words();

  function open() {
    talk ??= begin(parts, api, base);
    parts.panel.hidden = false;
    parts.button.setAttribute("aria-expanded", "true");
    talk.focus();
  }

  function close() {
    parts.panel.hidden = true;
    parts.button.setAttribute("aria-expanded", "false");
    parts.button.focus();
  }

  parts.button.addEventListener("click", () => parts.panel.hidden ? open() : close());
  parts.shut.addEventListener("click", close);
  parts.switcher.addEventListener("click", () => switchLang(lang() === "en" ? "zh" : "en"));
  parts.panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) close(); });
  Object.assign(element, { open, close, ask: (question) => { open(); talk.ask(String(question)); } });
  element.dispatchEvent(new CustomEvent("yinju-ready", { bubbles: true }));
}

function tokenSource(base, tokenUrl) {
  let kept = null;
  return async (refused) => {
    if (refused !== undefined && kept === refused) kept = tokenUrl ? await hostToken(tokenUrl) : await originToken(base);
    return kept;
  };
}

async function hostToken(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? (await response.json()).token ?? null : null;
  } catch {
    return null;
  }
}

function frame() {
  const heading = h("h2", { id: "heading" });
  const switcher = h("button", { type: "button", class: "quiet" });
  const shut = h("button", { type: "button", class: "quiet shut" }, h("span", { "aria-hidden": "true" }, "×"));
  const inside = h("div", { class: "inside yj" });
  const panel = h("section", { class: "panel yj", role: "dialog", "aria-labelledby": "heading", hidden: true },
    h("div", { class: "head" }, h("span", { class: "seal", "aria-hidden": "true" }, "引"), heading, switcher, shut), inside);
  const name = h("span", {});
  const button = h("button", { type: "button", class: "opener", "aria-expanded": "false" }, h("span", { class: "seal", "aria-hidden": "true" }, "引"), name);
  return { heading, switcher, shut, inside, panel, button, name };
}

function label(parts, title) {
  const shown = title || t("widget.title");
  for (const part of [parts.panel, parts.button]) part.lang = lang() === "en" ? "en" : "zh-CN";
  fill(parts.heading, shown);
  fill(parts.name, shown);
  fill(parts.switcher, t("widget.lang"));
  parts.switcher.setAttribute("aria-label", t("lang.label"));
  parts.shut.setAttribute("aria-label", t("widget.close"));
}

function begin(parts, api, base) {
  const list = h("ul", { class: "suggestions" });
  const title = h("p", { class: "label" });
  const welcome = h("section", { class: "welcome" }, title, list);
  const talk = startConversation(parts.inside, { api, base, newTab: true, welcome, keep: "yinju.widget" });
  const suggest = async () => {
    fill(title, t("suggest.title"));
    const questions = await questionsFor(api, lang());
    fill(list, questions.map((question) => h("li", {}, h("button", { type: "button", class: "ask-this", dir: "auto", onclick: () => talk.ask(question) }, question))));
    welcome.classList.toggle("bare", questions.length === 0);
  };
  onLang(suggest);
  suggest();
  return talk;
}
