/** Links to the documents, which the edge serves as pages beside this one (documents.mjs). */
import { anchor } from './anchor.mjs';

/** A section of a document, by its heading. */
export interface Section {
  document: string;
  heading: string;
}

/** The URL of a section. */
export function sectionUrl({ document, heading }: Section): string {
  return `./docs/${document.replace(/\.md$/, '.html')}#${anchor(heading)}`;
}
