// A value as people write it: 45000 户 is "4.5万户" in Chinese and "45,000 households" in English.

const before = {
  zh: { about: "约", more_than: "超过", at_most: "不超过", less_than: "低于", at_least: "" },
  en: { about: "about", more_than: "more than", at_most: "at most", less_than: "less than", at_least: "at least" },
};
const isYear = (value) => /年$/.test(value.unit) && Number.isInteger(value.number) && value.number > 1000 && value.number < 3000;
const tidy = (number) => Number(number.toPrecision(12));

function zhNumber(number) {
  const size = Math.abs(number);
  if (size >= 1e8) return `${tidy(number / 1e8)}亿`;
  if (size >= 1e4) return `${tidy(number / 1e4)}万`;
  return String(tidy(number));
}

function enNumber(number) {
  const size = Math.abs(number);
  const grouped = (n) => n.toLocaleString("en-GB", { maximumFractionDigits: 6 });
  if (size >= 1e12) return `${grouped(tidy(number / 1e12))} trillion`;
  if (size >= 1e9) return `${grouped(tidy(number / 1e9))} billion`;
  if (size >= 1e6) return `${grouped(tidy(number / 1e6))} million`;
  return grouped(tidy(number));
}

/** {number: 1000, unit: "个", unit_en: "base stations", bound: "at_least"} → {before: "", number: "1000", after: "个以上"}. */
export function figure(value, lang) {
  const bound = before[lang][value.bound] ?? "";
  if (isYear(value)) return { before: bound, number: String(value.number), after: lang === "zh" ? value.unit : "" };
  if (lang === "zh") {
    const after = value.bound === "at_least" ? "以上" : "";
    return { before: bound, number: zhNumber(value.number) + (value.unit === "%" ? "%" : ""), after: (value.unit === "%" ? "" : value.unit || "") + after };
  }
  if (value.unit === "%") return { before: bound, number: `${enNumber(value.number)}%`, after: "" };
  return { before: bound, number: enNumber(value.number), after: value.unit_en || value.unit || "" };
}
