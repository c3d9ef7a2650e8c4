/* The widget: one script tag in any page.

     <script src="https://YINJU/widget.js" data-lang="zh" data-token-url="/my/yinju-token" async></script>

   data-lang       zh or en; else the page's own language, else the browser's
   data-theme      light or dark; else as the reader's system has it
   data-position   left or right (default)
   data-title      the panel's title
   data-token-url  an address of the page's own server that answers {"token": "…"}; without it the service is asked for a
                   short-lived token bound to this page's origin. A key never comes here.
   Everything lives in a shadow tree: the page's styles stay out, the widget's stay in. Theme: --yinju-* variables on
   <yinju-widget>. From scripts: document.querySelector("yinju-widget").open() / .close() / .ask("…"). */
(function () {
  const script = document.currentScript;
  if (!script || document.querySelector("yinju-widget")) return;
  const base = new URL(script.src).origin;
  const given = { ...script.dataset };

  function languageOf() {
    const wanted = given.lang || document.documentElement.lang || navigator.language || "zh";
    return /^zh/i.test(wanted) ? "zh" : "en";
  }

  async function mount() {
    const element = document.createElement("yinju-widget");
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const paint = () => { element.dataset.theme = given.theme || (dark.matches ? "dark" : "light"); };
    paint();
    dark.addEventListener("change", paint);
    document.body.append(element);
    const { startWidget } = await import(`${base}/web/js/panel.js`);
    startWidget(element, { base, lang: languageOf(), title: given.title, position: given.position, tokenUrl: given.tokenUrl });
  }

  if (document.body) mount();
  else addEventListener("DOMContentLoaded", mount);
})();
