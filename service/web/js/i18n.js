// Which language the page speaks, and its words. Tables are {key: [Chinese, English]}; each page brings its own.

import { store } from "./dom.js";

const tables = [];
const listeners = new Set();
let current = "zh";

/** The language now shown, "zh" or "en". */
export const lang = () => current;

/** Makes a table's words known. */
export const learn = (table) => { tables.push(table); };

/** t("found", {n: 3}) → the words in the language shown, with {n} put in, and {n?pair:pairs} by whether n is one.
    A key nobody knows shows itself. */
export function t(key, values = {}) {
  for (const table of tables) {
    if (key in table) return filled(table[key][current === "en" ? 1 : 0], values);
  }
  return key;
}

function filled(words, values) {
  return words.replace(/\{(\w+)\?([^:{}]*):([^{}]*)\}/g, (_, name, one, many) => values[name] === 1 ? one : many)
    .replace(/\{(\w+)\}/g, (all, name) => name in values ? String(values[name]) : all);
}

/** Sets the language without remembering it. */
export function startLang(value) { current = value === "en" ? "en" : "zh"; }

/** Switches the language, remembers it and tells every listener. */
export function switchLang(value) {
  startLang(value);
  store.set("yinju.lang", current);
  for (const listener of listeners) listener(current);
}

/** Calls `listener` after each switch. */
export const onLang = (listener) => { listeners.add(listener); };
