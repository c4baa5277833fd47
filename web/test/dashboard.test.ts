import { describe, expect, it } from 'vitest';
import type { Brief, DayOfRewards, PastSession, PastSpan, Points, Sample } from '../src/dashboard/api';
import { isWithoutData } from '../src/dashboard/charts';
import { bred, gainAt, meanGain, nothing } from '../src/dashboard/evolution';
import { Fleet, figures, spans } from '../src/dashboard/fleet';
import { progress } from '../src/dashboard/jobs';
import { policies, verdict } from '../src/dashboard/learning';
import { course, ending, last, spanOf, told } from '../src/dashboard/past';
import { decades, marks, thinned } from '../src/dashboard/quality';
import { inView } from '../src/dashboard/rows';
import { counted, doing, minutes, mixed, stalls } from '../src/dashboard/sessions';
import { once, steps } from '../src/dashboard/ticks';
import * as format from '../src/format';

const START = Date.parse('2026-11-29T23:00:00Z');

function sample(number: number, changes: Partial<Sample> = {}): Sample {
  return {
    number,
    at: new Date(START + number * 5000).toISOString(),
    seconds: 5,
    sessions: 7,
    active: 3,
    delivered: { clips: 2, aborted: 0, downMoves: 1, mediaSeconds: 8, vmafSum: 180 },
    experienced: { startUps: 1, startUpSeconds: 0.5, stalls: 1, stallSeconds: 2, watchedSeconds: 6 },
    bytes: { video: 1_000_000, audio: 250_000 },
    levels: { gop: 1, frame: 1 },
    cost: { cpuSeconds: 2.5, requantisingSeconds: 0.5 },
    caches: { members: { hits: 3, misses: 1 } },
    rewards: { clips: 2, sum: { quality: 160, change: -4, waiting: -6, splice: -2 } },
    ...changes,
  };
}

describe('the figures of a span', () => {
  it('are sums over its samples, weighed by what was delivered', () => {
    const better = sample(2, { delivered: { clips: 8, aborted: 1, downMoves: 0, mediaSeconds: 32, vmafSum: 800 } });
    const found = figures([sample(1), better]);
    expect(found.at).toBe(START / 1000 + 10);
    expect(found.vmaf).toBe(98);
    expect(found.downMovesPerClip).toBe(0.1);
    expect(found.stallRatio).toBe(0.25);
    expect(found.startSeconds).toBe(0.5);
    expect(found.videoBitsPerSecond).toBe(1_600_000);
    expect(found.processors).toBe(0.5);
    expect(found.hits['members']).toBe(0.75);
    expect(found.qoe).toBe(74);
    expect(found.reward?.waiting).toBe(-3);
    expect(found.levels.gop).toBe(0.2);
  });

  it('are not known where nothing was delivered', () => {
    const idle = sample(1, {
      delivered: { clips: 0, aborted: 0, downMoves: 0, mediaSeconds: 0, vmafSum: 0 },
      experienced: { startUps: 0, startUpSeconds: 0, stalls: 0, stallSeconds: 0, watchedSeconds: 0 },
      caches: { members: { hits: 0, misses: 0 } },
      rewards: { clips: 0, sum: { quality: 0, change: 0, waiting: 0, splice: 0 } },
    });
    const found = figures([idle]);
    expect([found.vmaf, found.qoe, found.stallRatio, found.startSeconds, found.hits['members']]).toEqual(
      Array(5).fill(undefined),
    );
    expect(found.videoBitsPerSecond).toBe(1_600_000);
  });
});

describe('the samples of an edge', () => {
  it('come once, and the last hour is kept', () => {
    const fleet = new Fleet();
    const report = { startedAt: 'a', intervalSeconds: 5, policy: 'static' as const };
    expect(fleet.put({ ...report, samples: [sample(1), sample(2)] })).toBe(false);
    expect(fleet.put({ ...report, samples: [sample(2), sample(3)] })).toBe(false);
    expect(fleet.last(3600).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(fleet.last(10).map(({ number }) => number)).toEqual([2, 3]);
    fleet.put({ ...report, samples: Array.from({ length: 800 }, (_, i) => sample(i + 4)) });
    expect(fleet.last(3600)).toHaveLength(720);
    expect(fleet.latest()).toBe(803);
  });

  it('go on after the edge has started again, from 1', () => {
    const fleet = new Fleet();
    const report = { intervalSeconds: 5, policy: 'static' as const };
    fleet.put({ ...report, startedAt: 'a', samples: [sample(1), sample(2)] });
    const later = { ...sample(1), at: new Date(START + 60_000).toISOString() };
    expect(fleet.put({ ...report, startedAt: 'b', samples: [] })).toBe(true);
    expect(fleet.latest()).toBe(0);
    expect(fleet.put({ ...report, startedAt: 'b', samples: [later] })).toBe(false);
    expect(fleet.last(3600).map(({ number }) => number)).toEqual([-1, 0, 1]);
  });

  it('are joined to at most so many spans that keep their samples', () => {
    const all = Array.from({ length: 100 }, (_, i) => sample(i + 1));
    const drawn = spans(all, 20);
    expect(drawn.length).toBeLessThanOrEqual(21);
    const shifted = spans([...all.slice(1), sample(101)], 20);
    expect(shifted[3]?.at).toBe(drawn[3]?.at);
    expect(spans(all.slice(0, 5), 20)).toHaveLength(5);
  });
});

describe('a table of many rows', () => {
  it.each([
    [0, 340, 1000, 0, 13],
    [3400, 340, 1000, 97, 113],
    [33_900, 340, 1000, 994, 1000],
    [0, 340, 4, 0, 4],
    [0, 340, 0, 0, 0],
  ])('scrolled by %d in %d pixels with %d rows builds rows %d to %d', (scrolled, height, count, from, until) => {
    expect(inView(scrolled, height, count)).toEqual({ from, until });
  });
});

describe('a session in words', () => {
  const session: Brief = {
    id: 'a',
    number: 1,
    startedAt: '',
    idleSeconds: 2,
    qoe: { clips: 1, seconds: 4, downMoves: 0 },
  };

  it('does what the player tells, or what follows from its requests', () => {
    expect(doing(session)).toBe('starting');
    expect(doing({ ...session, state: 'rebuffering' })).toBe('rebuffering');
    expect(doing({ ...session, state: 'playing', idleSeconds: 75 })).toBe('idle 1:15');
    expect(minutes(59.7)).toBe('1:00');
  });

  it('has its mix with the largest weight first', () => {
    const mix = [
      { id: 'low', weight: 0.2 },
      { id: 'high', weight: 0.8 },
    ];
    const last = { clip: 0, group: 'g', height: 720, state: 'sent', level: 'gop' as const, mix };
    expect(mixed({ ...session, last }, (it) => it.toUpperCase())).toBe('80 % HIGH, 20 % LOW');
    expect(mixed(session, String)).toBe('–');
  });

  it('has stalls only as far as the player tells', () => {
    expect(stalls({})).toBe('–');
    expect(stalls({ stalls: 0 })).toBe('none');
    expect(stalls({ stalls: 2, stallSeconds: 1.5 })).toBe('2, 1.5 s');
  });
});

describe('a recorded session', () => {
  const span = (number: number, changes: Partial<PastSpan> = {}): PastSpan => ({
    number,
    at: '2026-11-29T23:00:00Z',
    title: 't',
    aborted: 0,
    clips: 2,
    seconds: 4,
    bytes: 1_000_000,
    downMoves: 1,
    mean: { quality: 90, change: -2, waiting: -4, splice: 0 },
    mix: [
      { id: 'high', share: 0.75 },
      { id: 'low', share: 0.25 },
    ],
    levels: { gop: 1, frame: 1 },
    ...changes,
  });
  const nothing = span(8, { aborted: 1, clips: 0, seconds: 0, downMoves: 0, mix: [], levels: {} });
  delete nothing.mean;
  const spans = [span(0), span(2, { clips: 6, seconds: 12, mix: [{ id: 'low', share: 1 }], levels: { slice: 6 } }), nothing];

  it('is the sum of its spans, weighed by what was sent', () => {
    const all = course(spans);
    expect(all.clips).toBe(8);
    expect(all.aborted).toBe(1);
    expect(all.mix).toEqual([
      { id: 'low', share: 0.8125 },
      { id: 'high', share: 0.1875 },
    ]);
    expect(all.levels).toEqual({ gop: 0.125, frame: 0.125, slice: 0.75 });
    expect(all.reward).toEqual({ quality: 90, change: -2, waiting: -4, splice: 0 });
    expect(course([nothing]).reward).toBeUndefined();
  });

  it('has every clip in a span', () => {
    expect([0, 1, 2, 7, 8].map((clip) => spanOf(spans, clip))).toEqual([0, 0, 1, 1, 2]);
  });

  it('is told in words, with what is missing', () => {
    const session: PastSession = {
      session: 'a',
      startedAt: '',
      lastAt: '',
      clips: 9,
      seconds: 75,
      bytes: 1,
      downMoves: 2,
      startSeconds: 0.5,
      stalls: 0,
    };
    expect(told(session, course(spans))).toBe(
      '8 clips of 1:15 in all, 1 more broken off, the first picture after 500 ms, no stalls, 2 down-moves. 1 further clip is not shown.',
    );
    const lastAt = new Date(START).toISOString();
    expect(last({ state: 'playing', lastAt }, START + 100_000)).toBe('playing');
    expect(last({ state: 'playing', lastAt }, START + 600_000)).toBe('playing, then silent');
    expect(last({ state: 'ended', lastAt }, START + 600_000)).toBe('ended');
    expect(last({ lastAt }, START)).toBe('–');
    expect(ending({ state: 'aborted' })).toBe('The player broke it off.');
    expect(ending({ state: 'sent', reward: { quality: 90, change: -2, waiting: -4, splice: 0 } })).toMatch(/^Its reward is 84\.0/);
  });
});

describe('policies', () => {
  const day = (policy: DayOfRewards['policy'], clips: number, quality: number, deviation: number): DayOfRewards => ({
    day: '2026-11-29',
    policy,
    clips,
    mean: { quality, change: -1, waiting: -2, splice: 0 },
    deviation,
  });

  it('are compared over all days, each by its clips', () => {
    const [learned, fixed] = policies([day('static', 100, 80, 5), day('learned', 300, 90, 5), day('learned', 100, 70, 5)]);
    expect(learned?.clips).toBe(400);
    expect(learned?.mean.quality).toBe(85);
    // The variance: 25 within the days, and 75 between them.
    expect(learned?.plusOrMinus).toBeCloseTo(1.96 * Math.sqrt(100 / 400), 1);
    expect(fixed?.plusOrMinus).toBeCloseTo(0.98, 2);
  });

  it('differ only by more than the uncertainty', () => {
    expect(verdict(policies([day('static', 100, 80, 5), day('learned', 100, 84, 5)]))).toMatch(/4\.0 points more/);
    expect(verdict(policies([day('static', 9, 80, 30), day('learned', 9, 79, 30)]))).toMatch(/less than the uncertainty/);
    expect(verdict(policies([day('static', 9, 80, 30)]))).toMatch(/Only clips of the static policy/);
    expect(verdict([])).toMatch(/No clip/);
  });
});

describe('the rate–quality plot', () => {
  const points: Points = {
    clip: 0,
    seconds: 4,
    members: [{ member: 'a', bitsPerSecond: 2e6, vmaf: 95 }],
    rungs: [{ rung: 0, member: 'a', bitsPerSecond: 2e6, vmaf: 95 }],
    blends: [
      { level: 'frame', member: 'a', tail: { member: 'a', from: 29, crfStep: 12 }, bitsPerSecond: 1e6, vmaf: 80, basis: 'measured' },
      { level: 'slice', member: 'a', lower: 'b', bitsPerSecond: 1.5e6, vmaf: 90, basis: 'predicted' },
      { level: 'coefficient', member: 'b', bitsPerSecond: 0.3e6, vmaf: 40, basis: 'predicted' },
    ],
  };

  it('names every kind of point, members on top', () => {
    const all = marks(points, (it) => it.toUpperCase());
    expect(all.map(({ kind }) => kind)).toEqual(['tail', 'rows', 'requantised', 'rung', 'member']);
    expect(all.map(({ words }) => words)).toEqual([
      'A, its tail from frame 30, CRF + 12.0',
      'rows of A and B',
      'B, requantised',
      'rung 1, served by A',
      'A',
    ]);
    expect(all.filter(({ predicted }) => predicted)).toHaveLength(2);
  });

  it('has round bitrates on its axis and not too many points', () => {
    expect(decades(180_000, 2.1e6)).toEqual([200_000, 500_000, 1_000_000, 2_000_000]);
    expect(thinned([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
    expect(thinned([1, 2], 3)).toEqual([1, 2]);
  });
});

describe('evolution and encodes', () => {
  it('shows a hull at three bitrates and on average', () => {
    const hull = { generation: 3, gains: [1, 2, 6] };
    expect(gainAt(hull, 'lowest')).toBe(1);
    expect(gainAt(hull, 'middle')).toBe(2);
    expect(gainAt(hull, 'highest')).toBe(6);
    expect(meanGain(hull)).toBe(3);
    expect(meanGain({ generation: 0, gains: [] })).toBeUndefined();
  });

  it('tells what is known of an encode', () => {
    expect(progress({ id: '1', title: 't', state: 'encoding', doneClips: 3, clips: 12, etaSeconds: 95 })).toBe(
      'encoding · 3 of 12 clips · 1:35 left',
    );
    expect(progress({ id: '1', title: 't', state: 'failed', message: 'the disk is full' })).toBe('failed · the disk is full');
  });
});

describe('the ticks of an axis', () => {
  it('have different labels: those of counts are whole', () => {
    const count = (value: number) => value.toFixed(0);
    expect(steps(0, 1.1, count)[0]).toBe(1);
    expect(steps(0, 7.7, count)[0]).toBe(1);
    expect(steps(0, 1.1, format.percent)[0]).toBe(0.1);
  });

  it('are twenty at most, also far from zero', () => {
    expect(steps(1_000_000, 1_000_100, (value) => String(value))[0]).toBe(10);
  });

  it('have labels once where time stands in minutes', () => {
    expect(once(['10:00', '10:00', '10:01'])).toEqual(['10:00', '', '10:01']);
  });
});

describe('what is shown while there is nothing to show', () => {
  it('sessions without a title are counted, and have no row', () => {
    const sessions = [1, 2, 3].map((id) => ({ id: String(id) })) as never[];
    expect(counted({ sessions: [], total: 0 }, 0)).toBe('Nobody has opened a session.');
    expect(counted({ sessions, total: 3 }, 0)).toBe('3 sessions have asked for no title yet.');
    expect(counted({ sessions, total: 9 }, 0)).toBe('The newest 3 of 9 sessions have asked for no title yet.');
    expect(counted({ sessions, total: 9 }, 2)).toBe(
      'The newest 3 of 9 sessions: 2 with a title, 1 without one yet. Choose one to see why it gets its mix.',
    );
    expect(counted({ sessions, total: 3 }, 2)).toBe('2 sessions. 1 more has asked for no title yet. Choose one to see why it gets its mix.');
    expect(counted({ sessions, total: 9 }, 3)).toBe('The newest 3 of 9 sessions. Choose one to see why it gets its mix.');
  });

  it('a chart without a value has no axes', () => {
    const lines = [{ of: (it: { a?: number }) => it.a }];
    expect([[], [{}], [{}, { a: 0 }]].map((data) => isWithoutData(lines, data))).toEqual([true, true, false]);
  });

  it('evolution tells of no gain without a hull', () => {
    const profiles = { file: 'p.json', generation: 1, profiles: 2, codecs: ['h264'], hulls: [], operators: [] };
    expect(bred(profiles)).toBe('p.json: 2 families of h264 after 1 generation.');
    expect(bred({ ...profiles, hulls: [{ generation: 1, gains: [1, 2] }] })).toBe(
      'p.json: 2 families of h264 after 1 generation, 1.5 points above the yardstick in the mean.',
    );
  });

  it('evolution names the command that breeds', () => {
    expect(nothing('/cache/profiles.json')).toContain('./starling evolve VIDEO -o /cache/profiles.json');
    expect(nothing(undefined)).toContain('--profiles FILE');
  });
});

it('the levels of blending are those of the last minute, so that a clip alone draws no zigzag', () => {
  const levels = (level: string, number: number) => ({ ...sample(number), levels: { [level]: 2 } });
  const samples = Array.from({ length: 30 }, (_, i) => levels(i % 2 === 0 ? 'gop' : 'slice', i + 1));
  const shares = spans(samples, 180).slice(12).map((it) => it.levels.gop ?? 0);
  expect(Math.min(...shares)).toBeGreaterThan(0.3);
  expect(Math.max(...shares)).toBeLessThan(0.7);
});
