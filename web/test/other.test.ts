import { expect, test } from 'vitest';
import { objection } from '../src/other';

test('what cannot be played is told before anything is requested', () => {
  const told = (url: string) => objection(url, 'shaka', 'http:');
  expect(told('')).toContain('not a complete URL');
  expect(told('titles/main.mpd')).toContain('not a complete URL');
  expect(told('ftp://x.example/main.mpd')).toContain('not from ftp URLs');
  expect(told('javascript:alert(1)')).toContain('not from javascript URLs');
  expect(told('https://me:secret@x.example/main.mpd')).toContain('password');
});

test('a page that came over HTTPS does not load from http', () => {
  expect(objection('http://x.example/main.mpd', 'shaka', 'https:')).toContain('HTTPS');
  expect(objection('http://x.example/main.mpd', 'shaka', 'http:')).toBe('');
});

test('a library is not given a format that it does not play', () => {
  expect(objection('https://x.example/a.MPD?b=c', 'hls.js', 'https:')).toBe('hls.js does not play DASH. Choose dash.js or shaka as the player.');
  expect(objection('https://x.example/a.m3u8', 'dash.js', 'https:')).toContain('does not play HLS');
  expect(objection('https://x.example/a.m3u8', 'hls.js', 'https:')).toBe('');
});

test('a URL that does not tell its format is tried, with spaces around it or not', () => {
  expect(objection('  https://x.example/manifest?id=7 ', 'hls.js', 'https:')).toBe('');
});
