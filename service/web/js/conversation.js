// The conversation: asks, streams, stops, retries, follows up and keeps the draft. Used by the chat page and, inside a
// shadow tree, by the widget; it touches nothing outside the element it is given.

import { fill, h, store } from "./dom.js";
import { onLang, t } from "./i18n.js";
import { spoken, turnView } from "./answer.js";

const LIMIT = 2000;
const KEPT_TURNS = 20;
const PAST = 6;

/** Mounts a conversation in `place`. Returns {ask, focus, clear, onTurns}. `welcome` is shown while nothing was asked. */
export function startConversation(place, { api, base = location.origin, newTab = false, welcome = null, documents = () => [], keep = "yinju.talk" }) {
  let turns = restore(keep);
  let running = null;

  const list = h("ol", { class: "turns" });
  const status = h("p", { class: "sr", role: "status" });
  const area = h("textarea", { rows: 1, maxlength: LIMIT, enterkeyhint: "send" });
  const send = h("button", { type: "submit", class: "primary" });
  const stop = h("button", { type: "button", class: "halt", hidden: true, onclick: () => running?.abort() });
  const count = h("span", { class: "count" });
  const fresh = h("button", { type: "button", class: "quiet fresh", onclick: clear });
  const form = h("form", { class: "composer" }, h("div", { class: "box" }, area, stop, send), h("div", { class: "under" }, fresh, count));
  const how = { api, base, newTab, ask, retry, vote, tell: (words) => { status.textContent = words; } };
  place.append(h("div", { class: "talk" }, welcome, list), status, form);

  area.value = store.get(`${keep}.draft`) ?? "";
  area.addEventListener("input", () => { store.set(`${keep}.draft`, area.value || null); grow(); });
  area.addEventListener("keydown", (event) => {
    // Enter that ends an input method's composition chooses characters; it must not send.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "Escape" && running) { event.stopPropagation(); running.abort(); }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = area.value.trim();
    if (!question || running) return;
    area.value = "";
    grow();
    ask(question);
  });
  window.addEventListener("online", () => { status.textContent = t("online.back"); });
  onLang(draw);
  draw();

  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 220)}px`;
    const left = LIMIT - area.value.length;
    count.textContent = left < 200 ? t("ask.count", { n: left }) : "";
  }

  function draw() {
    area.setAttribute("aria-label", t("ask.label"));
    send.textContent = t("ask.send");
    stop.textContent = t("ask.stop");
    fresh.textContent = t("ask.new");
    fill(list, turns.map((turn) => (turn.view = turnView(turn, how))));
    frame();
    grow();
  }

  function focused() { return place.getRootNode().activeElement; }

  // What had the focus goes when a turn is drawn anew: the turn takes it, so that the keyboard stays where it was.
  function redraw(turn) {
    const view = turnView(turn, how);
    const held = turn.view.contains(focused());
    turn.view.replaceWith(view);
    turn.view = view;
    if (held) focusTurn(turn);
  }

  function focusTurn(turn) { (turn.view.querySelector(".thanks") ?? turn.view).focus({ preventScroll: true }); }

  function frame() {
    if (welcome) welcome.hidden = turns.length > 0;
    fresh.hidden = turns.length === 0;
    area.setAttribute("placeholder", t(turns.length ? "ask.more" : "ask.hint"));
    const at = focused();
    send.hidden = running !== null;
    stop.hidden = running === null;
    if (at === send && send.hidden) stop.focus();
  }

  function ask(question) {
    if (running) return;
    const turn = { question, state: "waiting" };
    turns.push(turn);
    turn.view = turnView(turn, how);
    list.append(turn.view);
    const typed = form.contains(focused());
    run(turn);
    if (!typed) focusTurn(turn);
    turn.view.scrollIntoView({ block: "start" });
  }

  function retry(turn) {
    if (running) return;
    Object.assign(turn, { state: "waiting", answer: null, partial: "", found: 0, problem: null, voted: false });
    redraw(turn);
    run(turn);
  }

  async function run(turn) {
    running = new AbortController();
    store.set(`${keep}.draft`, turn.question);
    frame();
    status.textContent = t("turn.looking");
    try {
      await api.ask(request(turn), {
        citations: (found) => { turn.found = Array.isArray(found) ? found.length : found?.citations?.length ?? 0; redraw(turn); },
        delta: (piece) => { turn.partial = (turn.partial ?? "") + (typeof piece === "string" ? piece : piece?.text ?? piece?.delta ?? ""); redraw(turn); },
        answer: (answer) => { Object.assign(turn, { state: "done", answer }); redraw(turn); },
      }, running.signal);
      if (area.value.trim() === turn.question) area.value = "";
      store.set(`${keep}.draft`, area.value || null);
    } catch (error) {
      fail(turn, error);
    }
    running = null;
    const stopping = focused() === stop;
    frame();
    if (turn.state !== "done") redraw(turn);
    if (stopping && turn.state === "stopped") area.focus();
    else if (stopping) focusTurn(turn);
    status.textContent = spoken(turn);
    save();
  }

  function fail(turn, error) {
    if (turn.state === "done") return;
    const stopped = error.name === "AbortError";
    Object.assign(turn, { state: stopped ? "stopped" : "failed", problem: error });
    // What was asked goes back where it was written, unless something new has been begun there.
    if (!area.value) { area.value = turn.question; grow(); }
    store.set(`${keep}.draft`, area.value);
  }

  function request(turn) {
    const before = turns.slice(0, turns.indexOf(turn)).filter((past) => past.state === "done").slice(-PAST);
    const body = { question: turn.question };
    if (before.length) body.history = before.map((past) => past.answer.answer ? { question: past.question, answer: past.answer.answer } : { question: past.question });
    const only = documents();
    if (only.length) body.documents = only;
    return body;
  }

  async function vote(turn, verdict, comment) {
    const body = { answer_id: turn.answer.answer_id ?? turn.answer.id, verdict };
    if (comment) body.comment = comment;
    try {
      await api.post("/v1/feedback", body);
      turn.voted = true;
      redraw(turn);
      status.textContent = t("vote.thanks");
      save();
    } catch (error) {
      status.textContent = error.words;
      turn.view.querySelector(".actions").append(h("span", { class: "thanks", role: "alert" }, error.words));
    }
  }

  function clear() {
    running?.abort();
    turns = [];
    fill(list);
    save();
    frame();
    area.focus();
  }

  function save() {
    const done = turns.filter((turn) => turn.state === "done").slice(-KEPT_TURNS).map(({ question, state, answer, voted }) => ({ question, state, answer, voted }));
    store.set(keep, done.length ? JSON.stringify(done) : null, "sessionStorage");
  }

  return { ask, clear, focus: () => area.focus() };
}

function restore(keep) {
  try {
    const turns = JSON.parse(store.get(keep, "sessionStorage") ?? "[]");
    return Array.isArray(turns) ? turns.filter((turn) => turn.answer) : [];
  } catch {
    return [];
  }
}
