/** Links to the documents, which the edge serves as pages beside this one (documents.mjs). */

/** A section of a document, by its heading. */
export interface Section {
  document: string;
  heading: string;
}

/** The URL of a section. Its anchor is the one that GitHub gives the heading. */
export function sectionUrl({ document, heading }: Section): string {
  return `./docs/${document.replace(/\.md$/, '.html')}#${anchor(heading)}`;
}

function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
