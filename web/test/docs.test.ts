import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { WORDS as OF_DASHBOARD } from '../src/dashboard/words';
import { page } from '../documents.mjs';
import { sectionUrl } from '../src/docs';
import type { Meaning } from '../src/term';
import { WORDS as OF_PLAYER } from '../src/words';

vi.mock('../src/term.css', () => ({}));

const FOLDER = '../docs';
const NAMES = readdirSync(FOLDER).filter((it) => it.endsWith('.md'));
const TITLES = Object.fromEntries(NAMES.map((name) => [name, name]));

function rendered(document: string): string {
  return page(readFileSync(`${FOLDER}/${document}`, 'utf8'), { titles: TITLES, styleSheet: '../style.css' });
}

test.each([...Object.entries<Meaning>(OF_DASHBOARD), ...Object.entries<Meaning>(OF_PLAYER)])('%s links to a section that its document has', (_, { section }) => {
  const [path, anchor] = sectionUrl(section).split('#');
  expect(path).toBe(`./docs/${section.document.replace('.md', '.html')}`);
  expect(rendered(section.document)).toContain(` id="${anchor ?? ''}">${section.heading}</h`);
});

test.each(NAMES)('no link of %s leads to a page or a section that is not there', (name) => {
  const pages = new Map(NAMES.map((it) => [it.replace('.md', '.html'), rendered(it)]));
  const own = name.replace('.md', '.html');
  const text = pages.get(own) ?? '';
  const links = [.../<main>.*<\/main>/s.exec(text)?.[0].matchAll(/href="([^"]*)"/g) ?? []].map(([, href]) => href ?? '');
  for (const href of links.filter((it) => !it.startsWith('http'))) {
    const [file = '', anchor = ''] = href.split('#');
    expect(pages.get(file === '' ? own : file), href).toContain(anchor === '' ? '<h1' : ` id="${anchor}"`);
  }
});

test('a page has no text of Markdown, no link without a page, and no picture', () => {
  const html = page('# A & B\n\nSee [one](b.md#c), [two](results/x.md), [three](https://a.example/).\n\n![a view](images/v.png)\n', {
    titles: { 'a.md': 'A', 'b.md': 'B' },
    styleSheet: '../s.css',
  });
  expect(html).toContain('<title>A &#38; B · Starling</title>');
  expect(html).toContain('See <a href="b.html#c">one</a>, two, <a href="https://a.example/">three</a>.');
  expect(html).toContain('<em>a view</em>');
});
