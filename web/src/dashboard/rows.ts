/** A table of many rows of which only those in view are built, for mouse, touch, keyboard and screen readers. */
import { html } from '../dom';

/** The height of a row, as in dashboard.css. */
const ROW_PIXELS = 34;
/** Rows above and below those in view, so that scrolling shows no gap. */
const SPARE = 3;

export interface Column<T> {
  name: string | Node;
  /** What it is about, for the style sheet: `number`, `wide`, `late` (hidden first where there is no room). */
  kind?: string;
  text: (item: T) => string;
  /** Draws more than the text; called again when the text changes. */
  draw?: (cell: HTMLElement, item: T) => void;
}

export interface Choosing<T> {
  key: (item: T) => string;
  /** Called when a row is chosen, and with nothing when it no longer is. */
  onChoose: (item: T | undefined) => void;
}

/** Which rows to build. */
export function inView(scrolled: number, height: number, count: number): { from: number; until: number } {
  const from = Math.max(0, Math.floor(scrolled / ROW_PIXELS) - SPARE);
  return { from, until: Math.min(count, Math.ceil((scrolled + height) / ROW_PIXELS) + SPARE) };
}

export class Rows<T> {
  private readonly grid: HTMLElement;
  private readonly body: HTMLElement;
  private readonly built: HTMLElement[] = [];
  private items: readonly T[] = [];
  private active = 0;
  private chosen: string | undefined;
  private waiting = false;

  constructor(
    place: HTMLElement,
    private readonly name: string,
    private readonly columns: Column<T>[],
    private readonly choosing?: Choosing<T>,
  ) {
    this.body = html('div', { class: 'grid-body', role: 'rowgroup' });
    const head = html(
      'div',
      { role: 'rowgroup', class: 'grid-head' },
      html(
        'div',
        { role: 'row', 'aria-rowindex': 1, class: 'grid-row' },
        ...columns.map((column) => html('span', { role: 'columnheader', class: column.kind ?? '' }, column.name)),
      ),
    );
    this.grid = html('div', { class: `grid ${name}`, role: 'grid', tabindex: 0 }, head, this.body);
    this.grid.setAttribute('aria-labelledby', `${name}-heading`);
    place.replaceChildren(this.grid);
    this.grid.addEventListener('scroll', () => {
      this.later();
    });
    this.grid.addEventListener('keydown', (event) => {
      this.key(event);
    });
    this.body.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest('[role=row]') : null;
      if (row !== null) {
        this.active = Number(row.getAttribute('aria-rowindex')) - 2;
        this.choose();
      }
    });
    new ResizeObserver(() => {
      this.later();
    }).observe(this.grid);
  }

  put(items: readonly T[]): void {
    this.items = items;
    this.active = Math.min(this.active, Math.max(0, items.length - 1));
    this.grid.setAttribute('aria-rowcount', String(items.length + 1));
    this.body.style.blockSize = `${items.length * ROW_PIXELS}px`;
    this.draw();
  }

  /** Draws before the next frame, once. */
  private later(): void {
    if (!this.waiting) {
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        this.draw();
      });
    }
  }

  private draw(): void {
    const { from, until } = inView(this.grid.scrollTop, this.grid.clientHeight, this.items.length);
    while (this.built.length < until - from) {
      const row = html('div', { role: 'row', class: 'grid-row' });
      row.append(...this.columns.map((column) => html('span', { role: 'gridcell', class: column.kind ?? '' })));
      this.built.push(row);
      this.body.append(row);
    }
    for (const spare of this.built.splice(Math.max(0, until - from))) {
      spare.remove();
    }
    this.built.forEach((row, i) => {
      const item = this.items[from + i];
      if (item !== undefined) {
        this.fill(row, from + i, item);
      }
    });
    const id = `${this.name}-row-${this.active}`;
    if (this.active >= from && this.active < until) {
      this.grid.setAttribute('aria-activedescendant', id);
    } else {
      this.grid.removeAttribute('aria-activedescendant');
    }
  }

  private fill(row: HTMLElement, index: number, item: T): void {
    row.id = `${this.name}-row-${index}`;
    row.setAttribute('aria-rowindex', String(index + 2));
    row.style.insetBlockStart = `${index * ROW_PIXELS}px`;
    row.classList.toggle('active', index === this.active);
    if (this.choosing !== undefined) {
      row.setAttribute('aria-selected', String(this.choosing.key(item) === this.chosen));
    }
    this.columns.forEach((column, i) => {
      const cell = row.children[i];
      const text = column.text(item);
      if (cell instanceof HTMLElement && cell.dataset['text'] !== text) {
        cell.dataset['text'] = text;
        if (column.draw === undefined) {
          cell.textContent = text;
        } else {
          column.draw(cell, item);
        }
      }
    });
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.grid.clientHeight / ROW_PIXELS) - 2);
    const last = this.items.length - 1;
    const to: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: last,
    };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.active = Math.max(0, Math.min(last, next));
      this.reveal();
      this.draw();
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target === this.grid) {
      event.preventDefault();
      this.choose();
    }
  }

  /** Scrolls so that the active row is in view; the first row is the head, which stays. */
  private reveal(): void {
    const top = this.active * ROW_PIXELS;
    const room = this.grid.clientHeight - 2 * ROW_PIXELS;
    if (top < this.grid.scrollTop) {
      this.grid.scrollTop = top;
    } else if (top > this.grid.scrollTop + room) {
      this.grid.scrollTop = top - room;
    }
  }

  private choose(): void {
    const item = this.items[this.active];
    if (this.choosing !== undefined && item !== undefined) {
      const key = this.choosing.key(item);
      const off = this.chosen === key;
      this.chosen = off ? undefined : key;
      this.choosing.onChoose(off ? undefined : item);
    }
    this.draw();
  }
}
