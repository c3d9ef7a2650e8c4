// Administration: the documents and their jobs, what was asked and how it went, and the keys. All of it comes from the API,
// which decides who may see it; without keys that is anyone on this machine.

import { fill, h } from "./dom.js";
import { lang, learn, onLang, t } from "./i18n.js";
import { client } from "./api.js";
import { pageToken, useKey } from "./session.js";
import { startPage } from "./page.js";
import { strings } from "./strings-admin.js";
import { stageWords, uploadAll, uploadOne } from "./upload.js";
import { copy } from "./clipboard.js";
import { statusLine, wordsOf } from "./said.js";

learn(strings);
startPage("title.admin");
const $ = (id) => document.getElementById(id);
const token = pageToken({ widget: false });
const api = client({ token });
const SCOPES = ["ask", "check", "edit", "admin"];
// Null until the service has told; `keys` is false where they are not managed over HTTP.
const shown = { documents: null, version: "", entries: null, jobs: null, keys: null, filter: "all", secret: "" };
// Characters; longer words in a cell show their beginning.
const LONG = 300;

const say = statusLine($("said"));
const complain = (error) => say(() => wordsOf(error), true);
const when = (iso) => iso ? new Date(iso).toLocaleString(lang() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" }) : "";
const bytes = (n) => n < 1e6 ? `${Math.max(1, Math.round(n / 1e3))} kB` : `${(n / 1e6).toFixed(1)} MB`;

const long = (text) => text.length <= LONG ? text
  : h("details", {}, h("summary", {}, `${Array.from(text).slice(0, LONG / 3).join("")}…`), text);
const htmlLang = (code) => code === "zh" ? "zh-CN" : code;

/** Draws a table; `rows` null where they are not known yet. A button that had the focus gives it to its successor. */
function table(id, heads, rows, empty) {
  const [head, body] = $(id).children;
  const held = body.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  fill(head, h("tr", {}, heads.map(([key, kind]) => h("th", { scope: "col", class: kind }, t(key)))));
  fill(body, rows?.length === 0 ? h("tr", {}, h("td", { colspan: heads.length, class: "note" }, t(empty))) : rows);
  if (held !== null) [...body.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === held)?.focus({ preventScroll: true });
}

/** Puts the focus on a table whose row is gone with the button that had it. */
function settle(id) {
  if (document.activeElement === document.body) $(id).parentElement.focus({ preventScroll: true });
}

// --- documents

async function loadDocuments() {
  const answer = await api.get("/v1/documents");
  Object.assign(shown, { documents: answer.documents, version: answer.index_version });
  drawDocuments();
}

function drawDocuments() {
  fill($("version"), shown.version && t("docs.version", { v: shown.version }));
  const heads = [["docs.col.title"], ["docs.col.size", "num"], ["docs.col.paragraphs", "num"], ["docs.col.renderings", "num"], ["docs.col.added"], ["docs.col.do"]];
  table("documents", heads, shown.documents?.map(documentRow), "docs.empty");
}

function documentRow(doc) {
  const pick = h("input", { type: "file", class: "sr", tabindex: "-1", "aria-hidden": "true", onchange: () => replace(doc, pick.files[0]) });
  return h("tr", {},
    h("td", { class: "grow" }, h("a", { href: `/documents/${encodeURIComponent(doc.id)}`, lang: htmlLang(doc.lang), dir: "auto" }, doc.title), h("br"), h("span", { class: "note" }, doc.source)),
    h("td", { class: "num" }, bytes(doc.bytes)), h("td", { class: "num" }, doc.paragraphs), h("td", { class: "num" }, doc.renderings), h("td", { class: "when" }, when(doc.added)),
    h("td", {}, h("div", { class: "row" }, pick,
      h("button", { type: "button", "aria-label": t("docs.replaceLabel", { title: doc.title }), onclick: () => pick.click() }, t("docs.replace")),
      h("button", { type: "button", class: "danger", "aria-label": t("docs.removeLabel", { title: doc.title }), onclick: () => remove(doc) }, t("docs.remove")))));
}

async function replace(doc, file) {
  if (!file) return;
  await uploadOne({ api, token, place: $("uploads"), file, method: "PUT", path: `/v1/documents/${encodeURIComponent(doc.id)}` });
  await refresh();
}

async function remove(doc) {
  if (!await sure(t("sure.remove", { title: doc.title }))) return;
  try {
    if (await follow(await api.remove(`/v1/documents/${encodeURIComponent(doc.id)}`))) say(() => t("docs.removed", { title: doc.title }));
  } catch (error) {
    complain(error);
  }
  await refresh();
  settle("documents");
}

/** Waits for a job's end; true where it went well. */
async function follow(job) {
  for (let now = job; now?.id; now = await api.get(`/v1/jobs/${now.id}`)) {
    if (now.state === "failed") { say(() => now.problem?.detail ?? t("state.failed"), true); return false; }
    if (now.state === "done") return true;
    await new Promise((done) => setTimeout(done, 250));
  }
}

$("rollback").addEventListener("click", async () => {
  // The version that the reader saw when asking: another may be published while the question stands.
  const leaving = shown.version;
  if (!await sure(t("sure.rollback"))) return;
  try {
    const told = await api.post("/v1/rollback", { index_version: leaving });
    say(() => t("rolled", { v: told.index_version ?? "" }));
  } catch (error) {
    complain(error);
  }
  await refresh();
});

const drop = $("drop");
async function take(files) {
  await uploadAll({ api, token, place: $("uploads"), files: [...files] });
  await refresh();
}
drop.addEventListener("submit", (event) => event.preventDefault());
$("files").addEventListener("change", async (event) => { const files = [...event.target.files]; event.target.value = ""; await take(files); });
for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("over"); });
drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files); });

// --- what was asked

const tests = {
  all: () => true,
  refused: (entry) => Boolean(entry.refusal),
  bad: (entry) => (entry.feedback ?? []).some((one) => one.verdict === "bad"),
};

async function loadAsked() {
  const answer = await api.get("/v1/audit?limit=200");
  shown.entries = (answer.entries ?? []).reverse();
  drawAsked();
}

function drawAsked() {
  fill($("filters"), Object.keys(tests).map((name) => h("button", { type: "button", class: "quiet", "aria-pressed": String(shown.filter === name), onclick: () => choose(name) },
    `${t(`asked.${name}`)} ${shown.entries?.filter(tests[name]).length ?? ""}`)));
  table("asked", [["asked.col.when"], ["asked.col.question"], ["asked.col.answer"], ["asked.col.verdict"]], shown.entries?.filter(tests[shown.filter]).map(askedRow), "asked.none");
}

function choose(name) {
  shown.filter = name;
  drawAsked();
  $("filters").querySelector('[aria-pressed="true"]').focus();
}

function askedRow(entry) {
  const refusal = entry.refusal && (typeof entry.refusal === "string" ? entry.refusal : entry.refusal.reason);
  return h("tr", {},
    h("td", { class: "when" }, when(entry.time)),
    h("td", { class: "grow", dir: "auto" }, entry.question ? long(entry.question) : t("asked.hidden")),
    h("td", { dir: "auto" }, refusal ? h("span", { class: "tag refused" }, t(`refused.${refusal}`)) : entry.answer ? long(entry.answer) : t("asked.hidden")),
    h("td", {}, (entry.feedback ?? []).map((one) => [h("span", { class: `tag ${one.verdict}` }, t(`vote.${one.verdict}`)), one.comment && h("p", { dir: "auto" }, one.comment)])));
}

// --- jobs

async function loadJobs() {
  shown.jobs = (await api.get("/v1/jobs")).jobs;
  drawJobs();
}

function drawJobs() {
  table("jobs", [["jobs.col.what"], ["jobs.col.state"], ["jobs.col.when"]], shown.jobs?.slice(0, 50).map((job) => h("tr", {},
    h("td", { class: "grow" }, `${t(`kind.${job.kind}`)} `, h("bdi", {}, shown.documents?.find((doc) => doc.id === job.subject)?.title ?? job.subject)),
    h("td", {}, h("span", { class: { failed: "bad", done: "good" }[job.state] }, t(`state.${job.state}`)), job.total && !job.finished ? ` ${stageWords(job.stage)} ${job.done}/${job.total}` : "",
      job.problem && h("p", { dir: "auto" }, job.problem.detail)),
    h("td", { class: "when" }, when(job.finished ?? job.created)))), "jobs.none");
}

// --- keys

async function loadKeys() {
  try {
    shown.keys = (await api.get("/v1/keys")).keys;
  } catch (error) {
    if (error.status !== 404 && error.status !== 405) throw error;
    shown.keys = false;
  }
  drawKeys();
}

function drawKeys() {
  $("new-key").hidden = !shown.keys;
  const ticked = new Set([...$("scopes").querySelectorAll("input:checked")].map((input) => input.value));
  if (!ticked.size) ticked.add("ask");
  if (shown.keys?.length === 0) ticked.add("admin");
  fill($("scopes"), $("scopes").querySelector("legend"), SCOPES.map((scope) => {
    const input = h("input", { type: "checkbox", value: scope });
    input.checked = ticked.has(scope);
    return h("label", {}, input, t(`scope.${scope}`));
  }));
  table("keys", [["keys.col.name"], ["keys.col.scopes"], ["keys.col.created"], ["docs.col.do"]], (shown.keys === false ? [] : shown.keys?.filter((key) => !key.revoked))?.map((key) => h("tr", {},
    h("td", { class: "grow" }, key.name, " ", h("span", { class: "note" }, key.id)), h("td", {}, key.scopes.map((scope) => t(`scope.${scope}`)).join(lang() === "zh" ? "、" : ", ")),
    h("td", { class: "when" }, when(key.created)),
    h("td", {}, h("button", { type: "button", class: "danger", "aria-label": t("keys.revokeLabel", { name: key.name }), onclick: () => revoke(key) }, t("keys.revoke"))))),
  shown.keys === false ? "keys.elsewhere" : "keys.none");
}

let making = false;

$("new-key").addEventListener("submit", async (event) => {
  event.preventDefault();
  // A second click would make a second key, and the secret of the first would be seen by nobody.
  if (making) return;
  making = true;
  try { await makeKey(); } finally { making = false; }
});

async function makeKey() {
  const scopes = [...$("scopes").querySelectorAll("input:checked")].map((input) => input.value);
  try {
    const first = shown.keys.length === 0;
    const made = await api.post("/v1/keys", { name: $("key-name").value.trim(), scopes });
    // From the first key on the service asks for one: this page goes on with it.
    if (first) useKey(made.secret);
    $("key-name").value = "";
    shown.secret = made.secret;
    drawSecret();
  } catch (error) {
    complain(error);
  }
  await refresh();
}

function drawSecret() {
  if (!shown.secret) return;
  const button = h("button", { type: "button", onclick: async () => { button.textContent = t(await copy(shown.secret) ? "copy.done" : "copy.failed"); } }, t("copy.plain"));
  fill($("made"), h("div", { class: "secret" }, h("p", {}, t("keys.once")), h("code", {}, shown.secret), h("p", {}, button)));
}

async function revoke(key) {
  if (!await sure(t("sure.revoke", { name: key.name }))) return;
  try {
    await api.remove(`/v1/keys/${encodeURIComponent(key.id)}`);
    say(() => t("keys.revoked", { name: key.name }));
  } catch (error) {
    complain(error);
  }
  await refresh();
  settle("keys");
}

// --- all of it

function sure(words) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { "aria-labelledby": "sure" }, h("form", { method: "dialog" }, h("p", { id: "sure" }, words),
      h("div", { class: "row end" }, h("button", { value: "no" }, t("sure.no")), h("button", { value: "yes", class: "primary" }, t("sure.yes")))));
    dialog.addEventListener("close", () => { resolve(dialog.returnValue === "yes"); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

let busy = 0;
let refreshing = 0;

async function refresh() {
  refreshing += 1;
  if (busy) say("");
  clearTimeout(busy);
  busy = 0;
  $("enter-key").hidden = true;
  // One after the other: a key that is asked for is then known to the rest.
  for (const load of [loadDocuments, loadJobs, loadAsked, loadKeys]) {
    try {
      await load();
    } catch (error) {
      complain(error);
      $("enter-key").hidden = error.kind !== "key";
      // A service that has just started is still reading its index.
      if (error.kind === "busy") busy = setTimeout(refresh, 1000 * (error.after || 2));
      if (error.kind === "key" || error.kind === "busy") break;
    }
  }
  $("main").removeAttribute("aria-busy");
  refreshing -= 1;
}

$("enter-key").addEventListener("click", () => { useKey(null); say(""); refresh(); });

function draw() {
  drawDocuments();
  drawJobs();
  drawAsked();
  drawKeys();
  drawSecret();
}

// What jobs tell of themselves comes from the service in the language asked for.
onLang(() => { draw(); if (shown.jobs) loadJobs().catch(complain); });
draw();
refresh();
setInterval(() => { if (!document.hidden && !refreshing && shown.jobs?.some((job) => !job.finished)) refresh(); }, 2000);
