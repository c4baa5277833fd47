/** The figures of all viewers: from samples of the edge to what the charts show. Draws nothing. */
import type { Level } from '../edge';
import type { FleetReport, RewardTerms, Sample } from './api';

/** The edge keeps an hour; so does the page. */
const MAX_SECONDS = 3600;
const BITS_PER_BYTE = 8;

export const LEVELS: Level[] = ['gop', 'frame', 'slice', 'coefficient'];

/** The figures of a span of time. What cannot be told is absent. */
export interface Figures {
  /** The end, in seconds since 1970. */
  at: number;
  sessions: number;
  active: number;
  /** The mean reward of a clip. */
  qoe?: number | undefined;
  vmaf?: number | undefined;
  /** The part of the time for which viewers waited on an empty buffer. */
  stallRatio?: number | undefined;
  startSeconds?: number | undefined;
  downMovesPerClip?: number | undefined;
  videoBitsPerSecond: number;
  audioBitsPerSecond: number;
  /** Processors in use. */
  processors: number;
  requantisingProcessors: number;
  /** The part of the look-ups that a cache answered, by cache. */
  hits: Record<string, number | undefined>;
  /** The part of the clips, by level. */
  levels: Partial<Record<Level, number>>;
  /** The mean of each term of the reward. */
  reward?: RewardTerms | undefined;
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

/** The figures of successive samples, at least one. */
export function figures(samples: readonly Sample[]): Figures {
  const last = samples.at(-1);
  if (last === undefined) {
    throw new Error('there are no figures without samples');
  }
  const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0);
  const seconds = sum((it) => it.seconds);
  const clips = sum((it) => it.delivered.clips);
  const stalled = sum((it) => it.experienced.stallSeconds);
  const rewarded = sum((it) => it.rewards.clips);
  const term = (of: (terms: RewardTerms) => number) => sum((it) => of(it.rewards.sum)) / rewarded;
  const reward: RewardTerms | undefined =
    rewarded === 0
      ? undefined
      : {
          quality: term((it) => it.quality),
          change: term((it) => it.change),
          waiting: term((it) => it.waiting),
          splice: term((it) => it.splice),
        };
  const caches = new Set(samples.flatMap((it) => Object.keys(it.caches)));
  const perSecond = (value: number) => (seconds > 0 ? value / seconds : 0);
  return {
    at: Date.parse(last.at) / 1000,
    sessions: last.sessions,
    active: last.active,
    qoe: reward === undefined ? undefined : total(reward),
    vmaf: ratio(sum((it) => it.delivered.vmafSum), clips),
    stallRatio: ratio(stalled, stalled + sum((it) => it.experienced.watchedSeconds)),
    startSeconds: ratio(
      sum((it) => it.experienced.startUpSeconds),
      sum((it) => it.experienced.startUps),
    ),
    downMovesPerClip: ratio(sum((it) => it.delivered.downMoves), clips),
    videoBitsPerSecond: perSecond(sum((it) => it.bytes.video) * BITS_PER_BYTE),
    audioBitsPerSecond: perSecond(sum((it) => it.bytes.audio) * BITS_PER_BYTE),
    processors: perSecond(sum((it) => it.cost.cpuSeconds)),
    requantisingProcessors: perSecond(sum((it) => it.cost.requantisingSeconds)),
    hits: Object.fromEntries(
      [...caches].map((name) => {
        const hits = sum((it) => it.caches[name]?.hits ?? 0);
        return [name, ratio(hits, hits + sum((it) => it.caches[name]?.misses ?? 0))];
      }),
    ),
    levels:
      clips === 0
        ? {}
        : Object.fromEntries(LEVELS.map((level) => [level, sum((it) => it.levels[level] ?? 0) / clips])),
    reward,
  };
}

/** A reward. */
export function total(terms: RewardTerms): number {
  return terms.quality + terms.change + terms.waiting + terms.splice;
}

/** Samples in at most `most` spans of about equal length, the earliest first. A sample stays in its span as time goes on. */
export function spans(samples: readonly Sample[], most: number): Figures[] {
  const each = Math.max(1, Math.ceil(samples.length / most));
  const found = new Map<number, Sample[]>();
  for (const sample of samples) {
    const span = Math.floor(sample.number / each);
    const members = found.get(span);
    if (members === undefined) {
      found.set(span, [sample]);
    } else {
      members.push(sample);
    }
  }
  let until = 0;
  return [...found.values()].map((members) => {
    until += members.length;
    return { ...figures(members), levels: levelsUntil(samples, until) };
  });
}

/** A viewer requests a clip every few seconds: the levels of fewer would jump between nothing and all. */
const LEVELS_SECONDS = 60;

/** The part of the clips by level, over the last minute before the end of some samples. */
function levelsUntil(samples: readonly Sample[], until: number): Figures['levels'] {
  let from = until;
  for (let seconds = 0; from > 0 && seconds < LEVELS_SECONDS; from--) {
    seconds += samples[from - 1]?.seconds ?? 0;
  }
  return figures(samples.slice(from, until)).levels;
}

/** Keeps the samples of the last hour of one edge. */
export class Fleet {
  private samples: Sample[] = [];
  private startedAt: string | undefined;

  /** The number of the latest sample, 0 before the first one. */
  latest(): number {
    return this.samples.at(-1)?.number ?? 0;
  }

  /**
   * Adds what is new. Samples of an edge that has started again count from 1: those of the one before are kept, under
   * numbers that precede them.
   *
   * @returns whether this is another start of the edge
   */
  put(report: FleetReport): boolean {
    const restarted = this.startedAt !== undefined && this.startedAt !== report.startedAt;
    if (restarted) {
      const latest = this.latest();
      this.samples = this.samples.map((sample) => ({ ...sample, number: sample.number - latest }));
    }
    this.startedAt = report.startedAt;
    const latest = restarted ? 0 : this.latest();
    const newer = report.samples.filter((sample) => sample.number > latest);
    const all = [...this.samples, ...newer];
    const end = Date.parse(all.at(-1)?.at ?? '') - MAX_SECONDS * 1000;
    this.samples = all.filter((sample) => Date.parse(sample.at) > end);
    return restarted;
  }

  /** The samples of the last seconds. */
  last(seconds: number): Sample[] {
    const end = Date.parse(this.samples.at(-1)?.at ?? '');
    return this.samples.filter((sample) => Date.parse(sample.at) > end - seconds * 1000);
  }
}
