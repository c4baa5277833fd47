/** How profiles were bred: the hull over generations, and the success of the operators. */
import { html } from '../dom';
import * as format from '../format';
import type { Evolution } from './api';
import { Chart, type Line } from './charts';
import { term } from './words';

type Profiles = NonNullable<Evolution['profiles']>;
type HullOfGeneration = Profiles['hulls'][number];

/** A hull has gains at some bitrates; three of them are drawn. */
export function gainAt(hull: HullOfGeneration, place: 'lowest' | 'middle' | 'highest'): number | undefined {
  const last = hull.gains.length - 1;
  return hull.gains[{ lowest: 0, middle: Math.round(last / 2), highest: last }[place]];
}

export function meanGain({ gains }: HullOfGeneration): number | undefined {
  return gains.length === 0 ? undefined : gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

const LINES: Line<HullOfGeneration>[] = [
  { name: 'mean', colour: '--plot-shown', of: meanGain },
  { name: 'lowest bitrate', colour: '--plot-bad', of: (it) => gainAt(it, 'lowest') },
  { name: 'middle', colour: '--plot-vmaf', of: (it) => gainAt(it, 'middle') },
  { name: 'highest', colour: '--plot-buffer', of: (it) => gainAt(it, 'highest') },
];

/** Draws what is bred. */
export class Breeding {
  private readonly chart = new Chart<HullOfGeneration>(
    { title: 'Points above the yardstick', word: 'hull', text: (it) => it.toFixed(1), lines: LINES },
    (hull) => hull.generation,
    (generation) => (Number.isInteger(generation) ? `gen. ${generation}` : ''),
  );
  private readonly operators = html('div');

  constructor(
    place: HTMLElement,
    private readonly state: HTMLElement,
  ) {
    place.replaceChildren(html('div', { class: 'beside' }, this.chart.figure, this.operators));
  }

  put({ profiles, awaited }: Evolution): void {
    if (profiles === undefined) {
      this.state.textContent = nothing(awaited);
      this.chart.figure.hidden = true;
      this.operators.replaceChildren();
      return;
    }
    this.state.textContent = bred(profiles);
    // The first generation is no line, and has no children.
    this.chart.figure.hidden = profiles.hulls.length < 2;
    this.chart.put(profiles.hulls);
    const tried = profiles.operators.filter(({ children }) => children > 0);
    this.operators.replaceChildren(tried.length === 0 ? 'No family has been bred from others yet.' : table(tried));
  }
}

/** What has been bred; without a hull there is no gain to tell. */
export function bred({ file, profiles, codecs, generation, hulls }: Profiles): string {
  const last = hulls.at(-1);
  const mean = last === undefined ? undefined : meanGain(last);
  const gain = mean === undefined ? '' : `, ${format.points(mean)} points above the yardstick in the mean`;
  const bredOf = `${format.count(profiles, 'family', 'families')} of ${codecs.join(', ')}`;
  return `${file}: ${bredOf} after ${format.count(generation, 'generation', 'generations')}${gain}.`;
}

/** What makes this show something. */
export function nothing(awaited: string | undefined): string {
  return awaited === undefined
    ? 'No profiles are named. Start the edge with --profiles FILE to follow what evolve breeds.'
    : `No profiles are bred yet. “./starling evolve VIDEO -o ${awaited}” breeds some on clips of a video; they are shown here after each generation.`;
}

function table(operators: Profiles['operators']): HTMLElement {
  const most = Math.max(...operators.map(({ gain }) => gain), 1e-9);
  return html(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Operators' },
    html(
      'table',
      { class: 'plain-table' },
      html(
        'thead',
        {},
        html(
          'tr',
          {},
          html('th', { scope: 'col' }, term('operator', 'Operator')),
          html('th', { scope: 'col', class: 'number' }, 'Children'),
          html('th', { scope: 'col', class: 'number' }, 'Points gained'),
          html('td', { class: 'gained' }),
          html('th', { scope: 'col', class: 'number' }, 'Per CPU hour'),
        ),
      ),
      html(
        'tbody',
        {},
        ...operators.map(({ operator, children, gain, cpuSeconds }) =>
          html(
            'tr',
            {},
            html('th', { scope: 'row' }, operator),
            html('td', { class: 'number' }, String(children)),
            html('td', { class: 'number' }, gain.toFixed(2)),
            html('td', { class: 'gained' }, html('span', { class: 'gain', style: `inline-size: ${(Math.max(0, gain) / most) * 100}%` })),
            html('td', { class: 'number quiet' }, cpuSeconds > 0 ? ((gain / cpuSeconds) * 3600).toFixed(2) : '–'),
          ),
        ),
      ),
    ),
  );
}
