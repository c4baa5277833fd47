/** The encodes that run, as `GET /api/jobs` tells them, and what is shown while the first title is one of them. */
import { html } from './dom';
import { time } from './format';

export interface Job {
  /** That of its upload; absent if the edge did not start it, and so cannot end it. */
  id?: string;
  title: string;
  state: 'queued' | 'encoding' | 'done' | 'failed';
  doneClips: number;
  /** Clips that were found so far. */
  clips?: number;
  etaSeconds?: number;
  message?: string;
}

const JOBS = './api/jobs';
const UNAUTHORIZED = 401;

/** The edge tells operators only. */
export class Unauthorized extends Error {}

/** The header that an operator's request has; none without a token. */
export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined || token.trim() === '' ? {} : { Authorization: `Bearer ${token.trim()}` };
}

/** Asks for the encodes. */
export async function jobs(token: string | undefined): Promise<Job[]> {
  const response = await fetch(JOBS, { headers: authorization(token) });
  if (response.status === UNAUTHORIZED) {
    throw new Unauthorized();
  }
  if (!response.ok) {
    throw new Error(`The edge answered ${response.status}.`);
  }
  return (await response.json()) as Job[];
}

/** Whether there may be more of its title. */
export function runs({ state }: Job): boolean {
  return state === 'queued' || state === 'encoding';
}

/** What a job is doing, in words. */
export function inWords(job: Job): string {
  switch (job.state) {
    case 'queued':
      return 'waits for the encodes before it';
    case 'encoding': {
      const clips = job.clips === undefined ? 'the video is being prepared' : `${job.doneClips} of ${job.clips} clips found so far`;
      return job.etaSeconds === undefined ? clips : `${clips}, about ${time(job.etaSeconds)} left`;
    }
    case 'done':
      return 'ready to play';
    case 'failed':
      return `failed: ${job.message ?? 'the edge gave no reason'}`;
  }
}

/** How far a job is; of no length while that is not known. */
export function bar({ title, doneClips, clips }: Job): HTMLProgressElement {
  const far = clips === undefined ? {} : { max: Math.max(1, clips), value: doneClips };
  return html('progress', { ...far, 'aria-label': `Encode of ${title}` });
}

/** Of the encodes, the one whose title plays first; undefined if none runs. */
export function next(all: readonly Job[]): Job | undefined {
  return all.find(({ state }) => state === 'encoding') ?? all.find(runs);
}

/** What a viewer is told if there is neither a title nor an encode. */
const NO_TITLES =
  'One that is being made plays here with its first clip. ' +
  'To make one, run “./starling encode INPUT -o DIR” in the folder that the edge serves.';

/** In the place of the player: the encode whose title plays first, or what to do if none is known. */
export function drawNext(place: HTMLElement, player: HTMLElement, job: Job | undefined): void {
  place.hidden = false;
  player.hidden = true;
  if (job === undefined) {
    place.replaceChildren(html('strong', {}, 'No titles yet.'), html('span', { class: 'quiet' }, NO_TITLES));
  } else {
    const name = html('strong', {}, `“${job.title}” is being encoded.`);
    const then = html('span', { class: 'quiet' }, 'It plays here with its first clip.');
    place.replaceChildren(name, bar(job), html('span', {}, sentence(inWords(job))), then);
  }
}

/** The player is back in its place. */
export function endNext(place: HTMLElement, player: HTMLElement): void {
  place.hidden = true;
  player.hidden = false;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
