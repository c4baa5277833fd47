import { expect, test } from 'vitest';
import { read, write, type Choices } from '../src/choices';

const USUAL = read('');

test('what is as usual leaves the address short', () => {
  expect(write(USUAL)).toBe('?');
  expect(write({ ...USUAL, title: 'holiday' })).toBe('?title=holiday');
});

test('every choice survives a reload', () => {
  const own = { cap: '2000', drop: '', after: '5', loss: '1.5', delay: '40' };
  const all: Choices[] = [
    USUAL,
    { ...USUAL, title: 'a & b', compare: true, steering: 'player', library: 'shaka', path: 'trace-tram', device: 'phone' },
    { ...USUAL, url: 'https://example.org/a.m3u8?b=c&d', library: 'dash.js' },
    { ...USUAL, title: 'holiday', path: 'own', own },
  ];
  for (const choices of all) {
    expect(read(write(choices))).toEqual(choices);
  }
});

test('a title of another server is not steered, shaped or told of a device by the edge', () => {
  const steered: Choices = { ...USUAL, steering: 'player', path: '3000', device: 'phone', library: 'shaka' };
  expect(write({ ...steered, url: 'https://example.org/a.mpd' })).toBe('?url=https%3A%2F%2Fexample.org%2Fa.mpd&player=shaka');
});

test('fields of a path that are no numbers are left empty', () => {
  expect(read('?path=own&cap=many&delay=40').own).toEqual({ cap: '', drop: '', after: '', loss: '', delay: '40' });
  expect(read('?path=800&cap=5').own).toBeUndefined();
});
