/**
 * The edge's HTTP interface (docs/http-api.md): its JSON as types, and the calls. Values that the edge does not know are
 * absent.
 */
import type { Device } from './device';

/** A title in the list. */
export interface TitleSummary {
  id: string;
  edition: string;
  name: string;
  seconds: number;
  frames: number;
  width: number;
  height: number;
  audio: boolean;
  /** Whether it has a poster. */
  poster: boolean;
  clips: number;
  /** Absent if the title is whole; else what there is of it is its beginning. */
  growing?: { expectedSeconds?: number };
  groups: Group[];
}

export interface Group {
  id: string;
  width: number;
  height: number;
}

export interface Title extends TitleSummary {
  /** Best first within a group, the group of the largest pictures first. */
  clusters: Cluster[];
  timeline: TimelineClip[];
}

export interface Cluster {
  id: string;
  group: string;
  /** The number of its family within the group, from 1: a clip is mixed from one family. */
  family: number;
  /** Its rate factor, if that is the same in every clip. */
  crf?: number;
  /** Else the quality that it aims at in every clip. */
  vmafNeg?: number;
}

export interface TimelineClip {
  clip: number;
  startSeconds: number;
  seconds: number;
  frames: number;
  sceneCut: boolean;
}

export interface Network {
  bitsPerSecond?: number;
  roundTripSeconds?: number;
  jitterSeconds?: number;
  lossRatio?: number;
  bufferSeconds?: number;
}

/** A level of blending, coarsest first. */
export type Level = 'gop' | 'frame' | 'slice' | 'coefficient';

/** A run of access units, in decoding order, from one source. */
export interface Span {
  /** The member that supplies it, or whose tail does; of rows, the higher one. */
  member: string;
  tail?: Tail;
  from: number;
  until: number;
  level: Level;
  /** At slice level: the other member, and the rows of the member above. */
  rows?: { lower: string; higher: number[] };
  /** At coefficient level: the budget to the end of the clip. */
  maxBytes?: number;
}

/** The rest of a clip from access unit `from` on, coded coarser from the member's own pictures. */
export interface Tail {
  member: string;
  from: number;
  crfStep: number;
}

export interface Weight {
  id: string;
  group: string;
  bytes?: number;
  vmaf?: number;
  relevance: number;
  weight: number;
}

export interface Operation {
  bytes?: number;
  bitsPerSecond?: number;
  quality?: Quality;
}

export interface Quality {
  psnr?: number;
  ssim?: number;
  vmaf?: number;
  vmafNeg?: number;
}

export interface DownMove {
  accessUnit: number;
  member: string;
  tail?: Tail;
  maxBytes?: number;
  bitsPerSecond?: number;
  queuedBytes?: number;
  deadlineSeconds?: number;
}

/** One answer to a request for a clip. */
export interface MixedClip {
  /** Rising; a clip may be requested twice. */
  request: number;
  clip: number;
  startSeconds: number;
  seconds: number;
  accessUnits: number;
  group: string;
  width: number;
  height: number;
  /** The finest level of the plan. */
  level: Span['level'];
  /** What the weights grant the clip. */
  budgetBytes?: number;
  state: 'sending' | 'sent' | 'aborted';
  clusters: Weight[];
  plan: Span[];
  delivered: Span[];
  downMoves: DownMove[];
  predicted?: Operation;
  actual?: Operation;
  network?: Network;
  sendSeconds?: number;
}

/** The part of a session's explanation that changes while a clip is sent. */
export interface PathReport {
  network?: Network;
  /** Measured by the edge over the last moments of sending. */
  sources?: { currentBitsPerSecond?: number };
  /** What an artificial path is set to carry now. */
  pathBitsPerSecond?: number;
}

export interface Session extends PathReport {
  id: string;
  clips: MixedClip[];
}

/** An artificial path; without members, the real one. */
export interface PathShape {
  trace?: string;
  bitsPerSecond?: number;
  drop?: { afterSeconds: number; bitsPerSecond: number };
  lossRatio?: number;
  roundTripSeconds?: number;
}

/** The artificial paths that there are. */
export interface PathChoices {
  /** Whether the edge lets sessions have them. */
  shaping: boolean;
  traces: { id: string; name: string; kilobitsPerSecond: number[] }[];
}

export type Steering = 'server' | 'player';

/** The format of a manifest: HLS or DASH. */
export type Format = 'm3u8' | 'mpd';

/** A request to the edge failed. */
export class EdgeError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function answer(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new EdgeError(0, 'The edge cannot be reached. Is it still running?');
  }
  if (!response.ok) {
    throw new EdgeError(response.status, `The edge answered ${response.status} to ${path}.`);
  }
  return response;
}

/** The titles that the edge serves. */
export async function titles(): Promise<TitleSummary[]> {
  return (await (await answer('./api/titles')).json()) as TitleSummary[];
}

/** Everything that the edge knows about one title. */
export async function title(id: string): Promise<Title> {
  return (await (await answer(`./api/titles/${encodeURIComponent(id)}`)).json()) as Title;
}

/** Opens a session and returns its id. */
export async function openSession(device: Device): Promise<string> {
  const response = await answer('./api/sessions', json('POST', device));
  return ((await response.json()) as { id: string }).id;
}

/** Sends the device description again after it has changed. */
export async function tellDevice(session: string, device: Device): Promise<void> {
  await answer(`./api/sessions/${session}/device`, json('PUT', device));
}

/** Gives a session an artificial path. */
export async function shapePath(session: string, shape: PathShape): Promise<void> {
  await answer(`./api/sessions/${session}/path`, json('PUT', shape));
}

/** The artificial paths that there are. */
export async function pathChoices(): Promise<PathChoices> {
  return (await (await answer('./api/paths')).json()) as PathChoices;
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** Which manifest of a title is meant. */
export interface Manifest {
  title: string;
  steering: Steering;
  format: Format;
  session: string;
}

/** The URL of a title's manifest. `switchesResolution`: a new resolution may follow where a clip starts. */
export function presentation(manifest: Manifest, switchesResolution: boolean): string {
  return manifestUrl(manifest, switchesResolution ? {} : { switch: 'none' });
}

/** The URL of a title's manifest as a plain ladder: the player chooses, and nothing is blended. */
export function plainPresentation(manifest: Omit<Manifest, 'steering'>): string {
  return manifestUrl({ ...manifest, steering: 'player' }, { blend: 'none' });
}

function manifestUrl({ title, steering, format, session }: Manifest, more: Record<string, string>): string {
  const query = new URLSearchParams({ session, ...more });
  return `./titles/${encodeURIComponent(title)}/${steering}.${format}?${query.toString()}`;
}

/** Receives the events of a session. */
export interface SessionListener {
  onSession(session: Session): void;
  onClip(clip: MixedClip): void;
  onPath(path: PathReport): void;
  /** Whether events are arriving; while they are not, this is tried again and again. */
  onLive(live: boolean): void;
  /** Events arrive for the first time, or again: perhaps from an edge that knows neither device nor path. */
  onAttached(): void;
}

/** After this time a listener asks again for a session that the edge does not have: it has forgotten it, or is new. */
const LISTEN_AGAIN_MILLIS = 2000;

/** Numbers the requests of a session. An edge that has forgotten it counts anew: here the count goes on. */
export class RequestCount {
  private before = 0;
  private newest = 0;

  /** All that the edge knows of. */
  snapshot(clips: MixedClip[]): MixedClip[] {
    if (Math.max(0, ...clips.map(({ request }) => request)) < this.newest) {
      this.before += this.newest;
      this.newest = 0;
    }
    return clips.map((clip) => this.of(clip));
  }

  of(clip: MixedClip): MixedClip {
    this.newest = Math.max(this.newest, clip.request);
    return { ...clip, request: this.before + clip.request };
  }
}

/**
 * Listens to a session until the returned function is called. A session that the edge has lost starts anew, with the
 * same id, at the player's next request.
 */
export function listen(session: string, listener: SessionListener): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let live = false;
  const count = new RequestCount();
  const open = () => {
    source = new EventSource(`./api/sessions/${session}/events`);
    const on = (name: string, heard: (data: unknown) => void) => {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        heard(JSON.parse(event.data));
      });
    };
    on('session', (data) => {
      const known = data as Session;
      listener.onSession({ ...known, clips: count.snapshot(known.clips) });
    });
    on('clip', (data) => {
      listener.onClip(count.of(data as MixedClip));
    });
    on('network', (data) => {
      listener.onPath(data as PathReport);
    });
    source.onopen = () => {
      if (!live) {
        listener.onAttached();
      }
      live = true;
      listener.onLive(live);
    };
    source.onerror = () => {
      live = false;
      listener.onLive(live);
      // After a broken connection the browser tries again by itself; after an answer that is no stream it does not.
      if (source.readyState === EventSource.CLOSED) {
        again = setTimeout(open, LISTEN_AGAIN_MILLIS);
      }
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
