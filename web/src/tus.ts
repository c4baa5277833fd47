/**
 * Uploads a file by tus 1.0.0 (https://tus.io/protocols/resumable-upload): in pieces that fit the path, and from where
 * the edge has it, after an interruption or when the same file is chosen again.
 */

/** So long at least; a piece must arrive in ten seconds (`serve --limit seconds-to-send-a-request`). */
const MIN_PIECE = 64 * 1024;
const MAX_PIECE = 8 * 1024 * 1024;
const FIRST_PIECE = 512 * 1024;
/** A piece that takes less is followed by a larger one, and one that takes more by a smaller one. */
const QUICK_SECONDS = 2;
const SLOW_SECONDS = 5;
/** So many failures in a row end an upload. */
const MAX_FAILURES = 5;
const VERSION = { 'Tus-Resumable': '1.0.0' };

/** What an upload needs of its surroundings. */
export interface Surroundings {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Remembers uploads that are not complete, by file. */
  memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  wait: (seconds: number) => Promise<void>;
  /** In seconds, from any time on. */
  now: () => number;
  /** Further headers of every request. */
  headers: () => Record<string, string>;
}

/** The edge refuses an upload; the message is for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The edge is away, or busy. */
class Interrupted extends Error {}

export class Upload {
  private piece = FIRST_PIECE;
  private stopped = false;

  constructor(
    private readonly file: File,
    private readonly place: string,
    private readonly around: Surroundings,
    private readonly onProgress: (share: number) => void,
  ) {}

  private get key(): string {
    return `starling-upload ${this.file.name} ${this.file.size} ${this.file.lastModified}`;
  }

  /** Ends the upload; what has arrived stays there for a day. */
  stop(): void {
    this.stopped = true;
  }

  /** Uploads what the edge lacks. Rejects with `Refused`, or with a message for people if the edge stays away. */
  async run(): Promise<void> {
    let failures = 0;
    let share = 0;
    let url = this.around.memory.getItem(this.key);
    let offset: number | undefined;
    while (!this.stopped) {
      try {
        if (url !== null && offset === undefined) {
          offset = await this.offset(url);
          url = offset === undefined ? null : url;
        }
        if (url === null) {
          url = await this.create();
          offset = 0;
        }
        offset ??= 0;
        share = this.file.size === 0 ? 1 : offset / this.file.size;
        this.onProgress(share);
        if (offset >= this.file.size) {
          this.around.memory.removeItem(this.key);
          return;
        }
        offset = await this.append(url, offset);
        failures = 0;
      } catch (error) {
        if (!(error instanceof Interrupted)) {
          throw error;
        }
        failures++;
        if (failures > MAX_FAILURES) {
          throw new Error(
            `The upload was interrupted at ${Math.floor(100 * share)} %. Choose the same file again to continue.`,
            { cause: error },
          );
        }
        this.piece = Math.max(MIN_PIECE, this.piece / 2);
        offset = undefined;
        await this.around.wait(2 ** (failures - 1));
      }
    }
  }

  private async request(url: string, method: string, headers: Record<string, string>, body?: Blob): Promise<Response> {
    let response: Response;
    try {
      response = await this.around.fetch(url, {
        method,
        headers: { ...VERSION, ...headers, ...this.around.headers() },
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      throw new Interrupted('no answer', { cause: error });
    }
    if (response.ok || response.status === 404 || response.status === 409) {
      return response;
    }
    // Too many uploads wait: trying again for a minute would not help.
    const text = (await response.text()).trim();
    if (response.status === 503 && method !== 'POST') {
      throw new Interrupted(text);
    }
    throw new Refused(response.status, text || `The edge answered ${response.status}.`);
  }

  private async create(): Promise<string> {
    const name = btoa(String.fromCodePoint(...new TextEncoder().encode(this.file.name)));
    const response = await this.request(this.place, 'POST', {
      'Upload-Length': String(this.file.size),
      'Upload-Metadata': `filename ${name}`,
    });
    const location = response.headers.get('Location');
    if (location === null) {
      throw new Refused(response.status, 'The edge did not begin the upload.');
    }
    const url = new URL(location, response.url).href;
    this.around.memory.setItem(this.key, url);
    return url;
  }

  /** Where the edge has the file; undefined if it does not know the upload any more. */
  private async offset(url: string): Promise<number | undefined> {
    const response = await this.request(url, 'HEAD', {});
    const offset = response.headers.get('Upload-Offset');
    return response.ok && offset !== null ? Number(offset) : undefined;
  }

  /** Sends a piece and returns the new offset; undefined if the edge has another one. */
  private async append(url: string, offset: number): Promise<number | undefined> {
    const start = this.around.now();
    const response = await this.request(
      url,
      'PATCH',
      { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
      this.file.slice(offset, offset + this.piece),
    );
    const took = this.around.now() - start;
    if (took < QUICK_SECONDS) {
      this.piece = Math.min(MAX_PIECE, this.piece * 2);
    } else if (took > SLOW_SECONDS) {
      this.piece = Math.max(MIN_PIECE, this.piece / 2);
    }
    return response.ok ? Number(response.headers.get('Upload-Offset')) : undefined;
  }
}
