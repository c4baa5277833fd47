/** The sessions that were recorded; one can be chosen to see how it went, and why each of its clips was mixed as it was. */
import { html, svg } from '../dom';
import * as edge from '../edge';
import type { Level, Title } from '../edge';
import * as format from '../format';
import { level, why } from '../now';
import { colour, drawMatrix, labels } from '../panels';
import { inWords } from '../score';
import type { PastClip, PastSession, PastSpan, RewardTerms } from './api';
import { Chart, type Shown } from './charts';
import { LEVELS, total } from './fleet';
import { Newest } from './newest';
import { Rows } from './rows';
import { minutes, number, stalls } from './sessions';
import { term, type Word } from './words';

/** A title with no more than its clusters, best first: that of a record may have gone. */
type Named = Pick<Title, 'groups' | 'clusters'>;

/** What spans have together, weighed by what was sent in each. */
export interface Course {
  clips: number;
  aborted: number;
  downMoves: number;
  reward?: RewardTerms | undefined;
  /** The part of the media by cluster, the largest first. */
  mix: { id: string; share: number }[];
  /** The part of the clips by level. */
  levels: Partial<Record<Level, number>>;
}

/** Adds up spans. */
export function course(spans: readonly PastSpan[]): Course {
  const sum = (of: (span: PastSpan) => number) => spans.reduce((all, span) => all + of(span), 0);
  const clips = sum((it) => it.clips);
  const rewarded = spans.flatMap((it) => (it.mean === undefined ? [] : [{ clips: it.clips, mean: it.mean }]));
  const weights = rewarded.reduce((all, it) => all + it.clips, 0);
  const mean = (of: (terms: RewardTerms) => number) =>
    rewarded.reduce((all, it) => all + of(it.mean) * it.clips, 0) / weights;
  const seconds = sum((it) => it.seconds);
  const supplied = new Map<string, number>();
  for (const span of spans) {
    for (const { id, share } of span.mix) {
      supplied.set(id, (supplied.get(id) ?? 0) + (share * span.seconds) / seconds);
    }
  }
  return {
    clips,
    aborted: sum((it) => it.aborted),
    downMoves: sum((it) => it.downMoves),
    reward:
      weights === 0
        ? undefined
        : {
            quality: mean((it) => it.quality),
            change: mean((it) => it.change),
            waiting: mean((it) => it.waiting),
            splice: mean((it) => it.splice),
          },
    mix: [...supplied].map(([id, share]) => ({ id, share })).sort((a, b) => b.share - a.share),
    levels: Object.fromEntries(
      LEVELS.flatMap((level) => {
        const of = sum((it) => it.levels[level] ?? 0);
        return of === 0 ? [] : [[level, of / clips]];
      }),
    ),
  };
}

/** The span that has a clip. */
export function spanOf(spans: readonly PastSpan[], clip: number): number {
  return Math.max(0, spans.findLastIndex((span) => span.number <= clip));
}

function stalled(count: number, seconds: number | undefined): string {
  return count === 0
    ? 'no stalls'
    : `${format.count(count, 'stall', 'stalls')}${seconds === undefined ? '' : ` of ${format.seconds(seconds)} in all`}`;
}

/** A session in a sentence or two. */
export function told(session: PastSession, { clips, aborted, downMoves }: Course): string {
  const parts = [
    `${format.count(clips, 'clip', 'clips')} of ${minutes(session.seconds)} in all`,
    ...(aborted === 0 ? [] : [`${aborted} more broken off`]),
    ...(session.startSeconds === undefined ? [] : [`the first picture after ${format.seconds(session.startSeconds)}`]),
    ...(session.stalls === undefined ? [] : [stalled(session.stalls, session.stallSeconds)]),
    ...(downMoves === 0 ? [] : [format.count(downMoves, 'down-move', 'down-moves')]),
  ];
  const missing = session.clips - clips;
  return `${parts.join(', ')}.${missing > 0 ? ` ${format.count(missing, 'further clip is', 'further clips are')} not shown.` : ''}`;
}

/** The clusters of clips whose title is not there, in the order of the offer. */
function standIn(spans: readonly PastSpan[]): Named {
  const ids = new Set(spans.flatMap((span) => span.mix.map(({ id }) => id)));
  return { groups: [], clusters: [...ids].map((id) => ({ id, group: '', family: 1 })) };
}

const LEVEL_NAMES: Record<Level, string> = {
  gop: 'whole clips',
  frame: 'frames',
  slice: 'slices',
  coefficient: 'coefficients',
};

const CHARTS: Shown<PastSpan>[] = [
  {
    title: 'Buffer',
    word: 'buffer',
    text: (it) => `${it.toFixed(1)} s`,
    range: (_, most) => [0, Math.max(1, most * 1.1)],
    lines: [
      { name: 'mean', colour: '--plot-buffer', of: (it) => it.bufferSeconds },
      { name: 'least', colour: '--plot-bad', of: (it) => (it.clips + it.aborted > 1 ? it.leastBufferSeconds : undefined) },
    ],
  },
  {
    title: 'Path and pictures',
    word: 'path',
    text: format.bitRate,
    range: (_, most) => [0, most > 0 ? most * 1.1 : 1],
    lines: [
      { name: 'path', colour: '--plot-path', of: (it) => it.pathBitsPerSecond },
      { name: 'pictures', colour: '--plot-shown', of: (it) => (it.seconds > 0 ? (it.bytes * 8) / it.seconds : undefined) },
    ],
  },
  {
    title: 'Quality',
    word: 'qoe',
    text: format.points,
    range: (least, most) => [Math.floor(least - 1), Math.ceil(most + 1)],
    lines: [
      { name: 'VMAF', colour: '--plot-vmaf', of: (it) => it.vmaf },
      { name: 'QoE', colour: '--plot-shown', of: (it) => it.reward },
    ],
  },
  {
    title: 'What it lost by',
    word: 'reward',
    text: format.points,
    lines: [
      { name: 'change', colour: '--plot-buffer', of: (it) => it.mean?.change },
      { name: 'waiting', colour: '--plot-bad', of: (it) => it.mean?.waiting },
      { name: 'splices', colour: '--plot-path', of: (it) => it.mean?.splice },
    ],
  },
];

/** A clip of a session. */
interface Place {
  session: string;
  clip: number;
}

/** The card of a chosen session. */
class Card {
  readonly figure: HTMLElement;
  private readonly words = html('p', { role: 'status' });
  private readonly terms = html('dl', { class: 'figures' });
  private readonly plots = html('div', { class: 'charts' });
  private readonly mix = html('div', { class: 'course' });
  private readonly key = html('ul', { class: 'keys' });
  private readonly slider = html('input', { type: 'range', min: 0, value: 0 });
  private readonly clipName = html('output');
  private readonly clipWords = html('p');
  private readonly clipWhy = html('p', { class: 'quiet' });
  private readonly matrix = html('div');
  private readonly parts: HTMLElement;
  private charts: Chart<PastSpan>[] = [];
  private session: PastSession | undefined;
  private spans: PastSpan[] = [];
  /** Whose charts there are. */
  private drawn: string | undefined;
  /** Each question makes the edge read its file of records, so few are asked while the slider moves. */
  private readonly clips = new Newest<Place>((place) => this.readClip(place));

  constructor(private readonly asked: <T>(path: string) => Promise<T>) {
    this.parts = html(
      'div',
      {},
      this.terms,
      this.plots,
      html('h4', {}, term('supplied', 'Mix'), ', clip after clip'),
      this.mix,
      html('label', { class: 'pick' }, this.slider, html('span', {}, 'Clip ', this.clipName)),
      this.key,
      html('div', { class: 'why-clip' }, this.clipWords, this.clipWhy, this.matrix),
    );
    this.figure = html('section', { class: 'why-card', hidden: '' }, html('h3', {}, 'How it went'), this.words, this.parts);
    this.figure.setAttribute('aria-label', 'The chosen recorded session');
    this.slider.addEventListener('input', () => {
      this.showClip();
    });
  }

  /** Shows a session, or nothing. What is shown already is read again only if more was recorded since. */
  choose(session: PastSession | undefined): void {
    const before = this.session;
    this.session = session;
    this.figure.hidden = session === undefined;
    if (session === undefined || (before?.session === session.session && before.lastAt === session.lastAt)) {
      return;
    }
    if (before?.session !== session.session) {
      this.words.textContent = 'Reading …';
      this.parts.hidden = true;
    }
    this.read(session).catch((reason: unknown) => {
      // The list may have brought the session anew meanwhile, as another object.
      if (this.session?.session === session.session) {
        // Asked again when the list comes again.
        this.session = undefined;
        this.words.textContent = reason instanceof Error ? reason.message : String(reason);
      }
    });
  }

  private async read(session: PastSession): Promise<void> {
    const { spans = [] } = await this.asked<{ spans?: PastSpan[] }>(`./api/history/sessions/${session.session}`);
    const id = spans.at(-1)?.title;
    const title = id === undefined ? undefined : await titleOf(id);
    if (this.session?.session !== session.session) {
      return;
    }
    this.spans = spans;
    const all = course(spans);
    const last = spans.at(-1);
    this.parts.hidden = last === undefined;
    if (last === undefined) {
      this.words.textContent = 'No clip of it is recorded.';
      return;
    }
    this.words.textContent = told(session, all);
    drawTerms(this.terms, all.reward);
    const named = title ?? standIn(spans);
    drawMix(this.mix, spans, named);
    drawKey(this.key, all, named);
    const another = this.drawn !== session.session;
    if (another) {
      this.makeCharts(session);
    }
    for (const chart of this.charts) {
      chart.put(spans);
    }
    this.slider.max = String(last.number + last.clips + last.aborted - 1);
    if (another) {
      this.slider.value = this.slider.max;
      this.tell('Reading …');
    }
    this.showClip();
  }

  private makeCharts({ session, startedAt }: PastSession): void {
    const start = Date.parse(startedAt);
    this.charts.forEach((chart) => {
      chart.close();
    });
    this.charts = CHARTS.map((shown) => new Chart(shown, (it: PastSpan) => (Date.parse(it.at) - start) / 1000, format.time));
    this.plots.replaceChildren(...this.charts.map(({ figure }) => figure));
    this.drawn = session;
  }

  /** Shows the clip at which the slider stands. */
  private showClip(): void {
    const clip = Number(this.slider.value);
    this.clipName.textContent = `${clip + 1} of ${Number(this.slider.max) + 1}`;
    this.mark(clip);
    if (this.session !== undefined) {
      this.clips.put({ session: this.session.session, clip });
    }
  }

  private async readClip(place: Place): Promise<void> {
    try {
      const { clip } = await this.asked<{ clip?: PastClip }>(`./api/history/sessions/${place.session}/clips/${place.clip}`);
      const title = clip === undefined ? undefined : await titleOf(clip.title);
      if (clip !== undefined && this.isAt(place)) {
        this.drawClip(clip, title);
      }
    } catch (reason) {
      if (this.isAt(place)) {
        this.tell(reason instanceof Error ? reason.message : String(reason));
      }
    }
  }

  /** Whether a clip is still the chosen one: another one may have been chosen while it was read. */
  private isAt({ session, clip }: Place): boolean {
    return this.session?.session === session && this.drawn === session && Number(this.slider.value) === clip;
  }

  private drawClip(clip: PastClip, title: Title | undefined): void {
    const named = title ?? { groups: [], clusters: clip.clusters.map(({ id, group }) => ({ id, group, family: 1 })) };
    const known = { ...EMPTY, ...named };
    this.clipWords.textContent = `${format.clock(Date.parse(clip.at) / 1000)}: ${inWords(clip, labels(known))}, level of blending: ${level(clip)}. ${ending(clip)}`;
    this.clipWhy.textContent = why(clip);
    this.matrix.replaceChildren();
    drawMatrix(this.matrix, known, clip);
  }

  /** Tells something in place of a clip. */
  private tell(text: string): void {
    this.clipWords.textContent = text;
    this.clipWhy.textContent = '';
    this.matrix.replaceChildren();
  }

  private mark(place: number): void {
    const span = this.mix.querySelectorAll('.span').item(spanOf(this.spans, place));
    this.mix.querySelector('.chosen')?.classList.remove('chosen');
    span.classList.add('chosen');
  }
}

/** The members of a title that say nothing here. */
const EMPTY: Title = {
  id: '',
  edition: '',
  name: '',
  seconds: 0,
  frames: 0,
  width: 0,
  height: 0,
  audio: false,
  poster: false,
  clips: 0,
  groups: [],
  clusters: [],
  timeline: [],
};

/** Nothing is recorded of a session for so long: its player has gone, or has paused with a full buffer. */
const SILENT_MILLIS = 120_000;
/** After these nothing more is to come. */
const OVER = ['ended', 'quit', 'fatal_error'];

/** What a player told last; one that has gone may have told nothing of it. */
export function last({ state, lastAt }: Pick<PastSession, 'state' | 'lastAt'>, now: number): string {
  if (state === undefined) {
    return '–';
  }
  const isSilent = !OVER.includes(state) && now - Date.parse(lastAt) > SILENT_MILLIS;
  return isSilent ? `${state}, then silent` : state;
}

/** How a clip ended, and what it was worth. */
export function ending({ state, reward }: Pick<PastClip, 'state' | 'reward'>): string {
  return reward === undefined
    ? state === 'aborted'
      ? 'The player broke it off.'
      : ''
    : `Its reward is ${format.points(total(reward))}: quality ${format.points(reward.quality)}, change ${format.points(reward.change)}, ` +
        `waiting ${format.points(reward.waiting)}, splices ${format.points(reward.splice)}.`;
}

/** A title, or nothing if it has gone. */
async function titleOf(id: string): Promise<Title | undefined> {
  try {
    return await edge.title(id);
  } catch {
    return undefined;
  }
}

function drawTerms(list: HTMLElement, reward: RewardTerms | undefined): void {
  const terms: [string, Word | undefined, number | undefined][] = [
    ['QoE', 'qoe', reward === undefined ? undefined : total(reward)],
    ['= quality', undefined, reward?.quality],
    ['+ change', undefined, reward?.change],
    ['+ waiting', undefined, reward?.waiting],
    ['+ splices', undefined, reward?.splice],
  ];
  list.replaceChildren(
    ...terms.map(([name, word, value]) =>
      html('div', {}, html('dt', {}, word === undefined ? name : term(word, name)), html('dd', {}, number(value, format.points))),
    ),
  );
}

/** A column for each span: what its clips were made of, with the levels below. */
function drawMix(place: HTMLElement, spans: readonly PastSpan[], named: Named): void {
  const title = { ...EMPTY, ...named };
  const order = new Map(named.clusters.map(({ id }, i) => [id, i]));
  const columns = spans.map((span, i) => {
    const column = svg('g', { class: 'span' }, svg('rect', { x: i, y: 0, width: 1, height: 100, class: 'lane' }));
    let y = 0;
    for (const { id, share } of [...span.mix].sort((a, b) => (order.get(a.id) ?? -1) - (order.get(b.id) ?? -1))) {
      column.append(svg('rect', { x: i, y, width: 1, height: share * 100, class: 'note', style: colour(id, title) }));
      y += share * 100;
    }
    let from = i;
    for (const level of LEVELS) {
      const width = span.clips === 0 ? 0 : (span.levels[level] ?? 0) / span.clips;
      if (width > 0) {
        column.append(svg('rect', { x: from, y: 106, width, height: 14, class: `of-level ${level}` }));
      }
      from += width;
    }
    column.append(svg('rect', { x: i, y: 0, width: 1, height: 120, class: 'around' }));
    return column;
  });
  const { mix } = course(spans);
  const shares = format.percents(mix.map(({ share }) => share));
  const label = labels(title);
  place.replaceChildren(
    svg(
      'svg',
      {
        viewBox: `0 0 ${spans.length} 120`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': `The mix over ${spans.length} columns: ${mix.map(({ id }, i) => `${shares[i] ?? ''} ${label(id)}`).join(', ')}`,
      },
      ...columns,
    ),
  );
}

function drawKey(list: HTMLElement, { mix, levels }: Course, named: Named): void {
  const title = { ...EMPTY, ...named };
  const label = labels(title);
  const shares = format.percents(mix.map(({ share }) => share));
  const used = LEVELS.filter((level) => levels[level] !== undefined);
  const ofLevels = format.percents(used.map((level) => levels[level] ?? 0));
  list.replaceChildren(
    ...mix.map(({ id }, i) =>
      html('li', {}, html('span', { class: 'swatch of-cluster', style: colour(id, title) }), `${label(id)} `, html('strong', {}, shares[i] ?? '')),
    ),
    html('li', {}, term('level', 'Levels:')),
    ...used.map((level, i) =>
      html(
        'li',
        {},
        html('span', { class: 'swatch', style: `--swatch: var(--level-${level})` }),
        `${LEVEL_NAMES[level]} `,
        html('strong', {}, ofLevels[i] ?? ''),
      ),
    ),
  );
}

/** The recorded sessions. */
export class Past {
  private readonly rows: Rows<PastSession>;
  private readonly card: Card;
  private chosen: string | undefined;

  constructor(
    private readonly table: HTMLElement,
    card: HTMLElement,
    asked: <T>(path: string) => Promise<T>,
  ) {
    this.card = new Card(asked);
    card.replaceChildren(this.card.figure);
    this.rows = new Rows<PastSession>(
      table,
      'past',
      [
        { name: 'Began', text: (it) => format.moment(Date.parse(it.startedAt) / 1000) },
        { name: 'Title', kind: 'wide', text: (it) => it.title ?? '–' },
        { name: 'Steering', kind: 'late', text: (it) => it.steering ?? '–' },
        { name: 'Last', kind: 'late', text: (it) => last(it, Date.now()) },
        { name: 'Watched', kind: 'number', text: (it) => minutes(it.seconds) },
        { name: 'Sent', kind: 'number late', text: (it) => format.bytes(it.bytes) },
        { name: term('vmaf', 'VMAF'), kind: 'number', text: (it) => number(it.vmaf, format.points) },
        { name: term('qoe', 'QoE'), kind: 'number', text: (it) => number(it.reward, format.points) },
        { name: term('start', 'Start-up'), kind: 'number late', text: (it) => number(it.startSeconds, format.seconds) },
        { name: 'Stalls', kind: 'number', text: stalls },
        { name: term('down', 'Down-moves'), kind: 'number late', text: (it) => String(it.downMoves) },
      ],
      {
        key: (it) => it.session,
        onChoose: (session) => {
          this.chosen = session?.session;
          this.card.choose(session);
        },
      },
    );
  }

  put(sessions: readonly PastSession[]): void {
    this.table.hidden = sessions.length === 0;
    this.rows.put(sessions);
    const again = sessions.find(({ session }) => session === this.chosen);
    if (again !== undefined) {
      this.card.choose(again);
    }
  }
}
