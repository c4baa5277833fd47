// Makes pages of the documents in docs/, which the player page and the dashboard link to.
import { Marked } from 'marked';
import { anchor } from './src/anchor.mjs';

function escaped(text) {
  return text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
}

/** Where a link leads that has a page: within the document, to another one, or to a site; undefined otherwise. */
function target(href, names) {
  const [, file, fragment = ''] = /^([^#]*)(#.*)?$/.exec(href);
  if (file === '' || /^https?:/.test(file)) {
    return href;
  }
  return names.includes(file) ? file.replace(/\.md$/, '.html') + fragment : undefined;
}

/** The title of a document: its first heading. */
export function titleOf(markdown) {
  return /^# (.*)$/m.exec(markdown)[1];
}

/**
 * A document as a page. Links to files that have no page become plain text, and pictures their descriptions.
 *
 * titles: those of all documents by their file names; styleSheet: the URL of the player page's, for its colours
 */
export function page(markdown, { titles, styleSheet }) {
  const names = Object.keys(titles);
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchor(this.parser.parseInline(tokens, this.parser.textRenderer))}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const to = target(href, names);
        return to === undefined ? inner : `<a href="${escaped(to)}">${inner}</a>`;
      },
      image: ({ text }) => `<em>${escaped(text)}</em>`,
      // A wide table scrolls by itself, by keyboard, too.
      table(token) {
        const table = Object.getPrototypeOf(this).table.call(this, token);
        return `<div class="scroll" tabindex="0" role="region" aria-label="Table">${table}</div>\n`;
      },
    },
  });
  const others = Object.entries(titles).map(([file, title]) => `<li><a href="${file.replace(/\.md$/, '.html')}">${escaped(title)}</a></li>`);
  const title = titleOf(markdown);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(title)} · Starling</title>
    <link rel="icon" type="image/svg+xml" href="../favicon.svg" />
    <link rel="stylesheet" href="${styleSheet}" />
    <link rel="stylesheet" href="../documents.css" />
  </head>
  <body class="document">
    <nav aria-label="Documents"><a href="../">Player</a> <a href="../dashboard">Dashboard</a><ul>${others.join('')}</ul></nav>
    <main>
${marked.parse(markdown)}    </main>
  </body>
</html>
`;
}
