// The translators' desk: paste, drop or open; check; mend pair by pair with a check after each pause in typing; export.

import { fill, h, store } from "./dom.js";
import { learn, onLang, t } from "./i18n.js";
import { client } from "./api.js";
import { pageToken } from "./session.js";
import { label, startPage } from "./page.js";
import { strings } from "./strings-desk.js";
import { segment, segmentsOf, tally, worst } from "./segments.js";
import { pairView } from "./pair-view.js";
import { formats, readFile, save } from "./desk-files.js";
import { startLookup } from "./lookup.js";
import { statusLine, wordsOf } from "./said.js";

const KEEP = "yinju.desk";
const MOST = 2000;
const PAUSE_MS = 250;
const AT_ONCE = 2;

learn(strings);
startPage("title.translate");
const $ = (id) => document.getElementById(id);
const api = client({ token: pageToken() });
const look = startLookup(api, { form: $("look"), input: $("phrase"), place: $("found") });

let segments = [];
let views = [];
let onlyBad = false;
let run = 0;
const waiting = new Map();
const desk = { edited, decided, tip, untip };
const say = statusLine($("said"));
const complain = (error) => say(() => wordsOf(error), true);

// --- the pairs on the page

function show(list) {
  segments = list;
  views = segments.map((pair, i) => pairView(pair, i + 1, desk));
  fill($("pairs"), views.map((view) => view.element));
  const working = segments.length > 0;
  $("work").hidden = !working;
  $("paste").hidden = working;
  $("anew").hidden = !working;
  $("export").disabled = !working;
  sum();
}

function sum() {
  const counts = tally(segments);
  const parts = ["error", "warning", "note", "ignored"].filter((kind) => counts[kind])
    .map((kind) => h("span", { class: `tally ${kind === "note" ? "note-level" : kind}` }, t(`n.${kind}`, { n: counts[kind] })));
  const clean = !parts.length && segments.every((pair) => pair.checked);
  fill($("summary"), clean ? h("span", { class: "tally fine" }, t("desk.clean")) : parts,
    h("button", { type: "button", class: "quiet", "aria-pressed": String(onlyBad), onclick: () => { onlyBad = !onlyBad; sum(); } }, t(onlyBad ? "desk.all" : "desk.onlyBad")),
    h("button", { type: "button", class: "quiet", onclick: () => checkEach(segments) }, t("desk.again")));
  segments.forEach((pair, i) => { views[i].element.hidden = onlyBad && pair.checked && worst(pair) === null; });
  keep();
}

function keep() {
  const kept = segments.map(({ id, source, rendering, ignored, gap }) => ({ id, source, rendering, ignored, gap }));
  store.set(KEEP, JSON.stringify({ segments: kept, source: $("source").value, rendering: $("rendering").value }));
}

// --- checking

async function checkTexts() {
  const source = $("source").value, rendering = $("rendering").value;
  if (!source.trim() || !rendering.trim()) {
    say(() => t("desk.nothing"), true);
    $(source.trim() ? "rendering" : "source").focus({ preventScroll: true });
    $("said").scrollIntoView({ block: "nearest" });
    return;
  }
  const mine = run += 1;
  say(() => t("desk.checking"));
  try {
    const checked = await api.post("/v1/check", { source, rendering });
    if (mine !== run) return;
    const here = $("paste").contains(document.activeElement);
    show(segmentsOf(source, rendering, checked));
    const n = segments.length;
    say(() => t("desk.checked", { n }));
    // The form has made way for the pairs: they take the focus and come into view from their beginning.
    if (here) $("work").focus({ preventScroll: true });
    $("said").scrollIntoView({ block: "nearest" });
  } catch (error) {
    complain(error);
  }
}

/** Checks pair after pair, a few at once, and shows how far it is. */
async function checkEach(list) {
  const mine = run += 1;
  const left = [...list];
  let done = 0;
  $("progress").hidden = list.length < 5;
  const worker = async () => {
    for (let pair = left.shift(); pair && mine === run; pair = left.shift()) {
      if (!await checkPair(pair)) return;
      done += 1;
      $("progress").value = done / list.length;
      const soFar = done;
      say(() => t("desk.progressOf", { done: soFar, n: list.length }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (mine !== run) return;
  $("progress").hidden = true;
  sum();
}

async function checkPair(pair) {
  waiting.get(pair)?.abort?.();
  const control = new AbortController();
  waiting.set(pair, control);
  const view = views[segments.indexOf(pair)];
  view?.element.classList.add("busy");
  const asked = pair.rendering;
  try {
    const checked = await api.post("/v1/check", { source: pair.source, rendering: asked }, { signal: control.signal });
    if (pair.rendering !== asked) return true;
    Object.assign(pair, { findings: checked.findings, checked: true });
    view?.update();
    return true;
  } catch (error) {
    if (error.name === "AbortError") return true;
    complain(error);
    return false;
  } finally {
    view?.element.classList.remove("busy");
    if (waiting.get(pair) === control) waiting.delete(pair);
  }
}

const pauses = new Map();

function edited(pair) {
  clearTimeout(pauses.get(pair));
  keep();
  pauses.set(pair, setTimeout(async () => { await checkPair(pair); sum(); }, PAUSE_MS));
}

function decided(pair) {
  views[segments.indexOf(pair)].update();
  sum();
}

// --- the reason beside the marked words

function tip(words, box) {
  const place = $("tip");
  place.textContent = words;
  place.hidden = false;
  const width = place.offsetWidth, height = place.offsetHeight;
  place.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  place.style.top = `${box.bottom + height + 14 > innerHeight ? box.top - height - 6 : box.bottom + 6}px`;
}

function untip() { $("tip").hidden = true; }

// --- files and documents

async function openFile(file) {
  try {
    accept(readFile(file.name, await file.text()), file.name);
  } catch (error) {
    say(() => t("desk.unreadable", { name: file.name, why: wordsOf(error) }), true);
  }
}

function accept(list, name) {
  if (!list.length) { say(() => t("desk.empty", { name }), true); return; }
  show(list.slice(0, MOST));
  if (list.length > MOST) say(() => t("desk.tooLong", { n: MOST }));
  checkEach(segments);
}

async function openDocument(id) {
  try {
    const doc = await api.get(`/v1/documents/${encodeURIComponent(id)}`);
    const rendered = doc.passages.filter((passage) => passage.rendering);
    if (!rendered.length) { say(() => t("desk.noRenderings"), true); return; }
    accept(rendered.map((passage) => doc.lang === "zh" ? segment(passage.text, passage.rendering, `p${passage.n}`) : segment(passage.rendering, passage.text, `p${passage.n}`)), doc.title);
  } catch (error) {
    complain(error);
  }
}

let documents = [];

function menus() {
  fill($("open"), h("option", { value: "" }, t("desk.openFirst")), documents.filter((doc) => doc.renderings).map((doc) => h("option", { value: doc.id }, doc.title)));
  fill($("export"), h("option", { value: "" }, t("desk.exportFirst")), formats.map(([ending, name]) => h("option", { value: ending }, name)));
}

// --- wiring

$("paste").addEventListener("submit", (event) => { event.preventDefault(); checkTexts(); });
for (const id of ["source", "rendering"]) {
  $(id).addEventListener("input", keep);
  $(id).addEventListener("paste", () => setTimeout(() => { if ($("source").value.trim() && $("rendering").value.trim()) checkTexts(); }, 0));
}
$("sample").addEventListener("click", () => {
  $("source").value = "新建5G基站1000个以上。实施农村清洁取暖改造4.5万户。全州地区生产总值增长7%左右。";
  $("rendering").value = "More than 10,000 new 5G base stations will be built. Clean heating retrofits will reach 45,000 rural households. The prefecture's gross regional product will grow by about 7 percent.";
  checkTexts();
});
$("anew").addEventListener("click", () => { run += 1; show([]); say(""); $("source").focus(); });
$("file").addEventListener("change", (event) => { const [file] = event.target.files; if (file) openFile(file); event.target.value = ""; });
$("open").addEventListener("change", (event) => { if (event.target.value) openDocument(event.target.value); event.target.value = ""; });
$("export").addEventListener("change", (event) => {
  const format = formats.find(([ending]) => ending === event.target.value);
  if (format) save(`yinju-check.${format[0]}`, format[2](segments));
  event.target.value = "";
});
document.addEventListener("dragover", (event) => { event.preventDefault(); $("main").classList.add("over"); });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) $("main").classList.remove("over"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  $("main").classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (file) openFile(file);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") untip();
  if (event.key !== "F8") return;
  event.preventDefault();
  const buttons = [...document.querySelectorAll(".finding:not(.ignored) .do")].filter((button) => button.offsetParent);
  const row = document.activeElement.closest?.(".finding")?.querySelector(".do") ?? document.activeElement;
  const now = buttons.indexOf(row);
  buttons[(now + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length]?.focus();
});

let selecting = 0;
function lookSelection() {
  clearTimeout(selecting);
  selecting = setTimeout(() => {
    const active = document.activeElement;
    const typed = active?.tagName === "TEXTAREA" ? active.value.slice(active.selectionStart, active.selectionEnd) : "";
    const words = (typed || String(getSelection())).trim();
    if (words.length > 1 && words.length <= 40 && !words.includes("\n")) look(words);
  }, 300);
}
for (const kind of ["mouseup", "keyup"]) $("work").addEventListener(kind, (event) => { if (kind === "mouseup" || event.shiftKey) lookSelection(); });

onLang(() => { menus(); label(); views.forEach((view) => view.update()); if (segments.length) sum(); });

function restore() {
  try {
    const kept = JSON.parse(store.get(KEEP) ?? "{}");
    $("source").value = kept.source ?? "";
    $("rendering").value = kept.rendering ?? "";
    if (kept.segments?.length) {
      show(kept.segments.map((one) => ({ ...segment(one.source, one.rendering, one.id), ignored: one.ignored ?? {}, gap: one.gap ?? "\n" })));
      checkEach(segments);
    }
  } catch { /* what was kept is not ours to read: start empty */ }
}

menus();
restore();
api.get("/v1/documents").then((answer) => { documents = answer.documents; menus(); }).catch(complain);

