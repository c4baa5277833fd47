/** Pictures that stand still while a title plays: how often, and why. */

/** Why a picture stands still: data ran out, the decoder does not keep up, or there is no more of the title yet. */
export type Cause = 'data' | 'decoder' | 'end';

/** What is seen at one moment. */
export interface Sight {
  /** Whether the picture stands still though playback should go on. */
  isStill: boolean;
  /** Whether next to nothing is buffered. */
  isEmpty: boolean;
  /** Whether all is buffered that there is of the title. */
  isAtEnd: boolean;
}

/** Counts as long as playback goes on; the cause of a standstill is the one with which it began. */
export class Standstill {
  /** Why the picture stands still now; undefined if it does not. */
  cause: Cause | undefined;
  /** How often it stood still, but for the ends of titles that grow. */
  stalls = 0;
  /** How often of these because data ran out. */
  starvations = 0;

  put({ isStill, isEmpty, isAtEnd }: Sight): void {
    if (!isStill) {
      this.cause = undefined;
    } else if (this.cause === undefined) {
      this.cause = !isEmpty ? 'decoder' : isAtEnd ? 'end' : 'data';
      this.stalls += this.cause === 'end' ? 0 : 1;
      this.starvations += this.cause === 'data' ? 1 : 0;
    }
  }

  forget(): void {
    this.cause = undefined;
    this.stalls = 0;
    this.starvations = 0;
  }
}
