// The line of a page that tells what has just happened: in the language shown, also after a switch.

import { onLang } from "./i18n.js";

/** Returns say(words, bad): `words` is a text, or a function that gives it in the language of the moment. */
export function statusLine(element) {
  let told = "";
  const show = () => { element.textContent = (typeof told === "function" ? told() : told) || "\u00a0"; };
  onLang(show);
  return (words, bad = false) => {
    told = words;
    element.classList.toggle("bad", bad);
    show();
  };
}

/** What an error says, in the language of the moment. */
export const wordsOf = (error) => error.words ?? String(error.message ?? error);
