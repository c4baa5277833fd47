/** Tells the viewer, as long as the picture stands still, why it does; and the log, when that begins and ends. */
import * as format from './format';
import { inWords, type Awaited, type Cause } from './standstill';

/** What screen readers are told: the figures change too often to be read out. */
export const STANDS_STILL = 'The picture stands still.';

export class Stillness {
  /** When this standstill began, in seconds since playback was asked for. */
  private since: number | undefined;

  /**
   * @param place shows the words
   * @param note writes into the log
   */
  constructor(
    private readonly place: HTMLElement,
    private readonly note: (words: string, data: unknown) => void,
  ) {}

  /**
   * Takes what is seen at one moment. A viewer's pause is no such moment: it ends nothing.
   *
   * @param at seconds since playback was asked for
   * @param cause why the picture stands still; undefined if it does not
   */
  put(at: number, cause: Cause | undefined, awaited: Awaited): void {
    const words = cause === undefined ? '' : inWords(cause, awaited);
    if (cause !== undefined && this.since === undefined) {
      this.note(words, { cause, ...awaited });
      this.since = at;
    } else if (cause === undefined && this.since !== undefined) {
      const seconds = at - this.since;
      this.note(`The picture moves again, after ${format.seconds(seconds)}`, { seconds });
      this.since = undefined;
    }
    this.show(words);
  }

  /** Shows nothing more. */
  close(): void {
    this.show('');
  }

  private show(words: string): void {
    this.place.hidden = words === '';
    if (this.place.textContent !== words) {
      this.place.textContent = words;
    }
  }
}
