/**
 * What a viewer experiences, as the page tells the edge in CMCD's events (docs/http-api.md): all libraries alike. What
 * they send with their requests has neither the start-up nor how long playback stood still.
 */
import type { Experience } from './experience';

/** Starting, playing, seeking, rebuffering, paused, waiting for something else than data, ended, failed, quit. */
export type PlayerState = 's' | 'p' | 'k' | 'r' | 'a' | 'w' | 'e' | 'f' | 'q';

/** What is told with each state. */
type Counts = Pick<Experience, 'startUpSeconds' | 'stalls' | 'stallSeconds'>;

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

/** Tells of each change of the state, and of the start-up once it is known. */
export class Reporter {
  private state: PlayerState | undefined;
  private hasToldStartUp = false;

  constructor(
    private readonly session: { id: string; title: string },
    private readonly send: (report: Report) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes the state at one moment. A viewer who has quit tells nothing more. */
  put(state: PlayerState, { startUpSeconds, stalls, stallSeconds }: Counts): void {
    const isNew = state !== this.state || (startUpSeconds !== undefined && !this.hasToldStartUp);
    if (!isNew || this.state === 'q') {
      return;
    }
    this.state = state;
    this.hasToldStartUp = startUpSeconds !== undefined;
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

  /** Tells again, of a viewer who had quit. */
  resume(): void {
    if (this.state === 'q') {
      this.state = undefined;
    }
  }
}

/**
 * Tells that the viewer quits whenever the page goes away. From the browser's back/forward cache a page may come back.
 *
 * @returns what tells that the viewer quits for good
 */
export function tellWhileOpen(reporter: Reporter, counts: Counts, page: EventTarget = window): () => void {
  const quit = () => {
    reporter.put('q', counts);
  };
  const resume = () => {
    reporter.resume();
  };
  page.addEventListener('pagehide', quit);
  page.addEventListener('pageshow', resume);
  return () => {
    quit();
    page.removeEventListener('pagehide', quit);
    page.removeEventListener('pageshow', resume);
  };
}

/** Sends a report even if the page is about to close. One that is lost is no loss: counts are since the beginning. */
export function toEdge(report: Report): void {
  navigator.sendBeacon('./cmcd', new Blob([JSON.stringify(report)], { type: 'application/json' }));
}
