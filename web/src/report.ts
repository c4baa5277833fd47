/**
 * What a viewer experiences, as the page tells the edge in CMCD's events (docs/http-api.md): all libraries alike. What they
 * send with their requests has neither the start-up nor how long playback stood still.
 */
import type { Experience } from './experience';

/** Starting, playing, seeking, rebuffering, paused, waiting for something else than data, ended, quit. */
export type PlayerState = 's' | 'p' | 'k' | 'r' | 'a' | 'w' | 'e' | 'q';

/** An event in JSON: `msd` and `bsda` are in milliseconds, `ts` since 1970. */
export interface Report {
  v: 2;
  e: 'ps';
  ts: number;
  sid: string;
  cid: string;
  sta: PlayerState;
  msd?: number;
  bsa: [number];
  bsda: [number];
}

/** Tells of each change of the state. */
export class Reporter {
  private state: PlayerState | undefined;

  constructor(
    private readonly session: { id: string; title: string },
    private readonly send: (report: Report) => void,
    private readonly now: () => number = Date.now,
  ) {}

  put(state: PlayerState, { startUpSeconds, stalls, stallSeconds }: Pick<Experience, 'startUpSeconds' | 'stalls' | 'stallSeconds'>): void {
    if (state === this.state || this.state === 'q') {
      return;
    }
    this.state = state;
    this.send({
      v: 2,
      e: 'ps',
      ts: this.now(),
      sid: this.session.id,
      cid: this.session.title,
      sta: state,
      ...(startUpSeconds === undefined ? {} : { msd: Math.round(startUpSeconds * 1000) }),
      bsa: [stalls],
      bsda: [Math.round(stallSeconds * 1000)],
    });
  }
}

/** Sends a report even if the page is about to close. One that is lost is no loss: counts are since the beginning. */
export function toEdge(report: Report): void {
  navigator.sendBeacon('./cmcd', new Blob([JSON.stringify(report)], { type: 'application/json' }));
}
