import { expect, test } from 'vitest';
import { Meeting } from '../src/meeting';

/** What has happened by now. */
async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}

test('nobody begins before all have arrived, in each round', async () => {
  const meeting = new Meeting(['swarm', 'ladder']);
  const begun: string[] = [];
  const arrive = (who: string) => void meeting.arrive(who).then(() => begun.push(who));
  for (const round of [1, 2]) {
    arrive('ladder');
    await settled();
    expect(begun).toHaveLength(2 * (round - 1));
    expect(meeting.isWaiting('ladder')).toBe(true);
    arrive('swarm');
    await settled();
    expect(begun).toHaveLength(2 * round);
    expect(meeting.isWaiting('ladder')).toBe(false);
  }
});

test('one that arrives twice is not taken for two', async () => {
  const meeting = new Meeting(['swarm', 'ladder']);
  let begun = false;
  void meeting.arrive('swarm');
  void meeting.arrive('swarm').then(() => (begun = true));
  await settled();
  expect(begun).toBe(false);
  void meeting.arrive('ladder');
  await settled();
  expect(begun).toBe(true);
});

test('one that has failed keeps nobody waiting', async () => {
  const meeting = new Meeting(['swarm', 'ladder']);
  let begun = 0;
  void meeting.arrive('swarm').then(() => begun++);
  meeting.leave('ladder');
  await settled();
  void meeting.arrive('swarm').then(() => begun++);
  await settled();
  expect(begun).toBe(2);
});
