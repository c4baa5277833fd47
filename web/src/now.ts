/** What the viewer is watching right now: the clip, and the member, of the very picture on the screen. */
import type { Group, Level, MixedClip, Operation, Span, Steering, Title } from './edge';
import type { Device } from './device';
import { html } from './dom';
import * as format from './format';
import { colour, drawFigures, labels } from './panels';
import { parts as ofClip, source } from './score';
import { shortSide, usefulHeight } from './useful';

/** The span of the picture at a time of the title. Pictures are shown nearly in the order in which they are decoded. */
export function shownSpan(clip: MixedClip, at: number): Span | undefined {
  const share = Math.min(Math.max((at - clip.startSeconds) / clip.seconds, 0), 1);
  const accessUnit = Math.min(Math.floor(share * clip.accessUnits), clip.accessUnits - 1);
  return clip.delivered.find((span) => span.from <= accessUnit && accessUnit < span.until);
}

/** The levels of blending, coarsest first, with the names that people read. */
export const LEVELS = { gop: 'whole clip', frame: 'frames', slice: 'slices', coefficient: 'coefficients' } as const;

/** The finest level at which a clip was blended. */
export function level(clip: MixedClip): string {
  const order = Object.keys(LEVELS) as Level[];
  const levels = clip.delivered.map((span) => span.level);
  const least: Level = clip.delivered.length > 1 ? 'frame' : 'gop';
  const finest = levels.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), least);
  return LEVELS[finest];
}

/** A path that carries less than this part of what was expected of it has become slower. */
const SLOWER = 0.9;

/** An operation in words, such as “ with 1.20 Mbit/s at VMAF 93”; what is not known is left out. */
function operation({ bitsPerSecond, quality }: Operation = {}): string {
  const rate = bitsPerSecond === undefined ? '' : ` with ${format.bitRate(bitsPerSecond)}`;
  return quality?.vmaf === undefined ? rate : `${rate} at VMAF ${quality.vmaf.toFixed(0)}`;
}

/** Why the edge moved down in flight. */
function cause({ downMoves, network }: MixedClip): string {
  const least = Math.min(...downMoves.map(({ bitsPerSecond }) => bitsPerSecond ?? Infinity));
  const isSlower = network?.bitsPerSecond !== undefined && least < SLOWER * network.bitsPerSecond;
  return isSlower ? `the path carried only ${format.bitRate(least)}` : 'the rest would have come too late';
}

/** Why the viewer gets this clip, in one sentence, or two if the edge moved down in flight. */
export function why(clip: MixedClip): string {
  const path = clip.network?.bitsPerSecond;
  const buffer = clip.network?.bufferSeconds;
  const known =
    path === undefined
      ? 'The path was not known yet'
      : `The path was expected to carry ${format.bitRate(path)}` +
        (buffer === undefined ? '' : ` and ${format.seconds(buffer)} were buffered`);
  const moves = clip.downMoves.length;
  if (moves === 0) {
    return `${known}, so this clip was sent${operation(clip.actual ?? clip.predicted)}.`;
  }
  const planned = `${known}, so this clip was planned${operation(clip.predicted)}.`;
  const moved = `Then ${cause(clip)}, so the edge moved down ${moves === 1 ? 'once' : `${moves} times`}`;
  return `${planned} ${moved}${clip.actual === undefined ? '' : `, and it was sent${operation(clip.actual)}`}.`;
}

/** For whom a clip is chosen, and by whom. */
export interface Choice {
  device: Device;
  steering: Steering;
}

type Size = Pick<Group, 'width' | 'height'>;

/** What the device has to do with the size of the pictures; empty if nothing, as where the player chooses. */
export function ofDevice(clip: Size, groups: readonly Size[], { device, steering }: Choice): string {
  const useful = steering === 'server' ? usefulHeight(device) : undefined;
  if (useful === undefined || Math.max(...groups.map(shortSide)) <= useful) {
    return '';
  }
  const lines = shortSide(clip);
  const none = ` The device gains nothing above ${useful} lines`;
  return lines > useful
    ? `${none}. So higher pictures count as worse, but ${lines} lines were still worth more than what there is below.`
    : `${none}, so higher pictures count as worse.`;
}

/**
 * What a panel has, as long as it shows clips: what is pointed at, or has the focus, would lose that if it were drawn
 * anew.
 */
interface Parts {
  figures: HTMLElement;
  bands: HTMLElement;
  /** The picture on the screen, on the bands. */
  here: HTMLElement;
  shown: HTMLElement;
  why: HTMLElement;
  /** What the bands show. */
  drawn: string;
}

const parts = new WeakMap<HTMLElement, Parts>();

function open(panel: HTMLElement): Parts {
  const made: Parts = {
    figures: html('dl', { class: 'figures' }),
    bands: html('div', { class: 'bands', role: 'img' }),
    here: html('span', { class: 'here' }),
    shown: html('p', { class: 'shown' }),
    why: html('p', { class: 'why' }),
    drawn: '',
  };
  parts.set(panel, made);
  panel.replaceChildren(made.figures, made.bands, made.shown, made.why);
  return made;
}

/** Draws the panel for a clip and a time. */
export function drawNow(panel: HTMLElement, title: Title, clip: MixedClip | undefined, at: number, choice: Choice): void {
  if (clip === undefined) {
    parts.delete(panel);
    panel.replaceChildren(html('p', { class: 'quiet' }, 'Nothing is on the screen yet.'));
    return;
  }
  const into = parts.get(panel) ?? open(panel);
  const label = labels(title);
  const outcome = clip.actual ?? clip.predicted;
  drawFigures(into.figures, [
    ['bit rate', format.bitRate(outcome?.bitsPerSecond)],
    ['VMAF', outcome?.quality?.vmaf?.toFixed(1) ?? format.UNKNOWN],
    ['H.264', `${clip.width}×${clip.height}`],
    ['level of blending', level(clip)],
  ]);
  drawBands(into, title, clip);
  const position = Math.min(Math.max((at - clip.startSeconds) / clip.seconds, 0), 1);
  into.here.style.insetInlineStart = `${(position * 100).toFixed(1)}%`;
  const span = shownSpan(clip, at);
  into.shown.textContent = span === undefined ? '' : `On the screen: ${source(span, label, clip.accessUnits)}`;
  into.why.textContent = why(clip) + ofDevice(clip, title.groups, choice);
}

function drawBands(into: Parts, title: Title, { request, delivered, accessUnits }: MixedClip): void {
  const drawing = JSON.stringify([title.id, title.edition, request, delivered]);
  if (into.drawn === drawing) {
    return;
  }
  into.drawn = drawing;
  const label = labels(title);
  into.bands.setAttribute('aria-label', `This clip: ${ofClip({ delivered, accessUnits }, label).join(', then ')}`);
  into.bands.replaceChildren(
    ...delivered.map((it) =>
      html('span', {
        class: `band ${it.level}`,
        title: `${source(it, label, accessUnits)}: frames ${it.from + 1}–${it.until}`,
        style: `flex: ${it.until - it.from} 1 0; ${colour(it.member, title)}`,
      }),
    ),
    into.here,
  );
}
