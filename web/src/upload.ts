/** The card for uploads: a file is dropped or chosen, arrives at the edge, is encoded there, and is a title then. */
import './upload.css';
import { html } from './dom';
import { time } from './format';
import * as tokens from './token';
import { Refused, Upload } from './tus';

/** An encode, as `GET /api/jobs` tells it. */
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

const PLACE = './api/uploads';
const JOBS = './api/jobs';
const POLL_MILLIS = 1500;

/** What a job is doing, in words. */
export function inWords(job: Job): string {
  switch (job.state) {
    case 'queued':
      return 'waits for the encodes before it';
    case 'encoding': {
      const clips = job.clips === undefined ? 'reading the file' : `${job.doneClips} of ${job.clips} clips found so far`;
      return job.etaSeconds === undefined ? clips : `${clips}, about ${time(job.etaSeconds)} left`;
    }
    case 'done':
      return 'ready to play';
    case 'failed':
      return `failed: ${job.message ?? 'the edge gave no reason'}`;
  }
}

/** Shows the card, if the edge takes uploads. `onTitle`: an encode is done, or there is more of its title. */
export async function openUploads(card: HTMLElement, onTitle: () => void): Promise<void> {
  const offer = await fetch(PLACE, { method: 'OPTIONS' });
  if (offer.headers.get('Tus-Version') === null) {
    return;
  }
  new Uploads(card, Number(offer.headers.get('Tus-Max-Size')), offer.headers.has('WWW-Authenticate'), onTitle).open();
}

class Uploads {
  private readonly input = html('input', { type: 'file', accept: 'video/*,.mkv,.ts,.mxf,.gxf,.nut,.ivf,.y4m' });
  private readonly token = html('input', { type: 'password', autocomplete: 'off' });
  private readonly words = html('p', { class: 'words', role: 'status' });
  private readonly bar = html('progress', { max: 1, value: 0, 'aria-label': 'Upload' });
  private readonly stopper = html('button', { type: 'button' }, 'Stop');
  private readonly list = html('ul', { class: 'jobs' });
  /** What is done so far: encodes, and clips of others. */
  private done = new Set<string>();
  private current: Upload | undefined;

  constructor(
    private readonly card: HTMLElement,
    private readonly maxBytes: number,
    private readonly guarded: boolean,
    private readonly onTitle: () => void,
  ) {}

  open(): void {
    const drop = html('label', { class: 'drop' }, 'Drop a video file here, or choose one: ', this.input);
    const parts: Node[] = [drop, this.bar, this.stopper, this.words, this.list];
    if (this.guarded) {
      this.token.value = tokens.kept() ?? '';
      parts.unshift(html('label', { class: 'choice' }, html('span', {}, 'Token for operators'), this.token));
      this.token.addEventListener('change', () => {
        this.poll();
      });
    }
    this.bar.hidden = true;
    this.stopper.hidden = true;
    this.card.append(...parts);
    this.card.hidden = false;
    this.input.addEventListener('change', () => {
      this.take(this.input.files);
      this.input.value = '';
    });
    this.stopper.addEventListener('click', () => {
      this.current?.stop();
    });
    for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
      });
    }
    drop.addEventListener('drop', (event) => {
      this.take(event.dataTransfer?.files ?? null);
    });
    this.poll();
  }

  private headers(): Record<string, string> {
    return this.token.value === '' ? {} : { Authorization: `Bearer ${this.token.value.trim()}` };
  }

  private take(files: FileList | null): void {
    const file = files?.item(0);
    if (file === null || file === undefined) {
      return;
    }
    if (this.current !== undefined) {
      this.words.textContent = 'One file at a time: another upload is on its way.';
      return;
    }
    if (file.size > this.maxBytes) {
      this.words.textContent = `“${file.name}” is too large: this edge takes at most ${Math.floor(this.maxBytes / 1e6)} MB.`;
      return;
    }
    void this.send(file);
  }

  private async send(file: File): Promise<void> {
    const upload = new Upload(
      file,
      PLACE,
      {
        fetch: (url, init) => fetch(url, init),
        memory: localStorage,
        wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
        now: () => performance.now() / 1000,
        headers: () => this.headers(),
      },
      (share) => {
        this.bar.value = share;
        this.words.textContent = share < 1 ? `Uploading “${file.name}”: ${Math.floor(100 * share)} %.` : `“${file.name}” has arrived.`;
      },
    );
    this.current = upload;
    this.bar.hidden = false;
    this.stopper.hidden = false;
    this.words.textContent = `Uploading “${file.name}”.`;
    try {
      await upload.run();
      if (this.bar.value < 1) {
        this.words.textContent = 'Stopped. Choose the same file again to continue.';
      }
    } catch (error) {
      this.words.textContent =
        error instanceof Refused && error.status === 401
          ? 'The edge takes files from operators only: enter the right token above.'
          : error instanceof Error
            ? error.message
            : String(error);
    } finally {
      this.current = undefined;
      this.bar.hidden = true;
      this.stopper.hidden = true;
    }
    this.poll();
  }

  /** Asks for the jobs, and again while something may change. */
  private poll(): void {
    if (this.guarded && this.token.value === '') {
      return;
    }
    this.jobs().then(
      (jobs) => {
        this.draw(jobs);
        if (jobs.some(({ state }) => state === 'queued' || state === 'encoding')) {
          this.later();
        }
      },
      () => {
        // The edge may be restarting.
        this.later();
      },
    );
  }

  private timer: ReturnType<typeof setTimeout> | undefined;

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.poll();
    }, POLL_MILLIS);
  }

  private async jobs(): Promise<Job[]> {
    const response = await fetch(JOBS, { headers: this.headers() });
    if (response.status === 401) {
      this.words.textContent = 'The edge takes files from operators only: enter the right token above.';
      return [];
    }
    if (!response.ok) {
      throw new Error(`The edge answered ${response.status}.`);
    }
    return (await response.json()) as Job[];
  }

  private draw(jobs: Job[]): void {
    const done = new Set(
      jobs.filter(({ state, doneClips }) => state === 'done' || doneClips > 0).map(({ id, title, state, doneClips }) => `${id ?? title} ${state} ${doneClips}`),
    );
    if ([...done].some((id) => !this.done.has(id))) {
      this.onTitle();
    }
    this.done = done;
    const active = document.activeElement;
    const focused = this.list.contains(active) ? active?.getAttribute('aria-label') : undefined;
    this.list.replaceChildren(
      ...jobs
        .toReversed()
        .map((job) => html('li', { 'data-state': job.state }, html('strong', {}, job.title), ` ${inWords(job)} `, ...this.controls(job))),
    );
    // The button of a job keeps the focus, though it is a new one.
    if (focused !== undefined) {
      [...this.list.querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === focused)?.focus();
    }
  }

  private controls(job: Job): Node[] {
    const { id } = job;
    if (job.state === 'done' || id === undefined) {
      return [];
    }
    const name = job.state === 'failed' ? 'Remove' : 'Cancel';
    const button = html('button', { type: 'button', 'aria-label': `${name} ${job.title}` }, name);
    button.addEventListener('click', () => {
      fetch(`${PLACE}/${id}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0', ...this.headers() } }).then(
        () => {
          this.poll();
        },
        () => {
          this.words.textContent = 'The edge cannot be reached. Is it still running?';
        },
      );
    });
    if (job.state === 'encoding' && job.clips !== undefined) {
      return [html('progress', { max: Math.max(1, job.clips), value: job.doneClips, 'aria-label': `Encode of ${job.title}` }), button];
    }
    return [button];
  }
}
