/** The live time line: path, bits, quality, buffer and stalls of the last two minutes. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { bitRate } from './format';
import { stalls, type History, type Moment } from './history';
import { term, type Word } from './words';

/** The time that is drawn. */
const SHOWN_SECONDS = 120;
const PLOT_HEIGHT = 106;
/** The margins of all plots, so that one moment is at one place in each. */
const LEFT_PIXELS = 74;
const RIGHT_PIXELS = 34;
const MIN_BITS_PER_SECOND = 50_000;

/** A line of a plot; `colour` names a custom property of the style sheet. */
interface Line {
  label: string;
  word?: Word;
  colour: string;
  scale: string;
  of: (moment: Moment) => number | undefined;
}

// uPlot declares these as ambient const enums, which a bundler cannot read.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const LOGARITHMIC = 3 as uPlot.Scale.Distr;
const RIGHT = 1 as uPlot.Axis.Side;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

const RATES: Line[] = [
  { label: 'Path set', word: 'set', colour: '--plot-set', scale: 'rate', of: (it) => positive(it.setBitsPerSecond) },
  { label: 'Measured', word: 'measured', colour: '--plot-path', scale: 'rate', of: (it) => positive(it.pathBitsPerSecond) },
  { label: 'On screen', colour: '--plot-shown', scale: 'rate', of: (it) => it.shownBitsPerSecond },
];

/** A path may carry nothing for a while, for which a logarithmic scale has no place. */
function positive(bitsPerSecond: number | undefined): number | undefined {
  return bitsPerSecond === 0 ? undefined : bitsPerSecond;
}

const QUALITIES: Line[] = [
  { label: 'VMAF', word: 'vmaf', colour: '--plot-vmaf', scale: 'vmaf', of: (it) => it.shownVmaf },
  { label: 'Buffer, s', colour: '--plot-buffer', scale: 'buffer', of: (it) => it.bufferSeconds },
];

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Draws into an element until it is closed. */
export class TimeLine {
  private readonly plots: uPlot[];
  private readonly resized: ResizeObserver;

  constructor(
    private readonly place: HTMLElement,
    private readonly history: History,
  ) {
    place.replaceChildren();
    const width = Math.max(240, place.clientWidth);
    this.plots = [this.plot(RATES, width), this.plot(QUALITIES, width)];
    this.resized = new ResizeObserver(() => {
      for (const plot of this.plots) {
        plot.setSize({ width: Math.max(240, place.clientWidth), height: PLOT_HEIGHT });
      }
    });
    this.resized.observe(place);
  }

  close(): void {
    this.resized.disconnect();
    for (const plot of this.plots) {
      plot.destroy();
    }
  }

  draw(): void {
    const moments = this.history.last(SHOWN_SECONDS);
    const last = moments.at(-1)?.at ?? 0;
    const times = moments.map((moment) => moment.at - last);
    [RATES, QUALITIES].forEach((lines, i) => {
      const values = lines.map((line) => moments.map((moment) => line.of(moment) ?? null));
      const plot = this.plots[i];
      plot?.setData([times, ...values]);
      // Where nobody points at a moment, the legend tells of the last one.
      if (times.length > 0 && (plot?.cursor.left ?? -1) < 0) {
        plot?.setLegend({ idx: times.length - 1 });
      }
    });
    // For the browser test.
    this.place.dataset['pathBitsPerSecond'] = String(moments.at(-1)?.pathBitsPerSecond ?? '');
    this.place.dataset['setBitsPerSecond'] = String(moments.at(-1)?.setBitsPerSecond ?? '');
  }

  private plot(lines: Line[], width: number): uPlot {
    const quiet = () => colour('--quiet');
    const axis = { stroke: quiet, grid: { stroke: () => colour('--line'), width: 1 }, ticks: { show: false } };
    const rate = lines === RATES;
    const options: uPlot.Options = {
      width,
      height: PLOT_HEIGHT,
      cursor: { sync: { key: 'timeline' }, drag: { x: false, y: false } },
      padding: [null, rate ? RIGHT_PIXELS : null, null, null],
      // Their colours follow the colour scheme as those of the lines do.
      legend: { live: true, markers: { width: 2, stroke: (_, i) => `var(${lines[i - 1]?.colour ?? '--quiet'})` } },
      scales: {
        x: { time: false, range: () => [-SHOWN_SECONDS, 0] },
        rate: { distr: LOGARITHMIC, range: (_, least, most) => [roundDown(Math.max(MIN_BITS_PER_SECOND, least / 1.5)), most * 1.5] },
        vmaf: { range: () => [0, 100] },
        buffer: { range: (_, __, most) => [0, Math.max(10, most)] },
      },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((it) => `${it} s`), size: 26 },
        rate
          ? {
              ...axis,
              scale: 'rate',
              size: LEFT_PIXELS,
              filter: (_, ticks) => round(ticks),
              grid: { ...axis.grid, filter: (_, ticks) => round(ticks) },
              values: (_, ticks: (number | null)[]) => ticks.map((it) => (it === null ? '' : bitRate(it))),
            }
          : { ...axis, scale: 'vmaf', size: LEFT_PIXELS },
        ...(rate ? [] : [{ ...axis, scale: 'buffer', side: RIGHT, size: RIGHT_PIXELS, grid: { show: false } }]),
      ],
      series: [
        { label: 'Ago, s', value: (_, at: number | null) => (at === null ? '–' : (-at).toFixed(0)) },
        ...lines.map((line) => ({
          label: line.word === undefined ? line.label : explained(line.word, line.label),
          scale: line.scale,
          stroke: () => colour(line.colour),
          width: 2,
          spanGaps: false,
          points: { show: false },
          value: (_: uPlot, value: number | null) =>
            value === null ? '–' : rate ? bitRate(value) : value.toFixed(1),
        })),
      ],
      hooks: {
        drawClear: [
          (plot) => {
            this.drawStalls(plot);
          },
        ],
      },
    };
    return new uPlot(options, [[0], ...lines.map(() => [null])], this.place);
  }

  /** Bands behind the lines. */
  private drawStalls(plot: uPlot): void {
    const moments = this.history.last(SHOWN_SECONDS);
    const last = moments.at(-1)?.at ?? 0;
    const { ctx: canvas, bbox } = plot;
    canvas.save();
    canvas.fillStyle = colour('--plot-stall');
    for (const { from, until } of stalls(moments)) {
      const left = plot.valToPos(from - last, 'x', true);
      const right = plot.valToPos(until - last, 'x', true);
      canvas.fillRect(left, bbox.top, Math.max(2 * devicePixelRatio, right - left), bbox.height);
    }
    canvas.restore();
  }
}

/** A word of a legend: a click explains it, and does not hide its line. */
function explained(word: Word, label: string): HTMLElement {
  const button = term(word, label);
  button.addEventListener('click', (event) => {
    event.stopPropagation();
  });
  return button;
}

/** To one digit: uPlot's ticks of a logarithmic axis count from its lowest value. */
function roundDown(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return Math.floor(value / decade) * decade;
}

/** The decades; 1, 2 and 5 of each if there are few. Others would overlap. */
function round(ticks: number[]): (number | null)[] {
  const first = ticks[0] ?? 1;
  const shown = (ticks.at(-1) ?? first) / first > 20 ? [1] : [1, 2, 5];
  return ticks.map((tick) => {
    const digit = tick / 10 ** Math.floor(Math.log10(tick) + 1e-6);
    return shown.includes(Math.round(digit * 1e6) / 1e6) ? tick : null;
  });
}
