/** What the dashboard reads of the edge (docs/http-api.md, docs/dashboard.md): its JSON as types, and the calls. */
import { EdgeError, type Level, type MixedClip } from '../edge';

/** A session in the list. */
export interface Brief {
  id: string;
  number: number;
  title?: string;
  steering?: string;
  startedAt: string;
  idleSeconds: number;
  state?: string;
  last?: { clip: number; group: string; height: number; state: string; level: Level; mix: Share[] };
  bitsPerSecond?: number;
  bufferSeconds?: number;
  qoe: Qoe;
}

export interface Share {
  id: string;
  weight: number;
}

export interface Qoe {
  clips: number;
  seconds: number;
  vmaf?: number;
  reward?: number;
  downMoves: number;
  startSeconds?: number;
  stalls?: number;
  stallSeconds?: number;
}

export interface SessionPage {
  total: number;
  sessions: Brief[];
}

export interface RewardTerms {
  quality: number;
  change: number;
  waiting: number;
  splice: number;
}

/** What happened between two moments; sums, except for the first five members. */
export interface Sample {
  number: number;
  at: string;
  seconds: number;
  sessions: number;
  active: number;
  delivered: { clips: number; aborted: number; downMoves: number; mediaSeconds: number; vmafSum: number };
  experienced: { startUps: number; startUpSeconds: number; stalls: number; stallSeconds: number; watchedSeconds: number };
  bytes: { video: number; audio: number };
  levels: Partial<Record<Level, number>>;
  cost: { cpuSeconds: number; requantisingSeconds: number };
  caches: Record<string, { hits: number; misses: number }>;
  rewards: { clips: number; sum: RewardTerms };
}

export interface FleetReport {
  startedAt: string;
  intervalSeconds: number;
  policy: 'static' | 'learned';
  samples: Sample[];
}

/** What was delivered in a recorded session, or in a part of it. */
interface Delivered {
  clips: number;
  seconds: number;
  bytes: number;
  vmaf?: number;
  reward?: number;
  downMoves: number;
}

/** A recorded session. */
export interface PastSession extends Delivered {
  session: string;
  startedAt: string;
  lastAt: string;
  title?: string;
  steering?: string;
  state?: string;
  startSeconds?: number;
  stalls?: number;
  stallSeconds?: number;
}

/** Successive clips of a recorded session, in the order in which their deliveries ended. */
export interface PastSpan extends Delivered {
  /** The place of its first clip in the session, from 0. */
  number: number;
  at: string;
  title: string;
  /** Clips that were not sent whole; the rest is about the others, but the path and the buffer are of all. */
  aborted: number;
  mean?: RewardTerms;
  pathBitsPerSecond?: number;
  bufferSeconds?: number;
  leastBufferSeconds?: number;
  /** The largest part first. */
  mix: { id: string; share: number }[];
  levels: Partial<Record<Level, number>>;
}

/** The record of a clip. */
export interface PastClip extends MixedClip {
  at: string;
  title: string;
  reward?: RewardTerms;
}

export interface DayOfRewards {
  day: string;
  policy: 'static' | 'learned' | 'unknown';
  clips: number;
  mean: RewardTerms;
  deviation?: number;
}

export interface Evolution {
  /** The profiles file that is named and not there yet. */
  awaited?: string;
  profiles?: {
    file: string;
    generation: number;
    profiles: number;
    codecs: string[];
    hulls: { generation: number; gains: number[] }[];
    operators: { operator: string; children: number; gain: number; cpuSeconds: number; expected: number }[];
  };
}

/** The rate–quality points of a title or of a clip. */
export interface Points {
  clip?: number;
  seconds: number;
  members: { member: string; bitsPerSecond: number; vmaf: number }[];
  rungs: { rung: number; member?: string; bitsPerSecond: number; vmaf: number }[];
  blends: Blend[];
}

export interface Blend {
  level: Level;
  member: string;
  lower?: string;
  tail?: { member: string; from: number; crfStep: number };
  bitsPerSecond: number;
  vmaf: number;
  basis: 'measured' | 'predicted';
}

/** An encode that the edge runs. */
export interface Job {
  /** That of its upload; absent if the edge did not start it. */
  id?: string;
  title: string;
  state: string;
  doneClips?: number;
  clips?: number;
  etaSeconds?: number;
  message?: string;
}

/** Asks the edge for JSON, as an operator. */
export async function ask<T>(path: string, token: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
  } catch {
    throw new EdgeError(0, 'The edge does not answer; trying again.');
  }
  if (!response.ok) {
    throw new EdgeError(response.status, (await response.text()).trim());
  }
  return (await response.json()) as T;
}
