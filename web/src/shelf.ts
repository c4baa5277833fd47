/** The titles as posters: links, so that the keyboard reaches them and a new tab can open one. */
import './shelf.css';
import { html } from './dom';
import type { TitleSummary } from './edge';
import { length } from './growth';

/** The URL of a title's poster. */
export function posterUrl({ id, edition }: Pick<TitleSummary, 'id' | 'edition'>): string {
  return `./titles/${encodeURIComponent(id)}/editions/${edition}/poster.jpg`;
}

/** What stands for a title without a poster. */
function tile(name: string): HTMLElement {
  return html('span', { class: 'poster tile', 'aria-hidden': 'true' }, String.fromCodePoint(name.codePointAt(0) ?? 0x20).toUpperCase());
}

function picture(title: TitleSummary, posters: boolean): HTMLElement {
  if (!title.poster || !posters) {
    return tile(title.name);
  }
  const src = posterUrl(title);
  const shown = document.querySelector(`img[src="${CSS.escape(src)}"]`);
  if (shown instanceof HTMLImageElement) {
    // One that is drawn anew would flash.
    return shown;
  }
  const image = html('img', { class: 'poster', src, alt: `A picture of ${title.name}`, loading: 'lazy' });
  // The title was replaced or removed meanwhile.
  image.addEventListener('error', () => {
    image.replaceWith(tile(title.name));
  });
  return image;
}

/** A package of this name beside a title's own is that title as a plain ladder (docs/player-page.md). */
export const LADDER = '.ladder';

/** Whether a title has a ladder, and both are whole. */
export function hasLadder(id: string, all: Pick<TitleSummary, 'id' | 'growing'>[]): boolean {
  return [id, id + LADDER].every((it) => all.some((title) => title.id === it && title.growing === undefined));
}

/** The titles of the edge, and the one that plays. */
export class Shelf {
  /** Whether the edge has artificial paths: both sides of a comparison need the same one. */
  shaping = false;
  /** The address of the page with a title. */
  address: (id: string) => string = (id) => `?${new URLSearchParams({ title: id }).toString()}`;
  /** Called when another title is chosen. */
  onChoose: () => void = () => undefined;
  /** The id of the title that plays; undefined if there is none. */
  chosen: string | undefined;
  /** Posters come after the first picture of the title that plays. */
  private posters = false;
  /** Ladders too. */
  private all: TitleSummary[] = [];

  /**
   * @param nav what is shown while there are titles
   * @param list receives them
   * @param compare the button for a comparison, shown where the chosen title can be compared
   */
  constructor(
    private readonly nav: HTMLElement,
    private readonly list: HTMLElement,
    private readonly compare: HTMLElement,
  ) {}

  /** The titles without the ladders. */
  titles(): TitleSummary[] {
    return this.all.filter(({ id }) => !id.endsWith(LADDER));
  }

  /** Whether there is a title that can be chosen. */
  has(id: string): boolean {
    return this.titles().some((title) => title.id === id);
  }

  /** Whether the edge has a package, which may be a ladder. */
  serves(id: string): boolean {
    return this.all.some((title) => title.id === id);
  }

  /** Whether a title can be played beside its ladder over the same artificial path. */
  comparable(id: string): boolean {
    return this.shaping && hasLadder(id, this.all);
  }

  /** Whether there may be more soon: of a title that is still being encoded, or the first title at all. */
  growing(): boolean {
    return this.titles().length === 0 || this.all.some(({ growing }) => growing !== undefined);
  }

  /** Takes all titles as the edge told them, ladders too. */
  put(all: TitleSummary[]): void {
    // Links that are drawn anew would lose a click that is under way.
    const isSame = JSON.stringify(all) === JSON.stringify(this.all);
    this.all = all;
    if (!isSame) {
      this.draw();
    }
  }

  /** Shows the posters of titles from now on. */
  showPosters(): void {
    this.posters = true;
    this.draw();
  }

  /** Marks the title that plays. */
  choose(id: string): void {
    this.chosen = id;
    this.draw();
  }

  draw(): void {
    this.nav.hidden = this.titles().length === 0;
    const { chosen, posters, address } = this;
    drawShelf(this.list, this.titles(), { chosen, posters, address }, (id) => {
      this.choose(id);
      this.onChoose();
    });
    this.compare.hidden = this.chosen === undefined || !this.comparable(this.chosen);
  }
}

/**
 * Draws the titles.
 *
 * @param chosen the id of the title that plays
 * @param posters whether posters are shown
 * @param address of the page with a title
 * @param onChoose called with the id of another one
 */
function drawShelf(
  list: HTMLElement,
  titles: TitleSummary[],
  { chosen, posters, address }: { chosen: string | undefined; posters: boolean; address: (id: string) => string },
  onChoose: (id: string) => void,
): void {
  const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.dataset['title'] : undefined;
  list.replaceChildren(
    ...titles.map((title) => {
      const link = html(
        'a',
        {
          href: address(title.id),
          'data-title': title.id,
          'aria-current': title.id === chosen ? 'true' : undefined,
        },
        picture(title, posters),
        html('span', { class: 'of' }, title.name),
        html('span', { class: 'facts' }, `${length(title)} · ${Math.min(title.width, title.height)}p`),
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
