/** The rate–quality plot of a title or clip: members, rungs, tails and blend points. */
import { html, svg } from '../dom';
import type { Title, TitleSummary } from '../edge';
import * as edge from '../edge';
import * as format from '../format';
import { colour, labels } from '../panels';
import type { Blend, Points } from './api';
import { term } from './words';

const WIDTH = 720;
const HEIGHT = 380;
const MARGIN = { left: 46, right: 14, top: 12, bottom: 34 };
/** More points would take long to draw and hide each other; the table has all. */
const MAX_BLENDS = 600;

/** A point with what it is, in words. */
export interface Mark {
  kind: 'member' | 'rung' | 'tail' | 'rows' | 'requantised';
  member?: string | undefined;
  bitsPerSecond: number;
  vmaf: number;
  words: string;
  predicted: boolean;
}

function blend(point: Blend, label: (cluster: string) => string): Mark {
  const { member, lower, tail, level, bitsPerSecond, vmaf } = point;
  const common = { member, bitsPerSecond, vmaf, predicted: point.basis === 'predicted' };
  if (tail !== undefined) {
    return { ...common, kind: 'tail', words: `${label(member)}, its tail from frame ${tail.from + 1}, CRF + ${format.points(tail.crfStep)}` };
  }
  return level === 'slice'
    ? { ...common, kind: 'rows', words: `rows of ${label(member)} and ${label(lower ?? '')}` }
    : { ...common, kind: 'requantised', words: `${label(member)}, requantised` };
}

/** All points, those that lie behind others first. */
export function marks(points: Points, label: (cluster: string) => string): Mark[] {
  return [
    ...points.blends.map((it) => blend(it, label)),
    ...points.rungs.map(({ rung, member, bitsPerSecond, vmaf }): Mark => ({
      kind: 'rung',
      bitsPerSecond,
      vmaf,
      predicted: false,
      words: `rung ${rung + 1}${member === undefined ? '' : `, served by ${label(member)}`}`,
    })),
    ...points.members.map(({ member, bitsPerSecond, vmaf }): Mark => ({
      kind: 'member',
      member,
      bitsPerSecond,
      vmaf,
      predicted: false,
      words: label(member),
    })),
  ];
}

/** Round numbers of a logarithmic axis: 1, 2 and 5 of each decade. */
export function decades(least: number, most: number): number[] {
  const found: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(least)); decade <= most; decade *= 10) {
    found.push(...[1, 2, 5].map((digit) => digit * decade).filter((it) => it >= least && it <= most));
  }
  return found;
}

function draw(all: Mark[], title: Title): SVGElement {
  const rates = all.map((it) => it.bitsPerSecond);
  const least = Math.min(...rates) / 1.15;
  const most = Math.max(...rates) * 1.15;
  const low = Math.max(0, Math.floor(Math.min(...all.map((it) => it.vmaf)) / 10) * 10);
  const x = (bits: number) =>
    MARGIN.left + (Math.log(bits / least) / Math.log(most / least)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (vmaf: number) => MARGIN.top + ((100 - vmaf) / (100 - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const drawing = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: 'points',
    role: 'img',
    'aria-label': `${all.length} points by bitrate and VMAF; the table below lists them`,
  });
  for (let vmaf = low; vmaf <= 100; vmaf += 10) {
    drawing.append(
      svg('line', { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(vmaf), y2: y(vmaf), class: 'border' }),
      svg('text', { x: MARGIN.left - 8, y: y(vmaf), class: 'lane-name' }, String(vmaf)),
    );
  }
  for (const bits of decades(least, most)) {
    drawing.append(
      svg('line', { x1: x(bits), x2: x(bits), y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom, class: 'border' }),
      svg('text', { x: x(bits), y: HEIGHT - MARGIN.bottom + 20, class: 'at-rate' }, format.bitRate(bits)),
    );
  }
  const rungs = all.filter((it) => it.kind === 'rung');
  drawing.append(
    svg('polyline', { points: rungs.map((it) => `${x(it.bitsPerSecond)},${y(it.vmaf)}`).join(' '), class: 'rungs' }),
  );
  for (const mark of all) {
    drawing.append(shape(mark, x(mark.bitsPerSecond), y(mark.vmaf), title));
  }
  return drawing;
}

function shape(mark: Mark, x: number, y: number, title: Title): SVGElement {
  const attributes = {
    class: `mark ${mark.kind}${mark.predicted ? ' predicted' : ''}`,
    style: mark.member === undefined ? undefined : colour(mark.member, title),
  };
  const words = svg('title', {}, `${mark.words}: ${format.bitRate(mark.bitsPerSecond)}, VMAF ${mark.vmaf.toFixed(1)}`);
  switch (mark.kind) {
    case 'member':
      return svg('circle', { cx: x, cy: y, r: 5.5, ...attributes }, words);
    case 'rung':
      return svg('circle', { cx: x, cy: y, r: 9, ...attributes }, words);
    case 'tail':
      return svg('path', { d: `M${x - 3.5} ${y - 3}h7l-3.5 6z`, ...attributes }, words);
    case 'rows':
      return svg('path', { d: `M${x - 3.5} ${y - 3.5}h7v7h-7z`, ...attributes }, words);
    case 'requantised':
      return svg('path', { d: `M${x - 4} ${y}l4 -4l4 4l-4 4z`, ...attributes }, words);
  }
}

const NAMES: Record<Mark['kind'], string> = {
  member: 'members',
  rung: 'rungs',
  tail: 'tails',
  rows: 'rows of two members',
  requantised: 'requantised',
};

function key(all: Mark[]): HTMLElement {
  const kinds = (Object.keys(NAMES) as Mark['kind'][]).filter((kind) => all.some((it) => it.kind === kind));
  const words = { rung: 'rung', tail: 'tail', rows: 'level', requantised: 'level', member: 'mix' } as const;
  return html(
    'ul',
    { class: 'keys' },
    ...kinds.map((kind) =>
      html('li', {}, html('span', { class: `swatch mark-key ${kind}` }), term(words[kind], NAMES[kind]), ` ${all.filter((it) => it.kind === kind).length}`),
    ),
  );
}

function table(all: Mark[]): HTMLElement {
  const sorted = [...all].sort((a, b) => b.bitsPerSecond - a.bitsPerSecond);
  const list = html('div', { class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': 'All points' });
  const details = html('details', {}, html('summary', {}, 'As a table'), list);
  details.addEventListener('toggle', () => {
    if (details.open && list.childElementCount === 0) {
      const heading = (name: string, kind = '') => html('th', { scope: 'col', class: kind }, name);
      list.append(
        html(
          'table',
          { class: 'plain-table' },
          html('thead', {}, html('tr', {}, heading('Point'), heading('Bitrate', 'number'), heading('VMAF', 'number'))),
          html(
            'tbody',
            {},
            ...sorted.map((it) =>
              html(
                'tr',
                {},
                html('th', { scope: 'row' }, `${it.words}${it.predicted ? ' (predicted)' : ''}`),
                html('td', { class: 'number' }, format.bitRate(it.bitsPerSecond)),
                html('td', { class: 'number' }, it.vmaf.toFixed(1)),
              ),
            ),
          ),
        ),
      );
    }
  });
  return details;
}

/** Every n-th of them, so that there are at most so many. */
export function thinned<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, i) => i % step === 0);
}

/** Lets people choose a title and a clip, and draws its points. */
export class QualityPlot {
  private readonly failed = (reason: unknown) => {
    this.place.replaceChildren();
    this.state.textContent =
      reason instanceof edge.EdgeError && reason.status === 404
        ? 'This title has gone.'
        : 'The points cannot be read now. Choose the title again to try once more.';
  };
  private listed = new Map<string, TitleSummary>();
  /** The edition of the title whose clips are offered. */
  private edition: string | undefined;

  /** @param signal ends it */
  constructor(
    private readonly place: HTMLElement,
    private readonly state: HTMLElement,
    private readonly titles: HTMLSelectElement,
    private readonly clips: HTMLSelectElement,
    signal: AbortSignal,
  ) {
    titles.addEventListener('change', () => { this.chosen(); }, { signal });
    clips.addEventListener('change', () => { this.show().catch(this.failed); }, { signal });
  }

  /** Offers titles. */
  put(titles: TitleSummary[]): void {
    const before = this.titles.value;
    this.listed = new Map(titles.map((title) => [title.id, title]));
    this.titles.replaceChildren(...titles.map(({ id, name }) => html('option', { value: id }, name === '' ? id : name)));
    this.titles.disabled = this.clips.disabled = titles.length === 0;
    if (titles.length === 0) {
      this.state.textContent = 'The edge serves no titles yet.';
      this.place.replaceChildren();
      return;
    }
    if (!this.listed.has(before)) {
      this.chosen();
      return;
    }
    this.titles.value = before;
    if (this.listed.get(before)?.edition !== this.edition) {
      // It has grown, or was replaced.
      const clip = this.clips.value;
      this.offerClips();
      this.clips.value = [...this.clips.options].some(({ value }) => value === clip) ? clip : '';
      this.show().catch(this.failed);
    }
  }

  private chosen(): void {
    const count = this.offerClips();
    // Every 16th clip has blends that were measured; the first is one of them.
    this.clips.value = count > 0 ? '0' : '';
    this.show().catch(this.failed);
  }

  /** Offers the clips of the chosen title, and returns how many there are. */
  private offerClips(): number {
    const title = this.listed.get(this.titles.value);
    const count = title?.clips ?? 0;
    this.edition = title?.edition;
    this.clips.replaceChildren(
      html('option', { value: '' }, 'the whole title'),
      ...Array.from({ length: count }, (_, i) => html('option', { value: i }, String(i + 1))),
    );
    return count;
  }

  private async show(): Promise<void> {
    const id = this.titles.value;
    const clip = this.clips.value;
    const path = `./api/titles/${encodeURIComponent(id)}/quality${clip === '' ? '' : `?clip=${clip}`}`;
    const [title, response] = await Promise.all([edge.title(id), fetch(path)]);
    if (!response.ok) {
      throw new edge.EdgeError(response.status, '');
    }
    const points = (await response.json()) as Points;
    if (id !== this.titles.value || clip !== this.clips.value) {
      return;
    }
    const all = marks(points, labels(title));
    const blends = all.filter((it) => it.kind !== 'member' && it.kind !== 'rung');
    const drawn = [...thinned(blends, MAX_BLENDS), ...all.filter((it) => !blends.includes(it))];
    this.state.textContent =
      clip === ''
        ? 'Means over the clips. Choose a clip to see what it can be blended to.'
        : `What clip ${Number(clip) + 1} can be sent as, ${format.seconds(points.seconds)} long. Filled points were measured, hollow ones predicted.`;
    this.place.replaceChildren(html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Plot' }, draw(drawn, title)), key(all), table(all));
  }
}
