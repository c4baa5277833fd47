/** A title that another server sends: plays it from the URL of its manifest, and shows what the browser knows of it. */
import { byId } from './dom';
import type { Format } from './edge';
import { EventLog, type Entry } from './eventlog';
import { Experience, score } from './experience';
import { UNKNOWN } from './format';
import { LIBRARIES, plays, type LibraryName } from './library';
import { drawFacts, drawPlayback } from './panels';
import type { Player } from './player';

const FORMATS: Record<Format, string> = { m3u8: 'HLS', mpd: 'DASH' };

/** The format that the path of a URL tells, if it does. */
function formatOf({ pathname }: URL): Format | undefined {
  return (Object.keys(FORMATS) as Format[]).find((format) => pathname.toLowerCase().endsWith(`.${format}`));
}

/**
 * Why a library cannot play what a text names, in one line; empty if it may.
 *
 * @param page the protocol of the page
 */
export function objection(text: string, library: LibraryName, page: string): string {
  if (!URL.canParse(text.trim())) {
    return 'This is not a complete URL. One looks like https://example.org/title/main.m3u8.';
  }
  const url = new URL(text.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `The page can load from http and https URLs, not from ${url.protocol.slice(0, -1)} URLs.`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'Browsers do not load from URLs with a user name or a password.';
  }
  if (page === 'https:' && url.protocol === 'http:') {
    return 'This page came over HTTPS, so browsers do not let it load from http URLs.';
  }
  const format = formatOf(url);
  if (format !== undefined && !plays(library, format)) {
    const others = LIBRARIES.filter((it) => plays(it, format)).join(' or ');
    return `${library} does not play ${FORMATS[format]}. Choose ${others} as the player.`;
  }
  return '';
}

/** What plays, from the moment when it was asked for. */
export class OtherTitle {
  readonly log = new EventLog(byId('log', HTMLElement));
  private readonly experience = new Experience();
  private readonly started = performance.now();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly player: Player,
  ) {}

  private get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** Writes something into the log. */
  note(kind: Entry['kind'], words: string, data: unknown): void {
    this.log.put({ at: this.seconds, kind, words, data });
  }

  /** Draws what changes as playback advances. */
  tick(): void {
    const { currentTime, paused, seeking } = this.video;
    const playback = this.player.playback();
    drawPlayback(byId('playback', HTMLElement), playback, undefined);
    this.experience.put(this.seconds, {
      started: currentTime > 0,
      stalled: playback.stalled,
      stalls: playback.stalls,
      playing: currentTime > 0 && !paused && !seeking && !playback.waiting,
      source: playback.height === 0 ? undefined : `${playback.width}×${playback.height}`,
    });
    drawFacts(byId('experience', HTMLElement), score(this.experience).filter(([, value]) => value !== UNKNOWN));
  }
}
