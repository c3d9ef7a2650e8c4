// The bearer token of the service's own pages: none where the service needs none, else a short-lived one bound to this
// origin, else a key typed by the user and kept in this tab only.

import { h, store } from "./dom.js";
import { t } from "./i18n.js";

const KEY = "yinju.key";

/** A token source for `client`. With `ask: true` a refused request opens a dialog for a key. */
export function pageToken({ ask = true, widget = true } = {}) {
  let short = null;
  let renewing = null;
  const renew = async () => {
    store.set(KEY, null, "sessionStorage");
    if (widget && (short = await originToken(""))) return short;
    return ask ? askForKey() : null;
  };
  return async (refused) => {
    const held = store.get(KEY, "sessionStorage") ?? short;
    if (refused === undefined) return held;
    // Several requests may be refused at once: what one of them has got meanwhile, or is getting, serves them all.
    if (held !== refused) return held ?? renewing;
    renewing ??= renew().finally(() => { renewing = null; });
    return renewing;
  };
}

let answer = null;

/** Goes on with `key` in this tab, and so does a dialog that asks for one; null forgets the one it had. */
export function useKey(key) {
  store.set(KEY, key, "sessionStorage");
  if (key) answer?.(key);
}

const listeners = new Set();

/** Calls `listener` each time that a key was typed. */
export const onKey = (listener) => { listeners.add(listener); };

/** The short-lived token that the service gives to pages of an origin it knows; null where it gives none. */
export async function originToken(base) {
  try {
    const response = await fetch(`${base}/v1/widget-token`, { method: "POST", headers: { Accept: "application/json" } });
    return response.ok ? (await response.json()).token ?? null : null;
  } catch {
    return null;
  }
}

let open = null;

/** Asks for a key once, however many requests wait for it. Null where the user declines. */
export function askForKey() {
  open ??= new Promise((resolve) => {
    const input = h("input", { type: "password", autocomplete: "off", required: true, name: "key" });
    const dialog = h("dialog", { "aria-labelledby": "key-title" }, h("form", { method: "dialog" },
      h("h2", { id: "key-title" }, t("key.title")), h("p", { class: "note" }, t("key.why")),
      h("label", { class: "field" }, t("key.label"), input),
      h("div", { class: "row end" },
        h("button", { type: "button", onclick: () => dialog.close("") }, t("key.cancel")),
        h("button", { type: "submit", class: "primary" }, t("key.use")))));
    dialog.addEventListener("submit", () => { dialog.returnValue = input.value.trim(); });
    dialog.addEventListener("close", () => {
      const key = input.value.trim() && dialog.returnValue !== "" ? input.value.trim() : null;
      store.set(KEY, key, "sessionStorage");
      dialog.remove();
      open = answer = null;
      resolve(key);
      if (key) for (const listener of listeners) listener();
    });
    answer = (given) => { input.value = given; dialog.close(given); };
    document.body.append(dialog);
    dialog.showModal();
  });
  return open;
}
