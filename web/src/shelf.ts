/** The titles as posters: links, so that the keyboard reaches them and a new tab can open one. */
import './shelf.css';
import { html } from './dom';
import type { TitleSummary } from './edge';
import { time } from './format';

/** The URL of a title's poster. */
export function posterUrl({ id, edition }: Pick<TitleSummary, 'id' | 'edition'>): string {
  return `./titles/${encodeURIComponent(id)}/editions/${edition}/poster.jpg`;
}

/** What stands for a title without a poster. */
function tile(name: string): HTMLElement {
  return html('span', { class: 'poster tile', 'aria-hidden': 'true' }, String.fromCodePoint(name.codePointAt(0) ?? 0x20).toUpperCase());
}

function picture(title: TitleSummary): HTMLElement {
  if (!title.poster) {
    return tile(title.name);
  }
  const image = html('img', { class: 'poster', src: posterUrl(title), alt: `A picture of ${title.name}`, loading: 'lazy' });
  // The title was replaced or removed meanwhile.
  image.addEventListener('error', () => {
    image.replaceWith(tile(title.name));
  });
  return image;
}

/**
 * Draws the titles.
 *
 * @param chosen the id of the title that plays
 * @param onChoose called with the id of another one
 */
export function drawShelf(
  list: HTMLElement,
  titles: TitleSummary[],
  chosen: string | undefined,
  onChoose: (id: string) => void,
): void {
  const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.dataset['title'] : undefined;
  list.replaceChildren(
    ...titles.map((title) => {
      const link = html(
        'a',
        {
          href: `?${new URLSearchParams({ title: title.id }).toString()}`,
          'data-title': title.id,
          'aria-current': title.id === chosen ? 'true' : undefined,
        },
        picture(title),
        html('span', { class: 'of' }, title.name),
        html('span', { class: 'facts' }, `${time(title.seconds)} · ${Math.min(title.width, title.height)}p`),
      );
      link.addEventListener('click', (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          onChoose(title.id);
        }
      });
      return html('li', {}, link);
    }),
  );
  if (focused !== undefined) {
    [...list.querySelectorAll('a')].find(({ dataset }) => dataset['title'] === focused)?.focus();
  }
}
