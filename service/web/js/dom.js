// Builds elements. Text only ever enters a page as text nodes: nothing here, or anywhere in these pages, parses HTML.

// Embeddings, overrides and isolates can show words in an order in which they do not stand: no page shows them.
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;

/** h("p", {class: "note", onclick: f}, "text", child, null) → an element. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/** Appends nodes and strings, flattening lists and skipping what is absent. */
export function add(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child).replace(REORDERING, "")));
  }
  return parent;
}

/** Replaces what `parent` holds. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return add(parent, children);
}

/** A link target only if it stays on http(s): a document may carry any words, `javascript:` among them. */
export function safeUrl(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "#";
  } catch {
    return "#";
  }
}

/** Storage that may be refused (private windows, embedded pages): reads null, writes nowhere. */
export const store = {
  get(key, area = "localStorage") {
    try { return window[area].getItem(key); } catch { return null; }
  },
  set(key, value, area = "localStorage") {
    try { value === null ? window[area].removeItem(key) : window[area].setItem(key, value); } catch { /* nothing to keep it in */ }
  },
};
