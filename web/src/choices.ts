/** What is chosen on the page. The query of its URL has all of it, so that a reload or a link gives the same view. */
import { LIBRARIES, libraryNamed, type LibraryName } from './library';

/** The fields of a path of one's own, as they are filled in. */
export const OWN_FIELDS = ['cap', 'drop', 'after', 'loss', 'delay'] as const;
export type OwnPath = Record<(typeof OWN_FIELDS)[number], string>;
/** The path whose fields are in the query, too. */
export const OWN = 'own';

/** What is as usual is absent. */
export interface Choices {
  title?: string | undefined;
  /** The manifest of a title of another server. */
  url?: string | undefined;
  /** Whether the title plays beside its ladder. */
  compare: boolean;
  steering: 'server' | 'player';
  library: LibraryName;
  /** The id of a path; `own` has fields. */
  path?: string | undefined;
  own?: OwnPath | undefined;
  /** The id of the device that is described to the edge. */
  device?: string | undefined;
}

/** Reads the query of a URL. */
export function read(search: string): Choices {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? undefined;
  const number = (name: string) => {
    const value = text(name) ?? '';
    return Number.isFinite(Number(value)) ? value : '';
  };
  const own = Object.fromEntries(OWN_FIELDS.map((field) => [field, number(field)])) as OwnPath;
  return {
    title: text('title'),
    url: text('url'),
    compare: query.has('compare'),
    steering: text('steer') === 'player' ? 'player' : 'server',
    library: libraryNamed(query.get('player')),
    path: text('path'),
    own: text('path') === OWN ? own : undefined,
    device: text('device'),
  };
}

/** Writes the query of a URL. A title of another server has neither steering nor path, and is told of no device. */
export function write(choices: Choices): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) {
      query.set(name, value);
    }
  };
  put('title', choices.title);
  put('url', choices.url);
  put('compare', choices.compare ? '1' : undefined);
  put('player', choices.library === LIBRARIES[0] ? undefined : choices.library);
  if (choices.url !== undefined) {
    return `?${query.toString()}`;
  }
  put('steer', choices.steering === 'server' ? undefined : choices.steering);
  put('path', choices.path);
  if (choices.path === OWN && choices.own !== undefined) {
    for (const field of OWN_FIELDS) {
      put(field, choices.own[field] === '' ? undefined : choices.own[field]);
    }
  }
  put('device', choices.device);
  return `?${query.toString()}`;
}
