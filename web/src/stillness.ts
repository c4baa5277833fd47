/** Tells the viewer, as long as the picture stands still, why it does; and the log, when that begins and ends. */
import * as format from './format';
import { inWords, type Awaited, type Cause } from './standstill';

/** What screen readers are told: the figures change too often to be read out. */
export const STANDS_STILL = 'The picture stands still.';

/** What is seen of playback at one moment. */
export interface Moment {
  /** Whether playback has ended. */
  isOver: boolean;
  /** Whether the viewer has paused. */
  isPaused: boolean;
  /** Whether the title is still being encoded. */
  isGrowing: boolean;
  /** Why the picture stands still; undefined if it does not. */
  cause: Cause | undefined;
}

export class Stillness {
  /** How long this standstill has lasted, in seconds without the viewer's pauses; undefined while the picture moves. */
  private seconds: number | undefined;
  /** When it was seen last; undefined after a pause. */
  private seen: number | undefined;

  /**
   * @param place shows the words
   * @param note writes into the log
   */
  constructor(
    private readonly place: HTMLElement,
    private readonly note: (words: string, data: unknown) => void,
  ) {}

  /**
   * Takes what is seen at one moment.
   *
   * @param at seconds since playback was asked for
   */
  see(at: number, { isOver, isPaused, isGrowing, cause }: Moment, awaited: Awaited): void {
    if (isOver) {
      this.close();
    } else if (isPaused || (cause === 'end' && !isGrowing)) {
      // Just before its end a whole title has nothing left to decode, which nobody waits for.
      this.pause();
    } else {
      this.put(at, cause, awaited);
    }
  }

  /**
   * Takes what is seen at one moment; not while the viewer pauses (`pause`).
   *
   * @param at seconds since playback was asked for
   * @param cause why the picture stands still; undefined if it does not
   */
  put(at: number, cause: Cause | undefined, awaited: Awaited): void {
    const words = cause === undefined ? '' : inWords(cause, awaited);
    if (this.seconds !== undefined) {
      this.seconds += at - (this.seen ?? at);
    } else if (cause !== undefined) {
      this.note(words, { cause, ...awaited });
      this.seconds = 0;
    }
    this.seen = at;
    if (cause === undefined && this.seconds !== undefined) {
      this.note(`The picture moves again, after ${format.seconds(this.seconds)}`, { seconds: this.seconds });
      this.seconds = undefined;
    }
    this.show(words);
  }

  /** The viewer pauses: that ends no standstill, and explains none. */
  pause(): void {
    this.seen = undefined;
    this.show('');
  }

  /** Playback has ended: nothing is awaited any more. */
  close(): void {
    this.seconds = undefined;
    this.pause();
  }

  private show(words: string): void {
    this.place.hidden = words === '';
    if (this.place.textContent !== words) {
      this.place.textContent = words;
    }
  }
}
