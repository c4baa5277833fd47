/** The cards below the video: draws values, keeps none. */
import type { Decoding, Device } from './device';
import type { Cluster, DownMove, Group, MixedClip, Network, Title } from './edge';
import { html, svg } from './dom';
import * as format from './format';
import type { Playback } from './player';
import { hue, inWords, notes, parts, rests, source, type MixedClips } from './score';
import { term, type Word } from './words';

/** Whether the title has more than one family. */
function ofSeveralFamilies(title: Title): boolean {
  return title.clusters.some((cluster) => cluster.family > 1);
}

/** A readable name for a cluster: picture height, family if there are several, quality. */
export function labels(title: Title): (cluster: string) => string {
  const groups = new Map<string, Group>(title.groups.map((group) => [group.id, group]));
  const clusters = new Map<string, Cluster>(title.clusters.map((cluster) => [cluster.id, cluster]));
  const several = ofSeveralFamilies(title);
  return (id) => {
    const cluster = clusters.get(id);
    const group = cluster === undefined ? undefined : groups.get(cluster.group);
    if (cluster === undefined || group === undefined) {
      return id;
    }
    const family = several ? ` ${format.letter(cluster.family)}` : '';
    const quality = cluster.vmafNeg === undefined ? `CRF ${cluster.crf}` : `VMAF ${cluster.vmafNeg}`;
    return `${group.height}p${family} · ${quality}`;
  };
}

/** The style that gives something its cluster's colour. */
export function colour(cluster: string, title: Title): string {
  const { group, goodness } = hue(cluster, title.clusters);
  return `--group: var(--group-${Math.min(group, 3)}); --goodness: ${goodness.toFixed(2)}`;
}

const LANE = 22;
const GAP = 8;
const GUTTER = 116;
const MIN_WIDTH = 300;
const AXIS = 26;
/** The least distance between times on the axis. */
const TICK = 50;
/** The right margin. */
const EDGE = 4;

/**
 * The score: one lane per cluster, time from left to right.
 *
 * @param chosen the clip that the other cards show
 * @param onChoose called with the index of a clip when it is selected
 */
export function drawScore(
  figure: HTMLElement,
  title: Title,
  clips: MixedClips,
  chosen: number | undefined,
  onChoose: (clip: number) => void,
): void {
  const label = labels(title);
  const groupsBefore = (lane: number) =>
    new Set(title.clusters.slice(0, lane + 1).map((cluster) => cluster.group)).size - 1;
  const top = (lane: number) => lane * LANE + groupsBefore(lane) * GAP;
  const height = top(title.clusters.length - 1) + LANE;
  // One unit of the drawing is a pixel; otherwise a narrow window would shrink the names.
  const space = figure.querySelector('.score-area')?.clientWidth ?? figure.clientWidth;
  const width = Math.max(MIN_WIDTH, space);
  const x = (seconds: number) => across(seconds / title.seconds, width);
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height + AXIS}`, class: 'lanes', 'aria-hidden': 'true' });
  title.clusters.forEach((cluster, lane) => {
    drawing.append(
      svg('rect', {
        x: GUTTER,
        y: top(lane) + 1,
        width: width - GUTTER - EDGE,
        height: LANE - 2,
        rx: 3,
        class: 'lane',
      }),
      svg('text', { x: GUTTER - 10, y: top(lane) + LANE / 2, class: 'lane-name' }, label(cluster.id)),
    );
  });
  for (const clip of title.timeline) {
    drawing.append(
      svg('line', {
        x1: x(clip.startSeconds),
        x2: x(clip.startSeconds),
        y1: 0,
        y2: height + 5,
        class: clip.sceneCut ? 'cut' : 'border',
      }),
    );
  }
  for (const clip of clips.all()) {
    for (const note of notes(clip, title.clusters)) {
      drawing.append(
        svg('rect', {
          x: x(note.from) + 1,
          y: top(note.lane) + 2,
          width: Math.max(1, x(note.until) - x(note.from) - 2),
          height: LANE - 4,
          rx: 3,
          class: `note ${note.abandoned ? 'abandoned' : clip.state}`,
          style: colour(note.member, title),
        }),
      );
    }
    for (const move of clip.downMoves) {
      const lane = title.clusters.findIndex((cluster) => cluster.id === move.member);
      if (lane >= 0) {
        const at = x(clip.startSeconds + (move.accessUnit / clip.accessUnits) * clip.seconds);
        drawing.append(svg('path', { d: `M${at - 5} ${top(lane) - 4}h10l-5 7z`, class: 'down-move' }));
      }
    }
  }
  const mostTicks = (width - GUTTER - EDGE) / TICK;
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].find((it) => title.seconds / it <= mostTicks) ?? 3600;
  for (let at = 0; at <= title.seconds; at += step) {
    drawing.append(svg('text', { x: x(at), y: height + AXIS - 6, class: 'tick' }, `${at} s`));
  }
  drawing.append(svg('line', { id: 'playhead', x1: x(0), x2: x(0), y1: 0, y2: height + 5, class: 'playhead' }));
  const picker = html('div', {
    class: 'picker',
    style: `margin-left: ${(GUTTER / width) * 100}%; margin-right: ${(EDGE / width) * 100}%`,
  });
  for (const clip of title.timeline) {
    const mixed = clips.of(clip.clip);
    const words = mixed === undefined ? `Clip ${clip.clip + 1}: not requested yet` : inWords(mixed, label);
    const button = html('button', {
      type: 'button',
      style: `flex: ${clip.seconds} 1 0`,
      'aria-label': words,
      title: words,
      'aria-pressed': String(clip.clip === chosen),
      disabled: mixed === undefined ? '' : undefined,
    });
    button.addEventListener('click', () => {
      onChoose(clip.clip);
    });
    picker.append(button);
  }
  const focused = [...figure.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
  figure.replaceChildren(
    html('div', { class: 'score-area' }, drawing, picker),
    html(
      'figcaption',
      {},
      'Each bar is a run of frames from one member of the swarm. ',
      ofSeveralFamilies(title) ? 'Letters are families of profiles; each clip is mixed from one family. ' : '',
      html('span', { class: 'key abandoned' }),
      ' planned but dropped, ',
      html('span', { class: 'key down' }, '▼'),
      ' moved down in flight, ',
      html('span', { class: 'key cut' }),
      ' scene cut.',
    ),
  );
  if (focused >= 0) {
    figure.querySelectorAll('button')[focused]?.focus();
  }
}

/** The x position of a share of the title in a score of this width. */
function across(share: number, width: number): number {
  return GUTTER + share * (width - GUTTER - EDGE);
}

/** Moves the line that marks the picture on the screen. */
export function movePlayhead(title: Title, at: number): void {
  const line = document.querySelector<SVGLineElement>('#playhead');
  const width = line?.ownerSVGElement?.viewBox.baseVal.width;
  if (line !== null && width !== undefined) {
    const x = String(across(Math.min(1, at / title.seconds), width));
    line.setAttribute('x1', x);
    line.setAttribute('x2', x);
  }
}

/** One bar per cluster for its weight in the mixing matrix; clusters that supply frames are marked. */
export function drawMatrix(panel: HTMLElement, title: Title, clip: MixedClip): void {
  const label = labels(title);
  const weights = new Map(clip.clusters.map((weight) => [weight.id, weight]));
  const used = new Set(clip.delivered.map((span) => span.member));
  const most = Math.max(...clip.clusters.map((weight) => weight.weight), 0.01);
  const shares = format.percents(clip.clusters.map(({ weight }) => weight));
  const rows = title.clusters.map((cluster) => {
    const weight = weights.get(cluster.id);
    const share = shares[clip.clusters.findIndex(({ id }) => id === cluster.id)];
    return html(
      'tr',
      { class: used.has(cluster.id) ? 'used' : '' },
      html('th', { scope: 'row' }, label(cluster.id)),
      html(
        'td',
        { class: 'weight' },
        html('span', {
          class: 'bar-of-weight',
          hidden: weight === undefined ? '' : undefined,
          style: `inline-size: ${(((weight?.weight ?? 0) / most) * 100).toFixed(1)}%; ${colour(cluster.id, title)}`,
        }),
      ),
      html('td', { class: 'number' }, share ?? '–'),
      html('td', { class: 'number quiet' }, weight === undefined ? '–' : format.points(weight.relevance)),
      html('td', { class: 'number quiet size' }, weight?.bytes === undefined ? '–' : format.bytes(weight.bytes)),
    );
  });
  if (panel.childElementCount === 0) {
    panel.append(
      html(
        'table',
        { class: 'matrix' },
        html(
          'thead',
          {},
          html(
            'tr',
            {},
            html('th', { scope: 'col' }, named('Cluster')),
            html('th', { scope: 'col', colspan: 2 }, named('Weight')),
            html('th', { scope: 'col', class: 'number' }, named('Relevance')),
            html('th', { scope: 'col', class: 'number size' }, 'Size'),
          ),
        ),
        html('tbody'),
      ),
    );
  }
  panel.querySelector('tbody')?.replaceChildren(...rows);
}

/** What is explained, by the names that the panels have for it. */
const EXPLAINED = new Map<string, Word>([
  ['VMAF', 'vmaf'],
  ['Mean VMAF', 'vmaf'],
  ['Predicted quality', 'vmaf'],
  ['Delivered quality', 'vmaf'],
  ['Quality of experience', 'qoe'],
  ['level of blending', 'level'],
  ['Budget', 'budget'],
  ['Plan', 'level'],
  ['Stalls', 'stall'],
  ['Start-up', 'start'],
  ['Switches', 'switches'],
  ['Jitter', 'jitter'],
  ['Loss', 'loss'],
  ['Cluster', 'cluster'],
  ['Weight', 'weight'],
  ['Relevance', 'weight'],
]);

/** A name, which explains itself where that is needed. */
export function named(name: string): Node | string {
  const word = EXPLAINED.get(name);
  return word === undefined ? name : term(word, name);
}

type Facts = [name: string, value: string][];

/**
 * Draws values with their names. Names stay where they are as long as they are the same: one that is drawn anew would
 * lose the focus.
 *
 * @param wrapped whether a name and its value have an element of their own
 */
function drawValues(list: HTMLElement, facts: Facts, wrapped: 'in pairs' | 'in a row'): void {
  const names = [...list.querySelectorAll('dt')].map(({ textContent }) => textContent);
  if (names.join('\n') !== facts.map(([name]) => name).join('\n')) {
    const pairs = facts.map(([name]) => [html('dt', {}, named(name)), html('dd')]);
    list.replaceChildren(...(wrapped === 'in pairs' ? pairs.map((pair) => html('div', {}, ...pair)) : pairs.flat()));
  }
  list.querySelectorAll('dd').forEach((place, i) => {
    const value = facts[i]?.[1] ?? format.UNKNOWN;
    place.classList.toggle('quiet', value === format.UNKNOWN);
    if (place.textContent !== value) {
      place.textContent = value;
    }
  });
}

export function drawFacts(list: HTMLElement, facts: Facts): void {
  drawValues(list, facts, 'in a row');
}

/** Large values with their names below. */
export function drawFigures(list: HTMLElement, facts: Facts): void {
  drawValues(list, facts, 'in pairs');
}

export function drawClip(list: HTMLElement, title: Title, clip: MixedClip): void {
  const label = labels(title);
  const states = { sending: 'being sent', sent: 'delivered', aborted: 'cancelled by the player' };
  const facts: Facts = [
    ['State', states[clip.state]],
    ['Picture', `${clip.width}×${clip.height}`],
    ['Budget', format.bytes(clip.budgetBytes)],
    ['Plan', clip.plan.map((span) => source(span, label, clip.accessUnits)).join(', then ')],
    ['Sent', parts(clip, label).join(', then ')],
    ['Predicted quality', format.quality(clip.predicted?.quality)],
    ['Delivered quality', clip.actual === undefined ? 'not yet' : format.quality(clip.actual.quality)],
    ['Bit rate', format.bitRate((clip.actual ?? clip.predicted)?.bitsPerSecond)],
    ['Size', format.bytes((clip.actual ?? clip.predicted)?.bytes)],
    ['Time to send', clip.sendSeconds === undefined ? 'not yet' : format.seconds(clip.sendSeconds)],
  ];
  for (const move of clip.downMoves) {
    const rate = format.bitRate(move.bitsPerSecond);
    const why = `the path carried ${rate}, with ${format.seconds(move.deadlineSeconds)} left`;
    facts.push([`Down at frame ${move.accessUnit + 1}`, `${downTo(move, clip, label)}: ${why}`]);
  }
  drawFacts(list, facts);
}

/** Where a down-move leads, in words. */
function downTo(move: DownMove, clip: MixedClip, label: (cluster: string) => string): string {
  const { accessUnit, member, tail, maxBytes } = move;
  if (rests(maxBytes, accessUnit, clip.accessUnits)) {
    return 'the last picture rests';
  }
  if (maxBytes !== undefined) {
    return `to fewer levels of ${label(member)}`;
  }
  return `${tail === undefined ? 'to' : 'to a tail of'} ${label(member)}`;
}

export function drawPath(list: HTMLElement, network: Network | undefined): void {
  drawFacts(list, [
    ['Bandwidth', format.bitRate(network?.bitsPerSecond)],
    ['Round trip', format.seconds(network?.roundTripSeconds)],
    ['Jitter', format.seconds(network?.jitterSeconds)],
    ['Loss', format.percent(network?.lossRatio)],
    ['Buffer', format.seconds(network?.bufferSeconds)],
  ]);
}

export function drawDevice(list: HTMLElement, device: Device): void {
  drawFacts(list, [
    ['Shown at', device.screenHeight === undefined ? format.UNKNOWN : `${device.screenHeight} lines`],
    ['Decodes smoothly', upTo(device, device.smoothHeight, (it) => it.smooth)],
    ['Decodes with little power', upTo(device, device.efficientHeight, (it) => it.powerEfficient)],
    ['Processors', format.count(device.logicalProcessors, 'logical', 'logical')],
    ['Memory', device.memoryGibibytes === undefined ? format.UNKNOWN : `${device.memoryGibibytes} GiB or more`],
    ['Data saver', device.dataSaver === undefined ? format.UNKNOWN : device.dataSaver ? 'on' : 'off'],
    ['Battery', inBattery(device)],
  ]);
}

function upTo({ decoding }: Device, told: number | undefined, good: (decoding: Decoding) => boolean): string {
  if (told !== undefined) {
    return `up to ${told} lines`;
  }
  const heights = (decoding ?? []).filter(good).map((it) => it.height);
  return decoding === undefined ? format.UNKNOWN : heights.length === 0 ? 'nothing' : `up to ${Math.max(...heights)} lines`;
}

function inBattery({ battery }: Device): string {
  return battery === undefined
    ? format.UNKNOWN
    : `${format.percent(battery.level)}${battery.charging ? ', charging' : ''}`;
}

/** `downMoves`: how often the edge moved down in flight; absent if no edge tells. */
export function drawPlayback(list: HTMLElement, playback: Playback, downMoves: number | undefined): void {
  drawFacts(list, [
    ['Picture', playback.height === 0 ? format.UNKNOWN : `${playback.width}×${playback.height}`],
    ['Frames decoded', String(playback.framesDecoded)],
    ['Frames not shown', String(playback.framesDropped)],
    ['Stalls for lack of data', `${playback.starvations} of ${playback.stalls}`],
    ['Media errors', playback.mediaErrors === 0 ? 'none' : String(playback.mediaErrors)],
    ['Buffer ahead', format.seconds(playback.bufferSeconds)],
    ...(downMoves === undefined ? [] : [['Moved down in flight', format.count(downMoves, 'time', 'times')] as [string, string]]),
  ]);
  // For the browser test.
  list.dataset['starvations'] = String(playback.starvations);
  list.dataset['mediaErrors'] = String(playback.mediaErrors);
}
