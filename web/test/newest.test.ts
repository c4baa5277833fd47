import { expect, test } from 'vitest';
import { Newest } from '../src/dashboard/newest';

/** Questions that were asked, each with the function that answers it. */
function questions() {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const newest = new Newest<number>((question) => {
    asked.push(question);
    return new Promise((answer) => answers.push(answer));
  });
  const answer = async () => {
    answers.shift()?.();
    await new Promise((done) => setTimeout(done));
  };
  return { newest, asked, answer };
}

test('while a question is on its way, only the newest of the others waits', async () => {
  const { newest, asked, answer } = questions();
  [1, 2, 3, 4].forEach((it) => {
    newest.put(it);
  });
  expect(asked).toEqual([1]);
  await answer();
  expect(asked).toEqual([1, 4]);
  newest.put(5);
  expect(asked).toEqual([1, 4]);
  await answer();
  expect(asked).toEqual([1, 4, 5]);
});

test('once all is answered, the next question is asked at once', async () => {
  const { newest, asked, answer } = questions();
  newest.put(1);
  await answer();
  expect(asked).toEqual([1]);
  newest.put(1);
  expect(asked).toEqual([1, 1]);
});
