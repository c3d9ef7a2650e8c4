// Talks to the service: JSON, streamed answers, and problems told as people can act on them.

import { lang, t } from "./i18n.js";

/** What went wrong: `kind` chooses the words (offline, busy, key, lost, problem), `detail` is the service's own. */
export class Problem extends Error {
  constructor(kind, { title = "", detail = "", remedy = "", status = 0, after = 0 } = {}) {
    super(detail || title || kind);
    Object.assign(this, { kind, title, detail, remedy, status, after });
  }

  /** The words to show: what happened and what to do. */
  get words() {
    if (this.kind === "problem") return [this.title || t("problem.problem"), this.detail, this.remedy].filter(Boolean).join(t("stop"));
    if (this.kind === "busy" && this.after) return t("problem.busyFor", { s: this.after });
    return t(`problem.${this.kind}`);
  }
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const facts = { title: body.title, detail: body.detail, remedy: body.remedy, status: response.status, after: Number(response.headers.get("Retry-After")) || 0 };
  if (response.status === 401 || response.status === 403) return new Problem("key", facts);
  if (response.status === 429 || response.status === 503) return new Problem("busy", facts);
  return new Problem("problem", facts);
}

const lostOr = (error) => error.name === "AbortError" || error instanceof Problem ? error : new Problem(navigator.onLine === false ? "offline" : "lost");

/** A client of one service. `token()` gives the bearer token or null; after a 401 `token(refused)` gives another than the
    one refused, or null where there is none, and the request is sent once more. */
export function client({ base = "", token = async () => null } = {}) {
  async function send(path, options = {}, another = null) {
    const bearer = another ?? await token();
    const headers = { Accept: "application/json", "Accept-Language": lang(), ...options.headers };
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    let response;
    try {
      response = await fetch(base + path, { ...options, headers });
    } catch (error) {
      throw lostOr(error);
    }
    if (response.status === 401 && !another) {
      const fresh = await token(bearer);
      if (fresh) return send(path, options, fresh);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  const withBody = (method, path, body, options = {}) => send(path, {
    ...options, method, body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...options.headers },
  });

  async function json(response) {
    return response.status === 204 ? null : response.json();
  }

  return {
    base, token, send,
    get: async (path, options) => json(await send(path, options)),
    post: async (path, body, options) => json(await withBody("POST", path, body, options)),
    remove: async (path) => json(await send(path, { method: "DELETE" })),
    /** Asks with streaming; calls handlers[event](data) for each event. Resolves when the stream has said `done`. */
    async ask(question, handlers, signal) {
      const response = await withBody("POST", "/v1/ask", { ...question, stream: true }, { signal, headers: { Accept: "text/event-stream" } });
      if (!(response.headers.get("Content-Type") || "").startsWith("text/event-stream")) {
        handlers.answer?.(await response.json());
        return;
      }
      await readEvents(response.body, handlers);
    },
  };
}

// Longer than any pause between the service's heartbeats: past it, the connection is dead though nobody said so.
const SILENCE_MS = 45000;

async function readEvents(body, handlers) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "", answered = false;
  try {
    for (;;) {
      const { value, done } = await within(reader.read(), SILENCE_MS);
      if (done) break;
      buffer = (buffer + value).replace(/\r\n/g, "\n");
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop();
      for (const block of blocks) {
        const { event, data } = parseEvent(block);
        if (event === "problem") throw new Problem(data?.status === 503 || data?.status === 429 ? "busy" : "problem", data ?? {});
        if (event === "answer") answered = true;
        if (event === "done" && answered) return;
        handlers[event]?.(data);
      }
    }
  } catch (error) {
    throw lostOr(error);
  } finally {
    reader.cancel().catch(() => { /* already closed */ });
  }
  if (!answered) throw new Problem("lost");
}

function within(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Problem("lost")), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function parseEvent(block) {
  let event = "message";
  const lines = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) lines.push(line.slice(5).replace(/^ /, ""));
  }
  const raw = lines.join("\n");
  try {
    return { event, data: raw ? JSON.parse(raw) : null };
  } catch {
    return { event, data: raw };
  }
}
