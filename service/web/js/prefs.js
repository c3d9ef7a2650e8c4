/* Runs before the first paint, so that neither language nor colours flash: sets <html lang> and <html data-theme>. */
(function () {
  var root = document.documentElement, kept = {};
  try { kept = { lang: localStorage.getItem("yinju.lang"), theme: localStorage.getItem("yinju.theme") }; } catch (_) { /* storage refused: follow the browser */ }
  var first = (navigator.languages && navigator.languages[0]) || navigator.language || "zh";
  var lang = kept.lang || (/^zh\b/i.test(first) ? "zh" : "en");
  root.lang = lang === "en" ? "en" : "zh-CN";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function paint() {
    var theme = null;
    try { theme = localStorage.getItem("yinju.theme"); } catch (_) { theme = null; }
    root.dataset.theme = theme || (dark.matches ? "dark" : "light");
  }
  paint();
  if (dark.addEventListener) dark.addEventListener("change", paint);
})();
