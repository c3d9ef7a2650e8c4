// Words of the source page.

export const strings = {
  "find.label": ["在本文件中查找", "Search in this document"],
  "find.hint": ["查找", "Search"],
  "find.back": ["上一处", "Previous match"],
  "find.next": ["下一处", "Next match"],
  "find.count": ["{at} / {n}", "{at} of {n}"],
  "find.none": ["没有找到", "No matches"],
  "outline.label": ["目录", "Contents"],
  "facts": ["{source} · {n} 段 · {kb} kB", "{source} · {n} {n?paragraph:paragraphs} · {kb} kB"],
  "para.link": ["第 {n} 段的链接", "Link to paragraph {n}"],
  "document.missing": ["没有这份文件", "There is no such document"],
  "document.missingWhy": ["知识库中没有编号为 {id} 的文件；它可能已被移除。", "No document here has the id {id}; it may have been removed."],
  "document.home": ["去提问", "Ask a question"],
  "document.failed": ["文件没有打开", "The document could not be opened"],
  "document.retry": ["重试", "Try again"],
};
