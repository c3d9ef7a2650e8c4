// One pair at the desk: the source and an editable rendering, findings marked in both, each with its reason and repair.

import { fill, h } from "./dom.js";
import { lang, t } from "./i18n.js";
import { pieces } from "./text.js";
import { keyOf, open, worst } from "./segments.js";

const toneOf = (severity) => severity === "note" ? "note-level" : severity ?? "";
const reason = (finding) => lang() === "zh" ? finding.message_zh : finding.message_en;
const ORDER = { error: 0, warning: 1, note: 2 };

/** The row of `pair`. `desk` = {edited(pair), decided(pair), tip(text, rect), untip()}. Returns {element, update}. */
export function pairView(pair, n, desk) {
  const source = h("div", { class: "src", lang: "zh-CN" });
  const paint = h("div", { class: "paint", "aria-hidden": "true" });
  const area = h("textarea", { rows: 1, lang: "en", spellcheck: "true" });
  const list = h("ul", { class: "findings" });
  const element = h("li", { class: "pair" }, h("span", { class: "no" }, n), source, h("div", { class: "edit" }, paint, area), list);
  area.value = pair.rendering;
  area.addEventListener("input", () => {
    pair.rendering = area.value;
    fill(paint, area.value + "\n");
    desk.edited(pair);
  });
  area.addEventListener("pointermove", (event) => hover(event));
  area.addEventListener("pointerleave", () => { light(null); desk.untip(); });
  for (const kind of ["keyup", "click"]) area.addEventListener(kind, caret);
  const view = { element, update };

  function update() {
    element.className = `pair ${toneOf(worst(pair)) || (pair.checked ? "fine" : "")}`;
    area.setAttribute("aria-label", t("pair.edit", { n }));
    if (area.value !== pair.rendering) area.value = pair.rendering;
    const standing = open(pair).sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
    paintSource(standing);
    paintRendering(standing);
    fill(list, [...standing.map(findingView), ...pair.findings.filter((finding) => keyOf(finding) in pair.ignored).map(ignoredView)]);
    list.hidden = pair.findings.length === 0;
  }

  const spansOf = (findings, field) => findings.filter((finding) => finding[field] && finding[field].end > finding[field].start)
    .map((finding) => ({ start: finding[field].start, end: finding[field].end, finding }));

  function markFor(piece, focusable) {
    const finding = piece.of[0].finding;
    const mark = h("mark", { class: toneOf(finding.severity), "data-key": keyOf(finding) }, piece.text);
    if (!focusable) return mark;
    mark.tabIndex = 0;
    mark.setAttribute("role", "note");
    mark.setAttribute("aria-label", `${piece.text}: ${reason(finding)}`);
    const show = () => { light(finding); desk.tip(reason(finding), mark.getBoundingClientRect()); };
    const hide = () => { light(null); desk.untip(); };
    for (const kind of ["pointerenter", "focus"]) mark.addEventListener(kind, show);
    for (const kind of ["pointerleave", "blur"]) mark.addEventListener(kind, hide);
    return mark;
  }

  function paintSource(standing) {
    fill(source, pieces(pair.source, spansOf(standing, "source_span")).map((piece) => piece.of.length ? markFor(piece, true) : piece.text));
  }

  function paintRendering(standing) {
    const shown = pieces(pair.rendering, spansOf(standing, "span")).map((piece) => piece.of.length ? markFor(piece, false) : piece.text);
    // A last line that is empty has no height unless something stands on it.
    fill(paint, shown, "\n");
  }

  function hover(event) {
    for (const mark of paint.querySelectorAll("mark")) {
      for (const box of mark.getClientRects()) {
        if (event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom) {
          const finding = pair.findings.find((one) => keyOf(one) === mark.dataset.key);
          light(finding);
          desk.tip(reason(finding), box);
          return;
        }
      }
    }
    light(null);
    desk.untip();
  }

  // The caret within marked words tells the reason too: what a mouse finds by hovering, the keyboard finds by going there.
  function caret() {
    const inside = open(pair).find((finding) => {
      if (!finding.span) return false;
      const [start, end] = units(finding.span);
      return area.selectionStart >= start && area.selectionStart <= end;
    });
    light(inside ?? null);
  }

  function light(finding) {
    const key = finding && keyOf(finding);
    for (const part of element.querySelectorAll("[data-key]")) part.classList.toggle("on", part.dataset.key === key);
  }

  // A span of code points in the units that a textarea counts.
  function units(span) {
    const points = Array.from(area.value);
    const start = points.slice(0, span.start).join("").length;
    return [start, start + points.slice(span.start, span.end).join("").length];
  }

  function select(finding) {
    area.focus();
    if (finding.span) area.setSelectionRange(...units(finding.span));
    light(finding);
  }

  function accept(finding) {
    select(finding);
    // Through the editing command, so that the browser's own undo takes it back.
    if (!document.execCommand("insertText", false, finding.suggestion)) {
      area.setRangeText(finding.suggestion, ...units(finding.span), "end");
      area.dispatchEvent(new Event("input"));
    }
  }

  function findingView(finding) {
    const form = h("form", { hidden: true, onsubmit: (event) => {
      event.preventDefault();
      pair.ignored[keyOf(finding)] = why.value.trim();
      decide(finding);
    } });
    const why = h("input", { type: "text", maxlength: 300, "aria-label": t("find.ignoreWhy"), placeholder: t("find.ignoreWhy") });
    form.append(why, h("button", { type: "submit" }, t("find.ignoreDo")));
    const repairable = finding.suggestion && finding.span && finding.span.end > finding.span.start;
    return h("li", { class: `finding ${toneOf(finding.severity)}`, "data-key": keyOf(finding), onpointerenter: () => light(finding), onpointerleave: () => light(null) },
      h("span", { class: "kind" }, `${t(`severity.${finding.severity}`)} · ${t(`type.${finding.type}`)}`),
      h("span", { class: "says" }, reason(finding)),
      repairable ? h("button", { type: "button", class: "do", "aria-label": t("find.acceptLabel", { text: finding.suggestion }), onclick: () => accept(finding) }, t("find.accept"))
        : h("button", { type: "button", class: "do", onclick: () => select(finding) }, t("find.goto")),
      h("button", { type: "button", class: "quiet", onclick: () => { form.hidden = !form.hidden; if (!form.hidden) why.focus(); } }, t("find.ignore")),
      swap(finding), form);
  }

  function swap(finding) {
    if (!finding.source_span?.text && !finding.suggestion) return null;
    return h("span", { class: "swap" },
      finding.source_span?.text && h("span", { class: "part" }, h("b", {}, t("find.in")), " ", h("span", { lang: "zh-CN" }, finding.source_span.text)),
      finding.suggestion && h("span", { class: "part" }, h("b", {}, t(finding.span?.text ? "find.now" : "find.suggest")), " ",
        finding.span?.text && [h("del", { lang: "en" }, finding.span.text), " → "], h("ins", { lang: "en" }, finding.suggestion)));
  }

  function ignoredView(finding) {
    return h("li", { class: "finding ignored", "data-key": keyOf(finding) },
      h("span", { class: "kind" }, t(`type.${finding.type}`)),
      h("span", { class: "says" }, `${reason(finding)} — ${t("find.ignored", { why: pair.ignored[keyOf(finding)] || t("find.noReason") })}`),
      h("button", { type: "button", class: "quiet", onclick: () => { delete pair.ignored[keyOf(finding)]; decide(finding); } }, t("find.restore")));
  }

  // Decided, a finding is drawn anew: its first button takes the focus that the old one had.
  function decide(finding) {
    desk.decided(pair);
    [...list.children].find((item) => item.dataset.key === keyOf(finding))?.querySelector("button").focus();
  }

  update();
  return view;
}
