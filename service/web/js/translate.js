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
import { patiently } from "./patience.js";
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

/** Begins a check of many pairs: what an older one still waits for is called off. */
function begin() {
  for (const control of waiting.values()) control.abort();
  run += 1;
  return run;
}

async function checkTexts() {
  const source = $("source").value, rendering = $("rendering").value;
  if (!source.trim() || !rendering.trim()) {
    say(() => t("desk.nothing"), true);
    $(source.trim() ? "rendering" : "source").focus({ preventScroll: true });
    $("said").scrollIntoView({ block: "nearest" });
    return;
  }
  const mine = begin();
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

/** Checks pair after pair, a few at once, and shows how far it is; one that is refused does not hold up the others.
    `more` gives what else there is to tell at the end. */
async function checkEach(list, more = null) {
  const mine = begin();
  const left = [...list];
  let done = 0, sound = 0, refused = null;
  $("progress").hidden = list.length < 5;
  const worker = async () => {
    for (let pair = left.shift(); pair; pair = left.shift()) {
      const error = await checkPair(pair);
      if (mine !== run) return;
      refused ??= error;
      sound += error ? 0 : 1;
      // Where it is not the pair that is at fault, the others would fare no better.
      if (error && error.kind !== "problem") left.length = 0;
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
  if (refused) say(() => t("desk.unchecked", { n: list.length - sound, why: wordsOf(refused) }), true);
  else if (more) say(more);
}

/** Checks one pair; resolves to what went wrong, null where nothing did. */
async function checkPair(pair) {
  waiting.get(pair)?.abort();
  const control = new AbortController();
  waiting.set(pair, control);
  const view = views[segments.indexOf(pair)];
  view?.element.classList.add("busy");
  const asked = pair.rendering;
  try {
    const send = () => api.post("/v1/check", { source: pair.source, rendering: asked }, { signal: control.signal });
    const checked = await patiently(send, control.signal, (s) => say(s ? () => t("desk.waiting", { s }) : ""));
    if (pair.rendering !== asked) return null;
    Object.assign(pair, { findings: checked.findings, checked: true });
    view?.update();
    return null;
  } catch (error) {
    return error.name === "AbortError" ? null : error;
  } finally {
    if (waiting.get(pair) === control) {
      waiting.delete(pair);
      view?.element.classList.remove("busy");
    }
  }
}

const pauses = new Map();

function edited(pair) {
  clearTimeout(pauses.get(pair));
  keep();
  pauses.set(pair, setTimeout(() => checkAgain(pair), PAUSE_MS));
}

async function checkAgain(pair) {
  const error = await checkPair(pair);
  if (error) complain(error);
  sum();
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
  checkEach(segments, list.length > MOST ? () => t("desk.tooLong", { n: MOST }) : null);
}

async function openDocument(id) {
  try {
    const told = await api.get(`/v1/documents/${encodeURIComponent(id)}/renderings`);
    if (!told.renderings.length) { say(() => t("desk.noRenderings"), true); return; }
    accept(told.renderings.map((one, i) => sentence(one, told.lang, told.renderings[i + 1])), id);
  } catch (error) {
    complain(error);
  }
}

// Sentences of one paragraph, which the first half of their id names, are put together again as one.
function sentence({ id, source, rendering }, language, next) {
  const pair = language === "zh" ? segment(source, rendering, id) : segment(rendering, source, id);
  const paragraph = (one) => one?.id.split(".")[0];
  return Object.assign(pair, { gap: paragraph(next) === paragraph({ id }) ? " " : "\n" });
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
$("anew").addEventListener("click", () => { begin(); show([]); say(""); $("source").focus(); });
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

