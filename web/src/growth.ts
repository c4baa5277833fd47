/** Titles that are still being encoded: what there is of them plays already. */
import type { Format, TitleSummary } from './edge';
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

/**
 * What a viewer of a title is told; empty if it is whole.
 *
 * @param format of its manifest: only a playlist of HLS grows while it is played
 */
export function inWords(title: Growing, format: Format): string {
  if (title.growing === undefined) {
    return '';
  }
  const encoded = `Encoded so far: ${expectation(title)}.`;
  switch (format) {
    case 'm3u8':
      return `${encoded} More plays as soon as it is there.`;
    case 'mpd':
      return `${encoded} Playback ends where the title ended when it was opened; open it again for more.`;
  }
}
