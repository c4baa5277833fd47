/** What happened in a session, in words to read and as JSON to keep. */
import type { MixedClip } from './edge';
import { html } from './dom';
import * as format from './format';
import { inWords, parts } from './score';

/** What happened, as the edge or the page tells it. */
export interface Entry {
  /** Seconds since playback was asked for. */
  at: number;
  kind: 'clip' | 'path' | 'device' | 'problem' | 'stall';
  words: string;
  data: unknown;
}

/** Entries that are kept, and those of them that are shown. */
const MAX_ENTRIES = 1000;
const SHOWN_ENTRIES = 40;

/**
 * A change of a clip in words.
 *
 * @param before the clip before the change; undefined if there was none
 */
export function ofClip(clip: MixedClip, label: (cluster: string) => string, before?: MixedClip): string {
  const move = clip.downMoves.at(-1);
  switch (clip.state) {
    case 'sending':
      if (move === undefined && isSameState(clip, before)) {
        return `Clip ${clip.clip + 1} stays as it is planned: the path is faster again`;
      }
      return move === undefined
        ? `Clip ${clip.clip + 1} is planned: ${format.bytes(clip.predicted?.bytes)} of ${planned(clip, label)}`
        : `Clip ${clip.clip + 1} moves down at frame ${move.accessUnit + 1}: the path carries ${format.bitRate(move.bitsPerSecond)}`;
    case 'sent':
      return `Sent in ${format.seconds(clip.sendSeconds)}. ${inWords(clip, label)}`;
    case 'aborted':
      return `Clip ${clip.clip + 1} is cancelled by the player`;
  }
}

function planned({ plan, accessUnits }: MixedClip, label: (cluster: string) => string): string {
  return parts({ delivered: plan, accessUnits }, label).join(', then ');
}

function isSameState(clip: MixedClip, before: MixedClip | undefined): boolean {
  return before?.request === clip.request && before.state === clip.state;
}

/** Whether a change of a clip is worth a line: the edge may move down several times at one picture. */
export function isNews(clip: MixedClip, before: MixedClip | undefined): boolean {
  const move = clip.downMoves.at(-1);
  return !isSameState(clip, before) || move?.accessUnit !== before?.downMoves.at(-1)?.accessUnit;
}

export class EventLog {
  private entries: Entry[] = [];

  constructor(private readonly list: HTMLElement) {
    this.draw();
  }

  put(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > MAX_ENTRIES) {
      this.entries = this.entries.slice(-MAX_ENTRIES);
    }
    this.draw();
  }

  /** Everything that is kept, oldest first. */
  json(): string {
    return JSON.stringify(this.entries, null, 1);
  }

  private draw(): void {
    this.list.replaceChildren(
      ...this.entries
        .slice(-SHOWN_ENTRIES)
        .reverse()
        .map(({ at, words, kind }) => html('li', { class: kind }, html('span', { class: 'when' }, `${at.toFixed(1)} s`), words)),
    );
  }
}
