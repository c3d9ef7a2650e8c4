// One turn of the conversation as elements: waiting, answered, refused, stopped or failed.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { figure } from "./figure.js";
import { citationCard, supports } from "./citation.js";
import { asFootnote, asPlain, copy } from "./clipboard.js";
import { wordsOf } from "./said.js";

// Characters; a longer question shows its first lines, so that the answer is not a screen away.
const LONG = 300;

const htmlLang = (code) => code === "zh" ? "zh-CN" : "en";

/** A turn {question, state, answer?, partial?, found?, problem?} → its article. `how` = {api, base, newTab, ask, retry, vote, tell}. */
export function turnView(turn, how) {
  return h("li", { class: `turn ${turn.state}`, tabindex: -1 }, question(turn), h("div", { class: "reply" }, body(turn, how)));
}

function question(turn) {
  const asked = h("h2", { class: "question", dir: "auto" }, h("span", { class: "sr" }, `${t("turn.question")}: `), turn.question);
  if (turn.question.length <= LONG) return asked;
  asked.classList.toggle("cut", !turn.unfolded);
  const toggle = h("button", { type: "button", class: "quiet", "aria-expanded": String(Boolean(turn.unfolded)) }, t(turn.unfolded ? "cite.less" : "turn.whole"));
  toggle.addEventListener("click", () => {
    turn.unfolded = !turn.unfolded;
    asked.classList.toggle("cut", !turn.unfolded);
    toggle.setAttribute("aria-expanded", String(turn.unfolded));
    toggle.textContent = t(turn.unfolded ? "cite.less" : "turn.whole");
  });
  return [asked, toggle];
}

function body(turn, how) {
  if (turn.state === "waiting") return waiting(turn);
  if (turn.state === "stopped") return [h("p", { class: "note" }, t("turn.stopped")), retry(turn, how)];
  if (turn.state === "failed") return h("div", { class: "alert" }, h("p", {}, wordsOf(turn.problem)), retry(turn, how));
  return turn.answer.refusal ? refusal(turn, how) : answered(turn, how);
}

function waiting(turn) {
  const words = turn.found ? t("turn.found", { n: turn.found }) : t("turn.looking");
  return [
    turn.partial ? h("p", { class: "sentence", dir: "auto" }, turn.partial) : null,
    h("p", { class: "looking" }, h("span", { class: "dots", "aria-hidden": "true" }), words),
  ];
}

const retry = (turn, how) => h("p", { class: "again" }, h("button", { type: "button", onclick: () => how.retry(turn) }, t("turn.retry")));

function bigFigure(answer) {
  if (!answer.value) return null;
  const shown = figure(answer.value, answer.lang);
  return h("p", { class: "figure", lang: htmlLang(answer.lang) },
    shown.before && h("span", { class: "unit" }, `${shown.before} `), h("strong", {}, shown.number),
    shown.after && h("span", { class: "unit" }, (answer.lang === "en" ? " " : "") + shown.after));
}

// "1,000 个以上" under a large "1000个以上" says nothing more.
function onlyFigure(answer) {
  if (!answer.value) return false;
  const bare = (text) => text.replace(/[\s,，。.]/g, "").toLowerCase();
  return bare(Object.values(figure(answer.value, answer.lang)).join("")) === bare(answer.answer);
}

function answered(turn, how) {
  const { answer } = turn;
  const percent = Math.round((answer.confidence ?? 0) * 100);
  return [
    bigFigure(answer),
    onlyFigure(answer) ? null : h("p", { class: "sentence", lang: htmlLang(answer.lang), dir: "auto" }, answer.answer),
    agreement(answer),
    h("p", { class: "sure" }, t("turn.confidence", { n: percent }), percent < 60 ? ` · ${t("turn.low")}` : ""),
    cards(answer.citations.filter(supports), t("turn.sources"), how),
    further(answer, how),
    actions(turn, how),
    nextQuestions(answer.follow_ups, t("turn.followUps"), how),
  ];
}

function further(answer, how) {
  const others = answer.citations.filter((citation) => !supports(citation));
  if (!others.length) return null;
  return h("details", { class: "near" }, h("summary", {}, t("turn.further", { n: others.length })), cards(others, null, how));
}

function agreement(answer) {
  if (answer.agreement === "agree") {
    const n = new Set(answer.citations.filter(supports).map((citation) => citation.document_id)).size;
    return n > 1 ? h("p", { class: "agree" }, t("agree.agree", { n })) : null;
  }
  return answer.agreement === "differ" ? h("p", { class: "differ" }, t("agree.differ")) : null;
}

function refusal(turn, how) {
  const { answer } = turn;
  const near = answer.citations?.length ? answer.citations : answer.refusal.nearest ?? answer.nearest ?? [];
  return [
    h("div", { class: "refusal" },
      h("p", { class: "refusal-title" }, t(`refusal.${answer.refusal.reason}`)),
      h("p", { lang: htmlLang(answer.lang), dir: "auto" }, answer.refusal.message)),
    nextQuestions(answer.follow_ups, t("turn.try"), how),
    near.length ? h("details", { class: "near" }, h("summary", {}, t("turn.near")), cards(near, null, how)) : null,
    h("div", { class: "actions" }, retryQuiet(turn, how), votes(turn, how)),
  ];
}

function cards(citations, title, how) {
  return [title && h("h3", { class: "label" }, title), h("ol", { class: "cards" }, citations.map((citation) => citationCard(citation, how)))];
}

const retryQuiet = (turn, how) => h("button", { type: "button", class: "quiet", onclick: () => how.retry(turn) }, t("turn.retry"));

function nextQuestions(questions, title, how) {
  if (!questions?.length) return null;
  return h("div", { class: "next" }, h("h3", { class: "label" }, title),
    h("ul", {}, questions.map((question) => h("li", {}, h("button", { type: "button", class: "ask-this", dir: "auto", onclick: () => how.ask(question) }, question)))));
}

function copier(key, labelKey, text, how) {
  const button = h("button", { type: "button", class: "quiet" });
  const show = () => {
    button.textContent = t(key);
    if (labelKey) button.setAttribute("aria-label", t(labelKey));
  };
  button.addEventListener("click", async () => {
    button.textContent = t(await copy(text()) ? "copy.done" : "copy.failed");
    // A label would hide from a screen reader what the button now says.
    button.removeAttribute("aria-label");
    how.tell(button.textContent);
    setTimeout(show, 2000);
  });
  show();
  return button;
}

function actions(turn, how) {
  const home = how.base || location.href;
  return h("div", { class: "actions" },
    copier("copy.plain", "copy.plainLabel", () => asPlain(turn.answer, home), how),
    copier("copy.note", null, () => asFootnote(turn.answer, home), how),
    retryQuiet(turn, how), votes(turn, how));
}

function votes(turn, how) {
  if (!turn.answer.answer_id && !turn.answer.id) return null;
  if (turn.voted) return h("span", { class: "thanks", tabindex: -1 }, t("vote.thanks"));
  const good = h("button", { type: "button", class: "quiet", onclick: () => how.vote(turn, "good", "") }, t("vote.good"));
  const form = h("form", { class: "why", hidden: true, onsubmit: (event) => { event.preventDefault(); how.vote(turn, "bad", comment.value.trim()); } });
  const comment = h("input", { type: "text", maxlength: 1000, "aria-label": t("vote.comment"), placeholder: t("vote.comment") });
  form.append(comment, h("button", { type: "submit" }, t("vote.send")));
  const bad = h("button", { type: "button", class: "quiet", "aria-expanded": "false", onclick: () => {
    form.hidden = !form.hidden;
    bad.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) comment.focus();
  } }, t("vote.bad"));
  return [h("span", { class: "votes" }, good, bad), form];
}

/** What a screen reader is told when a turn ends. */
export function spoken(turn) {
  if (turn.state === "failed") return wordsOf(turn.problem);
  if (turn.state === "stopped") return t("turn.stopped");
  if (turn.state !== "done") return "";
  const { answer } = turn;
  return answer.refusal ? t("turn.refused", { text: answer.refusal.message }) : t("turn.answered", { text: answer.answer });
}
