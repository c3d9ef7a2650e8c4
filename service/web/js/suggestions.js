// Questions to begin with, from the service, which draws them from the documents themselves.

/** Up to four questions in `lang`; none where the service offers none. */
export async function questionsFor(api, lang) {
  try {
    const { questions } = await api.get(`/v1/suggestions?lang=${lang}`);
    return questions.slice(0, 4);
  } catch {
    return [];
  }
}
