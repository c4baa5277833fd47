import { expect, test, vi } from 'vitest';
import { hasLadder } from '../src/shelf';

vi.mock('../src/shelf.css', () => ({}));

test('a title is compared with its ladder once both are whole', () => {
  const growing = { expectedSeconds: 60 };
  expect(hasLadder('a', [{ id: 'a' }])).toBe(false);
  expect(hasLadder('a', [{ id: 'a' }, { id: 'a.ladder', growing }])).toBe(false);
  expect(hasLadder('a', [{ id: 'a', growing }, { id: 'a.ladder' }])).toBe(false);
  expect(hasLadder('a', [{ id: 'a.ladder' }, { id: 'b' }, { id: 'a' }])).toBe(true);
});
