// Files at the desk: TMX, XLIFF 1.2 and 2.x, TSV and the desk's own JSON in; JSON, CSV, TMX, XLIFF, HTML and text out.

import { lang, t } from "./i18n.js";
import { keyOf, segment, tally } from "./segments.js";

const XML_LANG = "http://www.w3.org/XML/1998/namespace";
const isZh = (code) => /^(zh|cmn)\b/i.test(code ?? "");
const isEn = (code) => /^en\b/i.test(code ?? "");
const HAN = /[\u3400-\u9fff]/;

// A document parsed as XML is inert: nothing in it runs or loads. The policy names that one use.
const policy = globalThis.trustedTypes?.createPolicy("yinju-xml", { createHTML: (text) => text });

/** Why a file cannot be read; `words` says it in the language of the moment. */
class Unreadable extends Error {
  constructor(key, values) {
    super(key);
    Object.assign(this, { key, values });
  }

  get words() { return t(this.key, this.values); }
}

/** The segments of a file's text, by its name's ending and what it holds. Throws Unreadable. */
export function readFile(name, text) {
  if (/\.json$/i.test(name)) return fromJson(text);
  if (/\.(tmx|xlf|xliff|xml)$/i.test(name) || /^\s*<\?xml/.test(text)) return fromXml(text);
  return fromLines(text);
}

function fromJson(text) {
  let told = null;
  try { told = JSON.parse(text); } catch { throw new Unreadable("file.notJson"); }
  if (!Array.isArray(told?.segments)) return [];
  return told.segments.map((one) => Object.assign(segment(String(one.source), String(one.rendering), one.id ?? null), {
    ignored: Object.fromEntries((one.findings ?? []).filter((finding) => finding.state === "ignored").map((finding) => [keyOf(finding), finding.reason ?? ""])),
  }));
}

function fromXml(text) {
  const doc = new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "application/xml");
  const broken = doc.getElementsByTagName("parsererror")[0];
  if (broken) throw brokenXml(broken.textContent);
  const all = (parent, tag) => [...parent.getElementsByTagNameNS("*", tag)];
  if (doc.documentElement.localName === "tmx") return all(doc, "tu").map((unit) => fromTu(unit, all)).filter(Boolean);
  const units = [...all(doc, "trans-unit"), ...all(doc, "segment")];
  const swapped = isEn(doc.documentElement.getAttribute("srcLang") ?? all(doc, "file")[0]?.getAttribute("source-language"));
  return units.map((unit) => {
    const nodes = ["source", "target"].map((tag) => all(unit, tag)[0]);
    const [zh, en] = swapped ? nodes.reverse() : nodes;
    if (!zh?.textContent || !en?.textContent) return null;
    return withNode(segment(zh.textContent, en.textContent, unit.getAttribute("id") ?? unit.parentElement?.getAttribute("id")), en, unit);
  }).filter(Boolean);
}

// Browsers tell in their own language what broke; where it broke can be told in ours.
function brokenXml(report) {
  const [, line, column] = /line(?: number)? (\d+)(?: at|,) column (\d+)/i.exec(report) ?? [];
  return line ? new Unreadable("file.notXmlAt", { line, column }) : new Unreadable("file.notXml");
}

function fromTu(unit, all) {
  const say = (wanted) => all(unit, "tuv").find((tuv) => wanted(tuv.getAttributeNS(XML_LANG, "lang") || tuv.getAttribute("lang")));
  const [zh, en] = [say(isZh), say(isEn)].map((tuv) => tuv && all(tuv, "seg")[0]);
  if (!zh?.textContent || !en?.textContent) return null;
  return withNode(segment(zh.textContent, en.textContent, unit.getAttribute("tuid")), en, unit);
}

// Where a segment came from in its file, so that it can go back there with all that stands around it.
const withNode = (one, node, unit) => Object.assign(one, { node, unit, asRead: one.rendering });

function fromLines(text) {
  return text.split(/\r?\n/).map((line) => line.split("\t")).filter((cells) => cells.length > 1 && cells[0].trim() && cells[1].trim())
    .map(([a, b]) => HAN.test(a) || !HAN.test(b) ? segment(a.trim(), b.trim()) : segment(b.trim(), a.trim()));
}

const xml = (text) => String(text ?? "").replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c])
  // eslint-disable-next-line no-control-regex -- XML 1.0 has no way to write these
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
const says = (finding) => lang() === "zh" ? finding.message_zh : finding.message_en;
const stateOf = (pair, finding) => keyOf(finding) in pair.ignored ? "ignored" : "open";

/** The formats to write: [ending, label, (segments) → text]. */
export const formats = [
  ["json", "JSON", toJson], ["csv", "CSV", toCsv], ["xlf", "XLIFF 2.1", toXliff], ["tmx", "TMX 1.4b", toTmx], ["html", "HTML", toHtml], ["txt", "TXT", toText],
];

function toJson(segments) {
  return JSON.stringify({ segments: segments.map((pair) => ({
    id: pair.id, source: pair.source, rendering: pair.rendering,
    findings: pair.findings.map((finding) => ({ ...finding, state: stateOf(pair, finding), reason: pair.ignored[keyOf(finding)] ?? null })),
  })) }, null, 2);
}

// A cell that begins like a formula would run as one in a spreadsheet.
const cell = (text) => `"${String(text ?? "").replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;

function toCsv(segments) {
  const rows = [["pair", "severity", "type", "message", "source", "rendering", "suggestion", "state", "reason"]];
  segments.forEach((pair, i) => pair.findings.forEach((finding) => rows.push([i + 1, finding.severity, finding.type, says(finding),
    finding.source_span?.text ?? pair.source, finding.span?.text ?? "", finding.suggestion, stateOf(pair, finding), pair.ignored[keyOf(finding)]])));
  return "\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

// The file that was opened, with the renderings changed since and, in XLIFF, the findings as notes: nothing else is touched.
function back(segments, root) {
  const doc = segments[0]?.node?.ownerDocument;
  if (doc?.documentElement.localName !== root) return null;
  for (const pair of segments) {
    if (pair.rendering !== pair.asRead) {
      pair.node.textContent = pair.rendering;
      pair.asRead = pair.rendering;
    }
    if (root === "xliff") annotate(doc, pair);
  }
  const written = new XMLSerializer().serializeToString(doc);
  return written.startsWith("<?xml") ? written : `<?xml version="1.0" encoding="UTF-8"?>\n${written}`;
}

const OURS = "yinju-check";

function annotate(doc, pair) {
  const space = doc.documentElement.namespaceURI;
  const older = pair.unit.localName === "trans-unit";
  const unit = older ? pair.unit : pair.unit.parentElement;
  for (const note of [...unit.getElementsByTagNameNS(space, "note")]) if (note.getAttribute(older ? "from" : "category") === OURS) note.remove();
  if (!pair.findings.length) return;
  const make = (finding) => {
    const note = doc.createElementNS(space, "note");
    note.setAttribute(older ? "from" : "category", OURS);
    note.textContent = noteWords(pair, finding);
    return note;
  };
  const notes = pair.findings.map(make);
  if (older) { unit.append(...notes); return; }
  let list = [...unit.children].find((child) => child.localName === "notes");
  if (!list) { list = doc.createElementNS(space, "notes"); unit.prepend(list); }
  list.append(...notes);
}

function noteWords(pair, finding) {
  const ignored = stateOf(pair, finding) === "ignored" ? ` [${t("find.ignored", { why: pair.ignored[keyOf(finding)] || t("find.noReason") })}]` : "";
  return `${t(`type.${finding.type}`)}: ${says(finding)}${finding.suggestion ? ` → ${finding.suggestion}` : ""}${ignored}`;
}

function toXliff(segments) {
  const kept = back(segments, "xliff");
  if (kept) return kept;
  const unit = (pair, i) => {
    const notes = pair.findings.map((finding) => `        <note category="${xml(finding.type)}" priority="${{ error: 1, warning: 5 }[finding.severity] ?? 9}">${xml(noteWords(pair, finding))}</note>`);
    return `    <unit id="${xml(pair.id ?? `u${i + 1}`).replace(/\s/g, "_")}">\n${notes.length ? `      <notes>\n${notes.join("\n")}\n      </notes>\n` : ""}      <segment>\n        <source xml:space="preserve">${xml(pair.source)}</source>\n        <target xml:space="preserve">${xml(pair.rendering)}</target>\n      </segment>\n    </unit>`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="zh-CN" trgLang="en">\n  <file id="f1">\n${segments.map(unit).join("\n")}\n  </file>\n</xliff>\n`;
}

function toTmx(segments) {
  const kept = back(segments, "tmx");
  if (kept) return kept;
  const unit = (pair, i) => `    <tu tuid="${xml(pair.id ?? i + 1)}">\n      <tuv xml:lang="zh-CN"><seg>${xml(pair.source)}</seg></tuv>\n      <tuv xml:lang="en"><seg>${xml(pair.rendering)}</seg></tuv>\n    </tu>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n  <header creationtool="yinju" creationtoolversion="1" segtype="sentence" o-tmf="yinju" adminlang="en" srclang="zh-CN" datatype="plaintext"/>\n  <body>\n${segments.map(unit).join("\n")}\n  </body>\n</tmx>\n`;
}

function toHtml(segments) {
  const item = (pair, finding) => `<li class="${xml(finding.severity)}"><b>${xml(t(`severity.${finding.severity}`))} · ${xml(t(`type.${finding.type}`))}</b> ${xml(says(finding))}${finding.suggestion ? ` → <ins>${xml(finding.suggestion)}</ins>` : ""}${stateOf(pair, finding) === "ignored" ? ` <i>${xml(t("find.ignored", { why: pair.ignored[keyOf(finding)] || t("find.noReason") }))}</i>` : ""}</li>`;
  const row = (pair, i) => `<tr><td>${i + 1}</td><td lang="zh-CN">${xml(pair.source)}</td><td lang="en">${xml(pair.rendering)}</td><td><ul>${pair.findings.map((finding) => item(pair, finding)).join("")}</ul></td></tr>`;
  const counts = tally(segments);
  const summary = ["error", "warning", "note", "ignored"].filter((kind) => counts[kind]).map((kind) => t(`n.${kind}`, { n: counts[kind] })).join(" · ") || t("desk.clean");
  return `<!doctype html>\n<html lang="${lang() === "zh" ? "zh-CN" : "en"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${xml(t("report.title"))}</title><style>body{font:15px/1.6 sans-serif;margin:2rem}table{border-collapse:collapse;width:100%}td{border:1px solid #bbb;padding:.5rem;vertical-align:top;width:32%}td:first-child{width:2rem}ul{margin:0;padding-left:1rem}.error b{color:#9c1f17}.warning b{color:#744700}ins{text-decoration:none;font-weight:600}</style></head><body><h1>${xml(t("report.title"))}</h1><p>${xml(summary)}</p><table>${segments.map(row).join("\n")}</table></body></html>\n`;
}

function toText(segments) {
  return segments.map((pair, i) => pair.rendering + (i + 1 < segments.length ? pair.gap : "\n")).join("");
}

/** Hands `text` to the reader as a file. */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
