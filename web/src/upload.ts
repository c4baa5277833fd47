/** The card for uploads: a file is dropped or chosen, arrives at the edge, is encoded there, and is a title then. */
import './upload.css';
import { html } from './dom';
import { authorization, bar, inWords, jobs, runs, Unauthorized, type Job } from './jobs';
import * as tokens from './token';
import { Refused, Upload } from './tus';

const PLACE = './api/uploads';
const POLL_MILLIS = 1500;

/** What an operator is told whose token the edge does not take. */
export function refusal(token: string): string {
  return token.trim() === ''
    ? 'The edge takes files from operators only: enter the token above.'
    : 'The edge does not take this token. If the edge was restarted, the token has changed: open the address that ' +
        '“./starling demo” or “serve” printed, or enter the new token above.';
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
    return authorization(this.token.value);
  }

  private take(files: FileList | null): void {
    const file = files?.item(0);
    if (file === null || file === undefined) {
      return;
    }
    if (this.current !== undefined) {
      this.say('One file at a time: another upload is on its way.', 'wrong');
      return;
    }
    if (file.size > this.maxBytes) {
      this.say(`“${file.name}” is too large: this edge takes at most ${Math.floor(this.maxBytes / 1e6)} MB.`, 'wrong');
      return;
    }
    void this.send(file);
  }

  /** Tells what happens, or what went wrong. */
  private say(words: string, how: 'wrong' | 'well' = 'well'): void {
    this.words.textContent = words;
    this.words.classList.toggle('wrong', how === 'wrong');
  }

  /** The edge does not take the token, which is of no use any more. */
  private refuse(): void {
    this.say(refusal(this.token.value), 'wrong');
    this.token.value = '';
    tokens.forget();
    this.draw([]);
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
        this.say(share < 1 ? `Uploading “${file.name}”: ${Math.floor(100 * share)} %.` : `“${file.name}” has arrived.`);
      },
    );
    this.current = upload;
    this.bar.hidden = false;
    this.stopper.hidden = false;
    this.say(`Uploading “${file.name}”.`);
    try {
      await upload.run();
      if (this.bar.value < 1) {
        this.say('Stopped. Choose the same file again to continue.');
      }
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.refuse();
      } else {
        this.say(error instanceof Error ? error.message : String(error), 'wrong');
      }
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
    jobs(this.token.value).then(
      (all) => {
        this.draw(all);
        if (all.some(runs)) {
          this.later();
        }
      },
      (reason: unknown) => {
        if (reason instanceof Unauthorized) {
          this.refuse();
        } else {
          // The edge may be restarting.
          this.later();
        }
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
          this.say('The edge cannot be reached. Is it still running?', 'wrong');
        },
      );
    });
    if (job.state === 'encoding' && job.clips !== undefined) {
      return [bar(job), button];
    }
    return [button];
  }
}
