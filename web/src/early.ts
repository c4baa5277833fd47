/** Playlists that the page requests while the library that reads them is still on its way. */

/** The query argument with what a player tells (CTA-5004); it does not change what a playlist says. */
const CMCD = 'CMCD';

/** A URL as it is compared: complete, and without CMCD. */
function key(url: string | URL): string {
  const { href, searchParams } = new URL(url, location.href);
  if (!searchParams.has(CMCD)) {
    return href;
  }
  const plain = new URL(href);
  plain.searchParams.delete(CMCD);
  return plain.href;
}

async function text(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`the answer was ${response.status}`);
  }
  return response.text();
}

/**
 * The URIs of the media playlists that a player needs first: of the video, if all variants share it, and of the default
 * sound of the first variant.
 *
 * @param manifest a multivariant playlist (RFC 8216, 4.3.4)
 */
export function firstPlaylists(manifest: string): string[] {
  const lines = manifest.split(/\r?\n/);
  const variants = lines.flatMap((line, index) => (line.startsWith('#EXT-X-STREAM-INF:') ? [index] : []));
  const videos = new Set(variants.map((index) => lines.slice(index + 1).find((line) => line !== '' && !line.startsWith('#'))));
  const [video] = videos;
  if (video === undefined || videos.size > 1) {
    return [];
  }
  const group = /[:,]AUDIO="([^"]*)"/.exec(lines[variants[0] ?? 0] ?? '')?.[1];
  const sound = lines.find(
    (line) => line.startsWith('#EXT-X-MEDIA:') && line.includes(`GROUP-ID="${group ?? ''}"`) && line.includes('DEFAULT=YES'),
  );
  const uri = /[:,]URI="([^"]*)"/.exec(sound ?? '')?.[1];
  return uri === undefined ? [video] : [video, uri];
}

export class EarlyPlaylists {
  private readonly texts = new Map<string, Promise<string>>();

  /** Requests a manifest, and then the playlists that are needed first. */
  constructor(manifest: string) {
    const { href } = new URL(manifest, location.href);
    this.request(href)
      .then((it) => firstPlaylists(it).map((uri) => this.request(new URL(uri, href).href)))
      .catch(() => {
        // The library requests it again, and reports what is wrong.
      });
  }

  private request(url: string): Promise<string> {
    const answer = text(url);
    answer.catch(() => undefined);
    this.texts.set(key(url), answer);
    return answer;
  }

  /** A playlist that was requested, once; undefined if it was not. */
  take(url: string): Promise<string> | undefined {
    const found = this.texts.get(key(url));
    this.texts.delete(key(url));
    return found;
  }
}

/** What the first picture does not need waits for it, but no longer than this. */
const MAX_WAIT_FOR_PICTURE_MILLIS = 5000;

/**
 * Done at the first picture, or when that takes too long.
 *
 * @param problem shown if there may be no picture: nothing waits for it then
 */
export function firstPicture(video: HTMLVideoElement, problem: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA || !problem.hidden) {
        resolve();
      }
    };
    done();
    video.addEventListener('loadeddata', done);
    new MutationObserver(done).observe(problem, { attributeFilter: ['hidden'] });
    setTimeout(resolve, MAX_WAIT_FOR_PICTURE_MILLIS);
  });
}
