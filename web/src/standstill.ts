/** Pictures that stand still while a title plays: how often, and why. */
import * as format from './format';

/** Why a picture stands still: data ran out, the decoder does not keep up, or there is no more of the title yet. */
export type Cause = 'data' | 'decoder' | 'end';

/** What is known of the clip that the player waits for, and of the way that it takes. What is not known is absent. */
export interface Awaited {
  /** What the path carries. */
  pathBitsPerSecond?: number | undefined;
  /** What the clip needs to play as fast as it comes. */
  bitsPerSecond?: number | undefined;
  bytes?: number | undefined;
  /** Its bytes that have come. */
  arrivedBytes?: number | undefined;
}

/** Why the picture stands still, for the viewer. */
export function inWords(cause: Cause, { pathBitsPerSecond, bitsPerSecond, bytes, arrivedBytes }: Awaited): string {
  switch (cause) {
    case 'decoder':
      return 'The picture stands still: the browser has the data, but decodes it too slowly.';
    case 'end':
      return 'All that is encoded so far has been played. It goes on as soon as there is more.';
    case 'data': {
      // A path that has just broken down was measured before: such a rate explains nothing.
      const isSlow = pathBitsPerSecond !== undefined && pathBitsPerSecond < (bitsPerSecond ?? Infinity);
      const carries = isSlow ? [`the path carries ${format.bitRate(pathBitsPerSecond)}`] : [];
      const needs = bitsPerSecond === undefined ? [] : [`this clip needs ${format.bitRate(bitsPerSecond)}`];
      const rates = [...carries, ...needs].join(', ') || 'the next clip is not here yet';
      // A clip that was planned anew may have become larger than it was expected to be.
      const here = bytes === undefined || arrivedBytes === undefined ? '' : `; ${format.part(Math.min(arrivedBytes, bytes), bytes)} are here`;
      return `The picture stands still: ${rates}${here}.`;
    }
  }
}

/** What is seen at one moment. */
export interface Sight {
  /** Whether the viewer has paused. */
  isPaused: boolean;
  /** Whether the picture stands still though playback should go on. */
  isStill: boolean;
  /** Whether next to nothing is buffered. */
  isEmpty: boolean;
  /** Whether all is buffered that there is of the title. */
  isAtEnd: boolean;
}

/** The cause of a standstill is the one with which it began. A pause does not end it. */
export class Standstill {
  /** Why the picture stood still when it was seen last, but for pauses; undefined if it did not. */
  private began: Cause | undefined;
  private isPaused = false;
  /** How often it stood still, but for the ends of titles that grow. */
  stalls = 0;
  /** How often of these because data ran out. */
  starvations = 0;

  put({ isPaused, isStill, isEmpty, isAtEnd }: Sight): void {
    this.isPaused = isPaused;
    if (isPaused) {
      return;
    }
    if (!isStill) {
      this.began = undefined;
    } else if (this.began === undefined) {
      this.began = !isEmpty ? 'decoder' : isAtEnd ? 'end' : 'data';
      this.stalls += this.began === 'end' ? 0 : 1;
      this.starvations += this.began === 'data' ? 1 : 0;
    }
  }

  /** Why the picture stands still now; undefined if it does not, or is paused. */
  get cause(): Cause | undefined {
    return this.isPaused ? undefined : this.began;
  }

  forget(): void {
    this.began = undefined;
    this.isPaused = false;
    this.stalls = 0;
    this.starvations = 0;
  }
}
