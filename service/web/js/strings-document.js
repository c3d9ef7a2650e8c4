// Words of the source page.

export const strings = {
  "find.label": ["在本文件中查找", "Search in this document"],
  "find.hint": ["查找", "Search"],
  "find.back": ["上一处", "Previous match"],
  "find.next": ["下一处", "Next match"],
  "find.count": ["{at} / {n}", "{at} of {n}"],
  "find.none": ["没有找到", "No matches"],
  "outline.label": ["目录", "Contents"],
  "facts": ["{source} · {n} 段 · {kb} KB", "{source} · {n} {n?paragraph:paragraphs} · {kb} kB"],
  "para.link": ["第 {n} 段的链接", "Link to paragraph {n}"],
  "document.retry": ["重试", "Try again"],
};
