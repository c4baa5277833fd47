import { describe, expect, it } from 'vitest';
import { authorization, inWords, next, type Job } from '../src/jobs';
import { Upload, type Surroundings } from '../src/tus';
import { refusal } from '../src/upload';

const MEBIBYTE = 1024 * 1024;

/** An edge that takes one upload, and what happens on the way to it. */
class Edge {
  received = new Uint8Array(0);
  length: number | undefined;
  name = '';
  known = true;
  readonly requests: string[] = [];
  readonly remembered = new Map<string, string>();
  waited = 0;
  seconds = 0;
  /** Called with each request; may break it. */
  meddle: (method: string, count: number) => Response | 'broken' | undefined = () => undefined;

  readonly around: Surroundings = {
    fetch: async (url, init) => {
      const method = init.method ?? 'GET';
      this.requests.push(method);
      this.seconds += 1;
      const meddled = this.meddle(method, this.requests.length);
      const headers = init.headers as Record<string, string>;
      expect(headers['Tus-Resumable']).toBe('1.0.0');
      if (meddled === 'broken') {
        throw new TypeError('the network is gone');
      }
      return meddled ?? this.answer(url, method, headers, init.body as Blob);
    },
    memory: {
      getItem: (key) => this.remembered.get(key) ?? null,
      setItem: (key, value) => void this.remembered.set(key, value),
      removeItem: (key) => void this.remembered.delete(key),
    },
    wait: (seconds) => {
      this.waited += seconds;
      return Promise.resolve();
    },
    now: () => this.seconds,
    headers: () => ({}),
  };

  private async answer(url: string, method: string, headers: Record<string, string>, body: Blob): Promise<Response> {
    if (method === 'POST') {
      this.length = Number(headers['Upload-Length']);
      this.name = headers['Upload-Metadata'] ?? '';
      this.received = new Uint8Array(0);
      this.known = true;
      return at(new Response(null, { status: 201, headers: { Location: 'uploads/1' } }), 'http://edge/api/uploads');
    }
    expect(url).toBe('http://edge/api/uploads/1');
    if (!this.known) {
      return new Response('no', { status: 404 });
    }
    if (method === 'PATCH') {
      if (Number(headers['Upload-Offset']) !== this.received.length) {
        return new Response('other offset', { status: 409 });
      }
      const more = new Uint8Array(await body.arrayBuffer());
      const all = new Uint8Array(this.received.length + more.length);
      all.set(this.received);
      all.set(more, this.received.length);
      this.received = all;
    }
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(this.received.length) } });
  }
}

function at(response: Response, url: string): Response {
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

function file(bytes: number): File {
  return new File([Uint8Array.from({ length: bytes }, (_, i) => i % 251)], 'Fête.mp4', { lastModified: 1 });
}

function whole(edge: Edge, sent: File): void {
  expect(edge.received).toHaveLength(sent.size);
  expect(edge.received.every((byte, i) => byte === i % 251)).toBe(true);
}

describe('an upload', () => {
  it('arrives in pieces that grow on a quick path', async () => {
    const edge = new Edge();
    const shares: number[] = [];
    const sent = file(2 * MEBIBYTE);
    await new Upload(sent, './api/uploads', edge.around, (share) => shares.push(share)).run();
    whole(edge, sent);
    expect(edge.length).toBe(2 * MEBIBYTE);
    expect(edge.name).toBe('filename RsOqdGUubXA0');
    expect(edge.requests).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
    expect(shares).toEqual([0, 0.25, 0.75, 1]);
    expect(edge.remembered.size).toBe(0);
  });

  it('goes on where the edge has it after a broken request', async () => {
    const edge = new Edge();
    edge.meddle = (_, count) => (count === 3 || count === 4 ? 'broken' : undefined);
    const sent = file(MEBIBYTE);
    await new Upload(sent, './api/uploads', edge.around, () => undefined).run();
    whole(edge, sent);
    expect(edge.requests.slice(0, 6)).toEqual(['POST', 'PATCH', 'PATCH', 'HEAD', 'HEAD', 'PATCH']);
    expect(edge.waited).toBe(3);
  });

  it('gives up with a line for people, and goes on when the file is chosen again', async () => {
    const edge = new Edge();
    edge.meddle = (_, count) => (count > 2 ? 'broken' : undefined);
    const sent = file(MEBIBYTE);
    const upload = () => new Upload(sent, './api/uploads', edge.around, () => undefined).run();
    await expect(upload()).rejects.toThrow('The upload was interrupted at 50 %. Choose the same file again to continue.');
    edge.meddle = () => undefined;
    edge.requests.length = 0;
    await upload();
    whole(edge, sent);
    expect(edge.requests).toEqual(['HEAD', 'PATCH']);
  });

  it('begins anew if the edge has forgotten it', async () => {
    const edge = new Edge();
    edge.meddle = (_, count) => (count > 2 ? 'broken' : undefined);
    const sent = file(MEBIBYTE);
    const upload = () => new Upload(sent, './api/uploads', edge.around, () => undefined).run();
    await expect(upload()).rejects.toThrow();
    edge.meddle = () => undefined;
    edge.known = false;
    await upload();
    whole(edge, sent);
  });

  it('ends at once with what the edge says where it is refused', async () => {
    for (const status of [401, 413, 503, 507]) {
      const edge = new Edge();
      edge.meddle = () => new Response('There is no room.\n', { status });
      const run = new Upload(file(10), './api/uploads', edge.around, () => undefined).run();
      await expect(run).rejects.toMatchObject({ status, message: 'There is no room.' });
      expect(edge.requests).toHaveLength(1);
    }
  });
});

describe('a job', () => {
  it('is told in words', () => {
    const job = { id: '1', title: 't', doneClips: 3 } as const;
    expect(inWords({ ...job, state: 'queued' })).toBe('waits for the encodes before it');
    expect(inWords({ ...job, state: 'encoding' })).toBe('the video is being prepared');
    expect(inWords({ ...job, state: 'encoding', clips: 9, etaSeconds: 75 })).toBe(
      '3 of 9 clips found so far, about 1:15 left',
    );
    expect(inWords({ ...job, state: 'failed', message: 'no video' })).toBe('failed: no video');
  });
});

describe('the job whose title plays first', () => {
  const job = (state: Job['state'], title: string): Job => ({ title, state, doneClips: 0 });

  it('is the one that is encoded, or else the one that waits', () => {
    expect(next([job('done', 'a'), job('queued', 'b'), job('encoding', 'c')])?.title).toBe('c');
    expect(next([job('failed', 'a'), job('queued', 'b')])?.title).toBe('b');
    expect(next([job('failed', 'a'), job('done', 'b')])).toBeUndefined();
  });
});

describe('a token', () => {
  it('is a header where there is one', () => {
    expect(authorization(' abc ')).toEqual({ Authorization: 'Bearer abc' });
    expect(authorization(' ')).toEqual({});
    expect(authorization(undefined)).toEqual({});
  });

  it('that is not taken may have changed, and one that is missing has not', () => {
    expect(refusal('abc')).toContain('the token has changed: open the address');
    expect(refusal('')).toBe('The edge takes files from operators only: enter the token above.');
  });
});
