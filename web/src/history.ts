/** What a viewer experienced, sampled over time: the data of the time line. */

/** One moment. What is not known is absent. */
export interface Moment {
  /** Seconds since playback was started. */
  at: number;
  /** What an artificial path is set to carry. */
  setBitsPerSecond?: number | undefined;
  /** What the path carries, as the edge has just measured it, or else expects it. */
  pathBitsPerSecond?: number | undefined;
  /** The bit rate of the clip on the screen. */
  shownBitsPerSecond?: number | undefined;
  /** The VMAF of the clip on the screen. */
  shownVmaf?: number | undefined;
  bufferSeconds: number;
  /** Whether the picture stands still though it should move. */
  stalled: boolean;
}

/** Ten minutes of four moments a second. */
const MAX_MOMENTS = 2400;

/** Keeps the last moments. */
export class History {
  private moments: Moment[] = [];

  put(moment: Moment): void {
    this.moments.push(moment);
    if (this.moments.length > MAX_MOMENTS) {
      this.moments = this.moments.slice(-MAX_MOMENTS);
    }
  }

  /** The moments of the last seconds. */
  last(seconds: number): readonly Moment[] {
    const until = this.moments.at(-1)?.at ?? 0;
    return this.moments.filter((moment) => moment.at >= until - seconds);
  }
}

/** Runs of moments in which playback stood still. */
export function stalls(moments: readonly Moment[]): { from: number; until: number }[] {
  const runs: { from: number; until: number }[] = [];
  let before = false;
  for (const { at, stalled } of moments) {
    const run = runs.at(-1);
    if (stalled && before && run !== undefined) {
      run.until = at;
    } else if (stalled) {
      runs.push({ from: at, until: at });
    }
    before = stalled;
  }
  return runs;
}
