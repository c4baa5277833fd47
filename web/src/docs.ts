/** Links to the documents, which the edge serves as plain text beside the page. */

/** A section of a document, by its heading. */
export interface Section {
  document: string;
  heading: string;
}

/** The URL of a section. Plain text has no anchors, but browsers find a text in it (URL Fragment Text Directives). */
export function sectionUrl({ document, heading }: Section): string {
  return `./docs/${document}#:~:text=${encodeURIComponent(`## ${heading}`).replaceAll('-', '%2D')}`;
}
