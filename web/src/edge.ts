/**
 * What the edge tells and is told: the JSON of its HTTP interface (docs/http-api.md) as types, and the calls. A value that the
 * edge does not know is absent.
 */

/** A title as the list has it. */
export interface TitleSummary {
  id: string;
  name: string;
  seconds: number;
  frames: number;
  width: number;
  height: number;
  audio: boolean;
  clips: number;
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
  /** Which family of its group it is of, from 1: what is mixed in one clip is of one. */
  family: number;
  crf: number;
}

export interface TimelineClip {
  clip: number;
  startSeconds: number;
  seconds: number;
  frames: number;
  sceneCut: boolean;
}

/** What is known of this device, in the words of the edge's capability vector. */
export interface Device {
  decoders?: string[];
  screenHeight?: number;
  smoothHeight?: number;
  logicalProcessors?: number;
  memoryGibibytes?: number;
  gpu?: string;
}

export interface Network {
  bitsPerSecond?: number;
  roundTripSeconds?: number;
  jitterSeconds?: number;
  lossRatio?: number;
  bufferSeconds?: number;
}

/** A run of access units, in decoding order, that one member supplies. */
export interface Span {
  member: string;
  from: number;
  until: number;
}

export interface Weight {
  id: string;
  group: string;
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
  bitsPerSecond?: number;
  queuedBytes?: number;
  deadlineSeconds?: number;
}

/** One answer to a request for a clip. */
export interface MixedClip {
  /** Rises; the same clip may be asked for twice. */
  request: number;
  clip: number;
  startSeconds: number;
  seconds: number;
  accessUnits: number;
  group: string;
  width: number;
  height: number;
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

export interface Session {
  id: string;
  network?: Network;
  clips: MixedClip[];
}

export type Steering = 'server' | 'player';

/** The edge did not do what it was asked. */
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

/** Everything that the edge knows of one title. */
export async function title(id: string): Promise<Title> {
  return (await (await answer(`./api/titles/${encodeURIComponent(id)}`)).json()) as Title;
}

/** Opens a session; answers its id. */
export async function openSession(device: Device): Promise<string> {
  const response = await answer('./api/sessions', json('POST', device));
  return ((await response.json()) as { id: string }).id;
}

/** Tells what changed of this device. */
export async function tellDevice(session: string, device: Device): Promise<void> {
  await answer(`./api/sessions/${session}/device`, json('PUT', device));
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** Where a title's HLS presentation is. This page says that it copes with another resolution at a clip's start. */
export function presentation(titleId: string, steering: Steering, session: string, switchesResolution: boolean): string {
  const query = new URLSearchParams({ session });
  if (switchesResolution) {
    query.set('switch', 'resolution');
  }
  return `./titles/${encodeURIComponent(titleId)}/${steering}.m3u8?${query.toString()}`;
}

/** Who hears what happens in a session. */
export interface SessionListener {
  onSession(session: Session): void;
  onClip(clip: MixedClip): void;
  onNetwork(network: Network): void;
  /** Whether events are coming; while they are not, the browser tries again by itself. */
  onLive(live: boolean): void;
}

/** Listens to a session until the answered function is called. */
export function listen(session: string, listener: SessionListener): () => void {
  const source = new EventSource(`./api/sessions/${session}/events`);
  const on = (name: string, heard: (data: unknown) => void) => {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      heard(JSON.parse(event.data));
    });
  };
  on('session', (data) => {
    listener.onSession(data as Session);
  });
  on('clip', (data) => {
    listener.onClip(data as MixedClip);
  });
  on('network', (data) => {
    listener.onNetwork((data as { network: Network }).network);
  });
  source.onopen = () => {
    listener.onLive(true);
  };
  source.onerror = () => {
    listener.onLive(false);
  };
  return () => {
    source.close();
  };
}
