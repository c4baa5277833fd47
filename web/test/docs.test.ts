import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORDS } from '../src/dashboard/words';
import { sectionUrl, type Section } from '../src/docs';

/** The headings of a document. */
function headings(document: string): string[] {
  return readFileSync(`../docs/${document}`, 'utf8').split('\n').flatMap((line) => /^##+ (.*)$/.exec(line)?.[1] ?? []);
}

test('the link of every word of the dashboard leads to a section that its document has', () => {
  for (const { section } of Object.values<{ section: Section }>(WORDS)) {
    expect(headings(section.document)).toContain(section.heading);
  }
});

test('the links of the player page lead to sections that their documents have', () => {
  const urls = [...readFileSync('index.html', 'utf8').matchAll(/href="(\.\/docs\/[^"]*)"/g)].flatMap(([, url]) => url ?? []);
  expect(urls).toHaveLength(8);
  for (const url of urls) {
    const [, document = '', text = ''] = /^\.\/docs\/([\w.-]+)#:~:text=(.*)$/.exec(url) ?? [];
    const heading = decodeURIComponent(text).replace('## ', '');
    expect(headings(document)).toContain(heading);
    expect(sectionUrl({ document, heading })).toBe(url);
  }
});
