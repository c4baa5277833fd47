import { describe, expect, it } from 'vitest';
import { behind, Experience, type Shown } from '../src/experience';

const WAITING: Shown = { started: false, stalled: false, stalls: 0, playing: false };

function shown(clip: number, vmaf: number, source = 'a'): Shown {
  return { started: true, stalled: false, stalls: 0, playing: true, clip, vmaf, source };
}

describe('an experience', () => {
  it('knows nothing before the first picture', () => {
    const experience = new Experience();
    experience.put(0, WAITING);
    experience.put(1, WAITING);
    expect([experience.startUpSeconds, experience.meanVmaf, experience.qoe, experience.stallRatio]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('weighs VMAF by the time for which it is shown', () => {
    const experience = new Experience();
    [
      [0, WAITING],
      [0.5, shown(1, 90)],
      [1.5, shown(1, 90)],
      [4.5, shown(2, 70)],
    ].forEach(([at, moment]) => {
      experience.put(at as number, moment as Shown);
    });
    expect(experience.startUpSeconds).toBe(0.5);
    // The half second before the first picture counts for its clip, as ticks are short.
    expect(experience.meanVmaf).toBeCloseTo((90 * 1.5 + 70 * 3) / 4.5);
  });

  it('prices what QoE_v prices, in chunks of four seconds', () => {
    const steady = new Experience();
    const falling = new Experience();
    for (let at = 0; at <= 8; at += 0.25) {
      steady.put(at, shown(1, 80));
      falling.put(at, at < 4 ? shown(1, 80) : shown(2, 60));
    }
    expect(steady.qoe).toBeCloseTo(0.8469 * 80);
    expect(falling.qoe).toBeCloseTo(0.8469 * (falling.meanVmaf ?? 0) - (1.061 * 20) / 2);
  });

  it('has the stalls that the player counts, also those that end between two moments', () => {
    const experience = new Experience();
    experience.put(0, shown(1, 80));
    experience.put(1, { ...shown(1, 80), stalls: 2 });
    expect([experience.stalls, experience.stallSeconds]).toEqual([2, 0]);
  });

  it('prices a stall for as long as it lasts', () => {
    const experience = new Experience();
    experience.put(0, shown(1, 80));
    experience.put(4, shown(1, 80));
    for (const at of [5, 6]) {
      experience.put(at, { ...shown(1, 80), stalled: true, stalls: 1, playing: false });
    }
    experience.put(7, { ...shown(1, 80), stalls: 1 });
    expect([experience.stalls, experience.stallSeconds]).toEqual([1, 2]);
    expect(experience.stallRatio).toBeCloseTo(2 / 7);
    expect(experience.qoe).toBeCloseTo(0.8469 * 80 - (28.8 * 2) / (5 / 4));
  });

  it('leaves out what is shown again from the buffer', () => {
    const experience = new Experience();
    [shown(1, 40, 'a'), shown(2, 80, 'b'), shown(2, 80, 'b'), shown(1, 40, 'a'), shown(3, 80, 'b')].forEach((moment, at) => {
      experience.put(at, moment);
    });
    expect(experience.meanVmaf).toBeCloseTo(80);
    expect(experience.switches).toBe(1);
    expect(experience.qoe).toBeCloseTo(0.8469 * 80 + (0.298 * 40) / (3 / 4));
  });

  it('counts each change of what supplies the picture', () => {
    const experience = new Experience();
    ['a', 'a', 'b', 'a'].forEach((source, at) => {
      experience.put(at, shown(1, 80, source));
    });
    expect(experience.switches).toBe(2);
  });
});

it('the side that has stalled is behind by its stall, the other one is not', () => {
  expect(behind(8, 10.5)).toBe(2.5);
  expect(behind(10.5, 8)).toBe(0);
  expect(behind(9.9, 10)).toBe(0);
});
