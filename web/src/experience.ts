/** What a viewer experiences, added up while a title plays: the score of a session. */
import * as format from './format';

/** What is on the screen at one moment. What is not known is absent. */
export interface Shown {
  /** Whether pictures have been shown since playback was asked for. */
  started: boolean;
  /** Whether the picture stands still though it should move. */
  stalled: boolean;
  /** How often it has stood still so until now, as the player counts. */
  stalls: number;
  /** Whether pictures are shown now. */
  playing: boolean;
  /** The number of the clip on the screen, which rises: a clip that is sent again has another one. */
  clip?: number | undefined;
  /** The VMAF of that clip. */
  vmaf?: number | undefined;
  /** Where the very picture comes from. */
  source?: string | undefined;
}

/** The prices of QoE_v, which the edge's static policy has, too, for chunks of four seconds (docs/steering.md). */
const PRICE = { quality: 0.8469, rise: 0.298, fall: 1.061, stallSecond: 28.8 };
const CHUNK_SECONDS = 4;

export class Experience {
  startUpSeconds: number | undefined;
  stalls = 0;
  stallSeconds = 0;
  switches = 0;
  private playedSeconds = 0;
  private judgedSeconds = 0;
  private vmafSeconds = 0;
  private rises = 0;
  private falls = 0;
  private lastAt: number | undefined;
  private clipBefore: { clip: number; vmaf: number } | undefined;
  private sourceBefore: string | undefined;

  /** Adds a moment. `at` is in seconds since playback was asked for, and rises. */
  put(at: number, shown: Shown): void {
    const passed = at - (this.lastAt ?? at);
    this.lastAt = at;
    if (shown.started) {
      this.startUpSeconds ??= at;
    }
    this.stalls = shown.stalls;
    this.stallSeconds += shown.stalled ? passed : 0;
    if (!shown.playing || this.isRepeated(shown)) {
      return;
    }
    this.playedSeconds += passed;
    if (shown.vmaf !== undefined && shown.clip !== undefined) {
      this.judgedSeconds += passed;
      this.vmafSeconds += shown.vmaf * passed;
      if (this.clipBefore !== undefined && this.clipBefore.clip !== shown.clip) {
        this.rises += Math.max(0, shown.vmaf - this.clipBefore.vmaf);
        this.falls += Math.max(0, this.clipBefore.vmaf - shown.vmaf);
      }
      this.clipBefore = { clip: shown.clip, vmaf: shown.vmaf };
    }
    if (shown.source !== undefined) {
      this.switches += this.sourceBefore === undefined || this.sourceBefore === shown.source ? 0 : 1;
      this.sourceBefore = shown.source;
    }
  }

  /** What is shown again from the buffer says nothing about the path; a clip that is sent again has a higher number. */
  private isRepeated({ clip }: Shown): boolean {
    return clip !== undefined && this.clipBefore !== undefined && clip < this.clipBefore.clip;
  }

  /** The mean VMAF over the time that pictures were shown. */
  get meanVmaf(): number | undefined {
    return this.judgedSeconds === 0 ? undefined : this.vmafSeconds / this.judgedSeconds;
  }

  /** The part of the time since the first picture in which playback stood still. */
  get stallRatio(): number | undefined {
    const seconds = this.playedSeconds + this.stallSeconds;
    return seconds === 0 ? undefined : this.stallSeconds / seconds;
  }

  /** The quality of experience of four seconds, on average; start-up does not count. */
  get qoe(): number | undefined {
    const quality = this.meanVmaf;
    if (quality === undefined) {
      return undefined;
    }
    const chunks = this.playedSeconds / CHUNK_SECONDS;
    const changes = PRICE.rise * this.rises - PRICE.fall * this.falls;
    return PRICE.quality * quality + (changes - PRICE.stallSecond * this.stallSeconds) / chunks;
  }
}

/** The score so far, for people. */
export function score({ qoe, meanVmaf, stalls, stallSeconds, stallRatio, startUpSeconds, switches }: Experience): [name: string, value: string][] {
  return [
    ['Quality of experience', format.points(qoe)],
    ['Mean VMAF', format.points(meanVmaf)],
    ['Stalls', stalls === 0 ? 'none' : `${stalls}, ${format.seconds(stallSeconds)} (${format.percent(stallRatio)})`],
    ['Start-up', format.seconds(startUpSeconds)],
    ['Switches', String(switches)],
  ];
}

/** A side that is less behind is as far as the other one. */
const MIN_BEHIND_SECONDS = 0.5;

/** How far a viewer is behind another one; 0 if it is not. Both positions are seconds of the title since the start. */
export function behind(own: number, other: number): number {
  return other - own < MIN_BEHIND_SECONDS ? 0 : other - own;
}
