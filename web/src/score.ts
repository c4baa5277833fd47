/**
 * The score of the mix: which member supplies which part of each clip over time, laid out like sheet music. One lane per
 * cluster, the best on top. Pure geometry; panels.ts draws it.
 */
import type { Cluster, MixedClip, Span } from './edge';
import { percents } from './format';

/** A bar in the score. Times are seconds of the title. */
export interface Note {
  clip: number;
  member: string;
  lane: number;
  from: number;
  until: number;
  /** Planned only: the edge moved down before it was sent. */
  abandoned: boolean;
}

/** The edge tells of its last 64 answers again when a connection to it begins anew: they are known by then. */
const COUNTED = 128;

/** Keeps the newest answer for each clip. */
export class MixedClips {
  private readonly byClip = new Map<number, MixedClip>();
  private moves = 0;
  /** How often the edge moved down in each of the latest answers, also of a clip that was requested again. */
  private readonly counted = new Map<number, number>();

  put(clip: MixedClip): void {
    this.count(clip);
    const kept = this.byClip.get(clip.clip);
    if (kept === undefined || clip.request >= kept.request) {
      this.byClip.set(clip.clip, clip);
    }
  }

  private count({ request, downMoves }: MixedClip): void {
    this.moves += downMoves.length - (this.counted.get(request) ?? 0);
    this.counted.set(request, downMoves.length);
    if (this.counted.size > COUNTED) {
      this.counted.delete(Math.min(...this.counted.keys()));
    }
  }

  of(clip: number): MixedClip | undefined {
    return this.byClip.get(clip);
  }

  /** In the order of the title. */
  all(): MixedClip[] {
    return [...this.byClip.values()].sort((a, b) => a.clip - b.clip);
  }

  /** The one that the edge answered last. */
  newest(): MixedClip | undefined {
    return this.all().reduce<MixedClip | undefined>(
      (newest, clip) => (newest === undefined || clip.request > newest.request ? clip : newest),
      undefined,
    );
  }

  /** How often the edge moved down while a clip was in flight, since playback was asked for. */
  downMoves(): number {
    return this.moves;
  }
}

/** A run of access units in which a member has a part. */
type Run = Pick<Span, 'member' | 'from' | 'until'>;

/** The members of spans: where a picture has rows of two, both. */
function runs(spans: Span[]): Run[] {
  return spans.flatMap((span) => [span, ...(span.rows === undefined ? [] : [{ ...span, member: span.rows.lower }])]);
}

/** The bars of one clip: what was delivered, and the parts of the plan that were dropped in flight. */
export function notes(clip: MixedClip, clusters: Cluster[]): Note[] {
  const lanes = new Map(clusters.map((cluster, lane) => [cluster.id, lane]));
  const at = (accessUnit: number) => clip.startSeconds + (accessUnit / clip.accessUnits) * clip.seconds;
  const note = (span: Run, abandoned: boolean): Note[] => {
    const lane = lanes.get(span.member);
    return lane === undefined
      ? []
      : [{ clip: clip.clip, member: span.member, lane, from: at(span.from), until: at(span.until), abandoned }];
  };
  const delivered = runs(clip.delivered);
  const abandoned = runs(clip.plan).flatMap((run) =>
    gaps(run, delivered).flatMap((gap) => note({ member: run.member, ...gap }, true)),
  );
  return [...abandoned, ...delivered.flatMap((run) => note(run, false))];
}

/** The parts of a planned run that its member did not deliver. */
function gaps(planned: Run, delivered: Run[]): { from: number; until: number }[] {
  const found: { from: number; until: number }[] = [];
  let next = planned.from;
  for (const span of delivered) {
    if (span.member === planned.member && span.until > next && span.from < planned.until) {
      if (span.from > next) {
        found.push({ from: next, until: span.from });
      }
      next = Math.max(next, span.until);
    }
  }
  if (next < planned.until) {
    found.push({ from: next, until: planned.until });
  }
  return found;
}

/** What a clip was made of, in order of appearance: each source in words, with its share of the access units. */
export function parts({ delivered, accessUnits }: Pick<MixedClip, 'delivered' | 'accessUnits'>, label: (cluster: string) => string): string[] {
  const sums = new Map<string, number>();
  for (const span of delivered) {
    const words = source(span, label, accessUnits);
    sums.set(words, (sums.get(words) ?? 0) + (span.until - span.from) / accessUnits);
  }
  const shares = percents([...sums.values()]);
  return [...sums.keys()].map((words, i) => (sums.size === 1 ? words : `${shares[i] ?? ''} ${words}`));
}

/** What a cluster's colour depends on: its group, and its rank in the group, 1 for the best. */
export function hue(cluster: string, clusters: Cluster[]): { group: number; goodness: number } {
  const groups = [...new Set(clusters.map((it) => it.group))];
  const own = clusters.find((it) => it.id === cluster);
  if (own === undefined) {
    return { group: 0, goodness: 0 };
  }
  const peers = clusters.filter((it) => it.group === own.group);
  const place = peers.indexOf(own);
  return { group: groups.indexOf(own.group), goodness: peers.length === 1 ? 1 : 1 - place / (peers.length - 1) };
}

/** At so many bytes an access unit or fewer, to the end of its clip, the last picture rests. */
const RESTING_BYTES = 100;

/** Whether the picture rests from an access unit on, at a budget to the end of its clip. */
export function rests(maxBytes: number | undefined, from: number, accessUnits: number): boolean {
  return maxBytes !== undefined && maxBytes <= RESTING_BYTES * (accessUnits - from);
}

/** Where the pictures of a span come from, in words, in a clip of so many access units. */
export function source(span: Span, label: (cluster: string) => string, accessUnits: number): string {
  const member = label(span.member);
  switch (span.level) {
    case 'slice':
      return span.rows === undefined ? member : `rows of ${member} and ${label(span.rows.lower)}`;
    case 'coefficient':
      return rests(span.maxBytes, span.from, accessUnits) ? 'the last picture, at rest' : `${member}, requantised`;
    case 'frame':
      return `${member}, its tail`;
    case 'gop':
      return member;
  }
}

/** A clip in words, for those who cannot see the score. */
export function inWords(clip: MixedClip, label: (cluster: string) => string): string {
  const moves = clip.downMoves.length;
  const moved = moves === 0 ? '' : `, moved down ${moves === 1 ? 'once' : `${moves} times`} on the way`;
  return `Clip ${clip.clip + 1}, ${clip.width}×${clip.height}: ${parts(clip, label).join(', then ')}${moved}`;
}
