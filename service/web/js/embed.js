// The how-to page: the line to copy, with this service's own address, and the widget itself to try.

import { h } from "./dom.js";
import { onLang, t } from "./i18n.js";
import { startPage } from "./page.js";
import { copy } from "./clipboard.js";

startPage("title.embed");
const line = `<script src="${location.origin}/widget.js" async></script>`;
document.getElementById("snippet").textContent = line;
const said = document.getElementById("said");
document.getElementById("copy").addEventListener("click", async () => { said.textContent = t(await copy(line) ? "copy.done" : "copy.failed"); });
document.getElementById("try").addEventListener("click", () => {
  const widget = document.querySelector("yinju-widget");
  if (widget) { widget.open?.(); return; }
  document.addEventListener("yinju-ready", (event) => event.target.open(), { once: true });
  loadWidget();
});
onLang(() => { said.textContent = ""; });

// Trusted Types forbid a script's address as a plain string, so the page's own copy of the widget starts from its module.
async function loadWidget() {
  const { startWidget } = await import("./panel.js");
  const root = document.documentElement;
  const element = h("yinju-widget");
  const paint = () => { element.dataset.theme = root.dataset.theme; };
  paint();
  new MutationObserver(paint).observe(root, { attributeFilter: ["data-theme"] });
  document.body.append(element);
  startWidget(element, { base: location.origin, lang: document.documentElement.lang });
}
