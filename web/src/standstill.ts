/** Pictures that stand still while a title plays: how often, and why. */

/** Why a picture stands still: data ran out, the decoder does not keep up, or there is no more of the title yet. */
export type Cause = 'data' | 'decoder' | 'end';

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
