import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { WORDS as OF_DASHBOARD } from '../src/dashboard/words';
import { sectionUrl } from '../src/docs';
import type { Meaning } from '../src/term';
import { WORDS as OF_PLAYER } from '../src/words';

vi.mock('../src/term.css', () => ({}));

/** The headings of a document. */
function headings(document: string): string[] {
  return readFileSync(`../docs/${document}`, 'utf8').split('\n').flatMap((line) => /^##+ (.*)$/.exec(line)?.[1] ?? []);
}

test.each([...Object.entries<Meaning>(OF_DASHBOARD), ...Object.entries<Meaning>(OF_PLAYER)])('%s links to a section that its document has', (_, { section }) => {
  expect(headings(section.document)).toContain(section.heading);
});

test('a link names the heading as browsers look for it in plain text', () => {
  expect(sectionUrl({ document: 'steering.md', heading: 'Rate-quality' })).toBe('./docs/steering.md#:~:text=%23%23%20Rate%2Dquality');
});
