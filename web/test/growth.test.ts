import { describe, expect, it } from 'vitest';
import { inWords, length } from '../src/growth';

describe('a title that is still being encoded', () => {
  it('is told with what there is of it, and what is expected', () => {
    expect(length({ seconds: 12, growing: { expectedSeconds: 61 } })).toBe('12 s of 1:01 so far');
    expect(length({ seconds: 12, growing: {} })).toBe('12 s so far');
    expect(length({ seconds: 61 })).toBe('1:01');
  });

  it('plays on with HLS, and ends with DASH where it ended', () => {
    const title = { seconds: 12, growing: { expectedSeconds: 60 } };
    expect(inWords(title, 'm3u8')).toBe('Encoded so far: 12 s of 1:00. More plays as soon as it is there.');
    expect(inWords(title, 'mpd')).toContain('open it again for more');
    expect(inWords({ seconds: 60 }, 'm3u8')).toBe('');
  });
});
