/** The charts over time (uPlot): what they show, and drawing it. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { html } from '../dom';
import * as format from '../format';
import type { Figures } from './fleet';
import { once, steps } from './ticks';
import { term, type Word } from './words';

const HEIGHT = 130;

/** A line; `colour` names a custom property of the style sheet. */
export interface Line<F> {
  name: string;
  colour: string;
  of: (figures: F) => number | undefined;
}

export interface Shown<F> {
  title: string;
  word?: Word;
  text: (value: number) => string;
  /** The range of the axis; the data's by default. */
  range?: (least: number, most: number) => [number, number];
  lines: Line<F>[];
}

const share = (value: number) => format.percent(value);
const fromZero = (_: number, most: number): [number, number] => [0, most > 0 ? most * 1.1 : 1];
const whole: Shown<Figures>['range'] = () => [0, 1];
const count = (value: number) => value.toFixed(0);
const few = (value: number) => value.toFixed(2);
/** At least a point on each side, so that noise does not look like news. */
const loosely = (least: number, most: number): [number, number] => [Math.floor(least - 1), Math.ceil(most + 1)];

/** The charts of the fleet. */
export const CHARTS: Shown<Figures>[] = [
  {
    title: 'Viewers',
    text: count,
    range: fromZero,
    lines: [
      { name: 'watching now', colour: '--plot-shown', of: (it) => it.active },
      { name: 'sessions kept', colour: '--plot-path', of: (it) => it.sessions },
    ],
  },
  {
    title: 'Quality of experience',
    word: 'qoe',
    text: format.points,
    range: loosely,
    lines: [{ name: 'mean of the clips', colour: '--plot-shown', of: (it) => it.qoe }],
  },
  {
    title: 'Mean VMAF',
    word: 'vmaf',
    text: format.points,
    range: loosely,
    lines: [{ name: 'mean of the clips', colour: '--plot-vmaf', of: (it) => it.vmaf }],
  },
  {
    title: 'Stall ratio',
    word: 'stall',
    text: share,
    range: (_, most) => [0, Math.max(0.01, most * 1.1)],
    lines: [{ name: 'of the time', colour: '--plot-bad', of: (it) => it.stallRatio }],
  },
  {
    title: 'Start-up',
    word: 'start',
    text: format.seconds,
    range: fromZero,
    lines: [{ name: 'mean', colour: '--plot-buffer', of: (it) => it.startSeconds }],
  },
  {
    title: 'Down-moves a clip',
    word: 'down',
    text: few,
    range: (_, most) => [0, Math.max(0.1, most * 1.1)],
    lines: [{ name: 'in flight', colour: '--plot-bad', of: (it) => it.downMovesPerClip }],
  },
  {
    title: 'Levels of blending',
    word: 'level',
    text: share,
    range: whole,
    lines: [
      { name: 'whole clips', colour: '--level-gop', of: (it) => it.levels.gop },
      { name: 'frames', colour: '--level-frame', of: (it) => it.levels.frame },
      { name: 'slices', colour: '--level-slice', of: (it) => it.levels.slice },
      { name: 'coefficients', colour: '--level-coefficient', of: (it) => it.levels.coefficient },
    ],
  },
  {
    title: 'Sent',
    text: format.bitRate,
    range: fromZero,
    lines: [
      { name: 'pictures', colour: '--plot-shown', of: (it) => it.videoBitsPerSecond },
      { name: 'sound', colour: '--plot-buffer', of: (it) => it.audioBitsPerSecond },
    ],
  },
  {
    title: 'Processors in use',
    word: 'processors',
    text: few,
    range: fromZero,
    lines: [
      { name: 'the edge', colour: '--plot-shown', of: (it) => it.processors },
      { name: 'requantising', colour: '--plot-vmaf', of: (it) => it.requantisingProcessors },
    ],
  },
  {
    title: 'Answered by a cache',
    word: 'cache',
    text: share,
    range: whole,
    lines: [
      { name: 'members', colour: '--plot-buffer', of: (it) => it.hits['members'] },
      { name: 'named plans', colour: '--plot-vmaf', of: (it) => it.hits['plans'] },
    ],
  },
  {
    title: 'Reward by term',
    word: 'reward',
    text: format.points,
    lines: [
      { name: 'quality', colour: '--plot-vmaf', of: (it) => it.reward?.quality },
      { name: 'change', colour: '--plot-buffer', of: (it) => it.reward?.change },
      { name: 'waiting', colour: '--plot-bad', of: (it) => it.reward?.waiting },
      { name: 'splices', colour: '--plot-path', of: (it) => it.reward?.splice },
    ],
  },
];

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Whether there is nothing to draw of any line. */
export function isWithoutData<F>(lines: Pick<Line<F>, 'of'>[], data: F[]): boolean {
  return data.every((figures) => lines.every((line) => line.of(figures) === undefined));
}

/** A plot with its heading, its latest values and a key. */
export class Chart<F> {
  readonly figure: HTMLElement;
  private readonly place: HTMLElement;
  private readonly empty = html('p', { class: 'no-data' }, 'No data yet');
  private readonly values: HTMLElement[];
  private readonly closed = new AbortController();
  private plot: uPlot | undefined;
  private data: F[] = [];

  /**
   * @param across the position of a value on the horizontal axis
   * @param label a position in words; the time of day by default
   */
  constructor(
    private readonly shown: Shown<F>,
    private readonly across: (figures: F) => number,
    private readonly label: (at: number) => string = format.clock,
  ) {
    // Axes without data would show values that nobody has measured.
    this.place = html('div', { class: 'plot', role: 'img', hidden: '' });
    this.values = shown.lines.map(() => html('strong', {}, '–'));
    const key = shown.lines.map((line, i) =>
      html('li', {}, html('span', { class: 'swatch', style: `--swatch: var(${line.colour})` }), `${line.name} `, this.values[i] ?? ''),
    );
    this.figure = html(
      'figure',
      { class: 'card chart' },
      html('figcaption', {}, html('h3', {}, shown.word === undefined ? shown.title : term(shown.word, shown.title))),
      this.place,
      this.empty,
      html('ul', { class: 'keys' }, ...key),
    );
    new ResizeObserver(() => {
      this.plot?.setSize({ width: this.width(), height: HEIGHT });
    }).observe(this.place);
    // What has been drawn keeps its colours.
    matchMedia('(prefers-color-scheme: dark)').addEventListener(
      'change',
      () => {
        this.draw();
      },
      { signal: this.closed.signal },
    );
    // A plot takes some milliseconds to build: not before it is in view.
    new IntersectionObserver((entries, observer) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        // Each in a task of its own: several come into view at once.
        setTimeout(() => {
          if (!this.closed.signal.aborted) {
            this.plot = this.build();
            this.draw();
          }
        });
      }
    }).observe(this.place);
  }

  put(data: F[]): void {
    this.data = data;
    const isEmpty = isWithoutData(this.shown.lines, data);
    this.place.hidden = isEmpty;
    this.empty.hidden = !isEmpty;
    this.tell(data.at(-1));
    this.draw();
  }

  /** Lets go of what holds a chart that another one replaces: the window and the document, which outlive it. */
  close(): void {
    this.closed.abort();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private width(): number {
    return Math.max(200, this.place.clientWidth);
  }

  /** Shows the values of a moment. */
  private tell(figures: F | undefined): void {
    const words = this.shown.lines.map((line, i) => {
      const value = figures === undefined ? undefined : line.of(figures);
      const text = value === undefined ? '–' : this.shown.text(value);
      const place = this.values[i];
      if (place !== undefined && place.textContent !== text) {
        place.textContent = text;
      }
      return `${line.name} ${text}`;
    });
    this.place.setAttribute('aria-label', `${this.shown.title}: ${words.join(', ')}`);
  }

  private draw(): void {
    const lines = this.shown.lines.map((line) => this.data.map((figures) => line.of(figures) ?? null));
    this.plot?.setData([this.data.map(this.across), ...lines]);
  }

  private build(): uPlot {
    const { lines, text, range } = this.shown;
    const axis = {
      stroke: () => colour('--quiet'),
      grid: { stroke: () => colour('--line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
    };
    return new uPlot(
      {
        width: this.width(),
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false },
        scales: {
          x: { time: false },
          y: range === undefined ? {} : { range: (_, least, most) => range(least, most) },
        },
        axes: [
          { ...axis, values: (_, ticks) => once(ticks.map(this.label)), size: 26, space: 60 },
          {
            ...axis,
            incrs: (_plot, _axis, least, most) => steps(least, most, text),
            values: (_, ticks) => ticks.map(text),
            size: 68,
            space: 32,
          },
        ],
        series: [
          {},
          ...lines.map((line) => ({
            stroke: () => colour(line.colour),
            width: 2,
            points: { show: (plot: uPlot) => plot.data[0].length < 3, size: 6 },
            spanGaps: true,
          })),
        ],
        hooks: {
          setCursor: [
            (plot) => {
              const at = plot.cursor.idx;
              this.tell(typeof at === 'number' ? this.data[at] : this.data.at(-1));
            },
          ],
        },
      },
      [[0], ...lines.map(() => [null])],
      this.place,
    );
  }
}
