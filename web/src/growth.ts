/** Titles that are still being encoded: what there is of them plays already. */
import type { TitleSummary } from './edge';
import { time } from './format';

/** After this time the edge is asked again for titles that grow. */
export const GROWING_MILLIS = 3000;

type Growing = Pick<TitleSummary, 'seconds' | 'growing'>;

function expectation({ seconds, growing }: Growing): string {
  const expected = growing?.expectedSeconds;
  return expected === undefined ? time(seconds) : `${time(seconds)} of ${time(expected)}`;
}

/** How much of a title there is, in words. */
export function length(title: Growing): string {
  return title.growing === undefined ? time(title.seconds) : `${expectation(title)} so far`;
}

/** What a viewer of a title is told; empty if it is whole. */
export function inWords(title: Growing): string {
  return title.growing === undefined ? '' : `Encoded so far: ${expectation(title)}. More plays as soon as it is there.`;
}

type Cut = Pick<TitleSummary, 'seconds' | 'clips' | 'growing'>;

/**
 * Whether the clips of a title are others than before, so that a player that has its older manifest cannot go on. With the
 * same clips in another edition it can (docs/operations.md).
 */
export function isCutAnew(before: Cut, now: Cut): boolean {
  const isLess = now.seconds < before.seconds || now.clips < before.clips;
  return isLess || (before.growing === undefined && (now.seconds > before.seconds || now.clips > before.clips));
}

/** What was encoded within this time cannot be expected at a player yet: it is announced and sent first. */
const ON_ITS_WAY_SECONDS = 6;

/** How far a title that grows could be played. */
export class Horizon {
  private readonly known: { at: number; seconds: number }[] = [];

  /** Takes a state of the title at a moment, in seconds. One that was whole from the start has no horizon. */
  put(at: number, { seconds, growing }: Growing): void {
    if (growing !== undefined || this.known.length > 0) {
      this.known.push({ at, seconds });
    }
  }

  /** How much a player can be expected to have at a moment; without limit if the title does not grow. */
  reachable(at: number): number {
    const [first] = this.known;
    return (this.known.findLast((it) => it.at <= at - ON_ITS_WAY_SECONDS) ?? first)?.seconds ?? Infinity;
  }

  clear(): void {
    this.known.length = 0;
  }
}
