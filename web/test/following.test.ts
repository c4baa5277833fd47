import { expect, test } from 'vitest';
import { change, InOrder, type Package } from '../src/following';

function packaged(id: string, more: Partial<Package> = {}): Package {
  return { id, edition: '1', name: id.toUpperCase(), seconds: 9, clips: 3, ...more };
}

const title = packaged('a');
const ladder = packaged('a.ladder');
const missed = { title: 'a', ids: ['a', 'a.ladder'] };

test('a title that plays from the buffer is found to be gone by the list alone', () => {
  expect(change([packaged('b')], { playing: [title], missed: undefined })).toEqual({
    kind: 'gone',
    missed: { title: 'a', ids: ['a'] },
    what: '“A” was removed from the edge.',
  });
  expect(change([], { playing: [], missed: undefined })).toEqual({ kind: 'none' });
});

test('side by side, a ladder that is gone is told apart from its title', () => {
  const { kind, ...rest } = change([title], { playing: [title, ladder], missed: undefined });
  expect(kind).toBe('gone');
  expect(rest).toEqual({ missed, what: 'The ladder of “A” was removed from the edge.' });
});

test('what is missed plays once all of it is there', () => {
  expect(change([title], { playing: [title], missed })).toEqual({ kind: 'none' });
  expect(change([title, ladder], { playing: [], missed })).toEqual({ kind: 'play', title: 'a' });
  expect(change([ladder], { playing: [], missed: { title: 'a', ids: ['a.ladder'] } })).toEqual({ kind: 'none' });
});

test('a title that was cut anew starts again, and one that grows or was encoded anew plays on', () => {
  const growing = packaged('a', { growing: {} });
  const later = { edition: '2', seconds: 12, clips: 4 };
  expect(change([packaged('a', later)], { playing: [growing], missed: undefined })).toEqual({ kind: 'grown', title: 'a' });
  expect(change([packaged('a', later)], { playing: [title], missed: undefined })).toEqual({ kind: 'play', title: 'a' });
  expect(change([packaged('a', { edition: '2' })], { playing: [title], missed: undefined })).toEqual({ kind: 'grown', title: 'a' });
  expect(change([title], { playing: [title], missed: undefined })).toEqual({ kind: 'none' });
  expect(change([title, packaged('a.ladder', later)], { playing: [title, ladder], missed: undefined })).toEqual({
    kind: 'play',
    title: 'a',
  });
});

test('what an answer has ended goes on once it was encoded anew, and not before', () => {
  const anew = packaged('a', { edition: '2' });
  const refused = (all: Package[], playing: Package[], opened = [title]) => change(all, { playing, missed: undefined, refused: opened });
  expect(refused([title], [title])).toEqual({ kind: 'none' });
  expect(refused([anew], [title])).toEqual({ kind: 'resume', title: 'a' });
  // The new state was taken before: what matters is the manifest that was played.
  expect(refused([anew], [anew])).toEqual({ kind: 'resume', title: 'a' });
  expect(refused([anew], [anew], [anew])).toEqual({ kind: 'none' });
  expect(refused([title, packaged('a.ladder', { edition: '2' })], [title, ladder], [title, ladder]).kind).toBe('resume');
});

test('what an answer has ended does not go on if it was removed or cut anew', () => {
  const cut = packaged('a', { edition: '2', seconds: 8, clips: 2 });
  expect(change([], { playing: [title], missed: undefined, refused: [title] }).kind).toBe('gone');
  expect(change([cut], { playing: [title], missed: undefined, refused: [title] }).kind).toBe('play');
});

test('side by side, a title that has grown is compared with the state that was taken last', () => {
  const growing = packaged('a', { growing: {} });
  const more = packaged('a', { edition: '2', seconds: 15, clips: 5, growing: {} });
  const less = packaged('a', { edition: '3', seconds: 12, clips: 4, growing: {} });
  expect(change([more, ladder], { playing: [growing, ladder], missed: undefined }).kind).toBe('grown');
  expect(change([more, ladder], { playing: [more, ladder], missed: undefined }).kind).toBe('none');
  expect(change([less, ladder], { playing: [growing, ladder], missed: undefined }).kind).toBe('grown');
  expect(change([less, ladder], { playing: [more, ladder], missed: undefined }).kind).toBe('play');
});

test('a list that comes after one that was asked for later is dropped', () => {
  const lists = new InOrder();
  const [first, second, third] = [lists.ask(), lists.ask(), lists.ask()];
  expect([second, first, third].map((it) => lists.takes(it))).toEqual([true, false, true]);
});
