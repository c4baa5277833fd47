/** The anchor that GitHub gives a heading: the pages of documents have it (documents.mjs), and docs.ts links to it. */
export function anchor(text) {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
