/** Jargon: a button that shows what a word means, with a link to the document that says more. */
import './term.css';
import { sectionUrl, type Section } from './docs';
import { html } from './dom';

/** What a word means, and where a document says more. */
export interface Meaning {
  text: string;
  section: Section;
}

function id(word: string): string {
  return `word-${word}`;
}

/** A button that shows the meaning of a word, once `explain` has built it. */
export function termOf(word: string, text: string): HTMLElement {
  return html('button', { type: 'button', class: 'term', popovertarget: id(word) }, text);
}

/** The link to the document that says more. */
export function linkOf({ section }: Meaning): HTMLElement {
  return html('a', { href: sectionUrl(section), target: '_blank' }, `More in ${section.document}`);
}

/** Builds what the buttons show. */
export function explain(place: HTMLElement, words: Record<string, Meaning>): void {
  place.replaceChildren(
    ...Object.entries(words).map(([word, meaning]) =>
      html('div', { id: id(word), class: 'word', popover: 'auto' }, html('p', {}, meaning.text), linkOf(meaning)),
    ),
  );
}
