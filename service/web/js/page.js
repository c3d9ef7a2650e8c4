// The frame of every page: language switch, colour switch, the link of the page one is on, and labels that CSS cannot switch.

import { store } from "./dom.js";
import { lang, learn, onLang, startLang, switchLang, t } from "./i18n.js";
import { strings } from "./strings.js";

learn(strings);
const root = document.documentElement;

/** Elements with data-label / data-hint get their aria-label / placeholder in the language shown. */
export function label(scope = document) {
  for (const element of scope.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
  for (const element of scope.querySelectorAll("[data-hint]")) element.setAttribute("placeholder", t(element.dataset.hint));
}

/** Starts the frame. `titleKey` names the page in the browser's tab. */
export function startPage(titleKey) {
  startLang(root.lang.startsWith("en") ? "en" : "zh");
  const showLang = () => {
    root.lang = lang() === "en" ? "en" : "zh-CN";
    if (titleKey) document.title = t(titleKey);
    label();
  };
  for (const link of document.querySelectorAll(".nav a")) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
  }
  document.getElementById("lang").addEventListener("click", () => switchLang(lang() === "en" ? "zh" : "en"));
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    store.set("yinju.theme", root.dataset.theme);
  });
  onLang(showLang);
  showLang();
}
