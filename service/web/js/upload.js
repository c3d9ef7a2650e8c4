// Files on their way in: each with its progress, first of the sending and then of the work on it.

import { Problem } from "./api.js";
import { h } from "./dom.js";
import { lang, onLang, t } from "./i18n.js";
import { statusLine, wordsOf } from "./said.js";

const stem = (name) => name.replace(/\.[^.]+$/, "");
const isTmx = (file) => /\.tmx$/i.test(file.name);

/** Adds every file in turn; a .tmx goes along with the document of the same name, or by itself where there is none. */
export async function uploadAll({ api, token, place, files }) {
  const memories = new Map(files.filter(isTmx).map((file) => [stem(file.name), file]));
  const documents = files.filter((file) => !isTmx(file));
  const taken = new Set(documents.map((file) => stem(file.name)));
  const alone = files.filter((file) => isTmx(file) && !taken.has(stem(file.name)));
  for (const file of [...documents, ...alone]) {
    await uploadOne({ api, token, place, file, renderings: isTmx(file) ? null : memories.get(stem(file.name)), method: "POST", path: "/v1/documents" });
  }
}

/** Sends one file and follows its job to the end. Shows itself in `place`; never throws. */
export async function uploadOne({ api, token, place, file, renderings = null, method, path }) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": file.name });
  const state = h("span", { class: "note", role: "status" });
  const tell = statusLine(state);
  tell(() => t("up.sending"));
  place.append(h("li", {}, h("bdi", {}, file.name), bar, state));
  const end = (kind, words) => {
    state.className = kind;
    tell(words, kind === "bad");
    bar.value = 1;
    bar.hidden = kind === "bad";
  };
  try {
    const job = await send(api.base + path, method, file, renderings, await token(), (part) => { bar.value = part / 2; });
    await follow(api, job, (now) => {
      bar.value = 0.5 + (now.total ? now.done / now.total / 2 : 0);
      tell(() => now.state === "queued" ? t("up.queued") : t("up.running", { stage: stageWords(now.stage) }));
    });
    end("good", () => t("up.done"));
  } catch (error) {
    let why = error;
    const words = () => `${t("up.failed")}${lang() === "zh" ? "：" : ": "}${wordsOf(why)}`;
    end("bad", words);
    // What went wrong with a job the service tells in either language.
    if (error.job) onLang(async () => { why = failure(await api.get(`/v1/jobs/${error.job}`).catch(() => null)) ?? why; end("bad", words); });
  }
}

function failure(job) {
  if (!job?.problem) return null;
  return Object.assign(new Error([job.problem.detail, job.problem.remedy].filter(Boolean).join(" · ")), { job: job.id });
}

// XMLHttpRequest, because fetch does not tell how much it has sent.
function send(url, method, file, renderings, bearer, progress) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("file", file, file.name);
    if (renderings) body.append("renderings", renderings, renderings.name);
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("Accept-Language", lang());
    if (bearer) request.setRequestHeader("Authorization", `Bearer ${bearer}`);
    request.responseType = "json";
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onload = () => request.status < 300 ? resolve(request.response) : reject(new Error([request.response?.title, request.response?.detail, request.response?.remedy].filter(Boolean).join(" · ") || String(request.status)));
    request.onerror = () => reject(new Problem("upload"));
    request.send(body);
  });
}

/** A job's stage in words; the service's own name for one that is not known here. */
export function stageWords(stage) {
  const words = t(`stage.${stage}`);
  return words.startsWith("stage.") ? stage : words;
}

async function follow(api, job, tell) {
  for (let now = job; now?.id; now = await api.get(`/v1/jobs/${now.id}`)) {
    if (now.state === "failed") throw failure(now) ?? new Problem("problem");
    if (now.state === "done") return;
    tell(now);
    await new Promise((done) => setTimeout(done, 200));
  }
}
