/** The titles of the edge come, grow, are replaced and go while the page is open: what the page does about it. */
import type { TitleSummary } from './edge';
import { isCutAnew } from './growth';
import type { Place } from './library';

/** A package, as the edge lists it. */
export type Package = Pick<TitleSummary, 'id' | 'edition' | 'name' | 'seconds' | 'clips' | 'growing'>;

/** A title that the edge does not have. `ids`: all packages that it needs to play again. */
export interface Missed {
  title: string;
  ids: string[];
  /** Where it goes on; at its beginning if absent. */
  from?: Place | undefined;
}

export type Change =
  | { kind: 'none' }
  /** What is missed is there again, or what plays has other clips now. */
  | { kind: 'play'; title: string }
  /** What plays was removed; `what` says so. */
  | { kind: 'gone'; missed: Missed; what: string }
  /** What was refused was encoded anew, with the same clips: with its new manifest it goes on where it was. */
  | { kind: 'resume'; title: string }
  /** There is more of what plays, or it was encoded anew. */
  | { kind: 'grown'; title: string };

/** What a page shows that follows the titles. */
export interface Followed {
  /** The title that plays, and what plays beside it: its ladder. Empty if nothing of this edge plays. */
  playing: readonly Package[];
  missed: Missed | undefined;
  /** If an answer that stays the same has ended playback: what plays, as it was when its manifests were requested. */
  refused?: readonly Package[] | undefined;
}

/** What is different for a page, now that the edge has these packages. */
export function change(all: readonly Package[], { playing, missed, refused = [] }: Followed): Change {
  const has = (id: string) => all.some((it) => it.id === id);
  if (missed !== undefined) {
    return has(missed.title) && missed.ids.every(has) ? { kind: 'play', title: missed.title } : { kind: 'none' };
  }
  const [title] = playing;
  if (title === undefined) {
    return { kind: 'none' };
  }
  const gone = playing.find(({ id }) => !has(id));
  if (gone !== undefined) {
    const what = `${gone === title ? '' : 'The ladder of '}“${title.name}” was removed from the edge.`;
    return { kind: 'gone', missed: { title: title.id, ids: playing.map(({ id }) => id) }, what };
  }
  const sinceThen = (before: Package) => {
    const now = all.find(({ id, edition }) => id === before.id && edition !== before.edition);
    return now === undefined ? [] : [{ before, now }];
  };
  const changed = playing.flatMap(sinceThen);
  if (changed.some(({ before, now }) => isCutAnew(before, now))) {
    return { kind: 'play', title: title.id };
  }
  if (refused.flatMap(sinceThen).length > 0) {
    return { kind: 'resume', title: title.id };
  }
  return changed.length > 0 ? { kind: 'grown', title: title.id } : { kind: 'none' };
}

/** Tells answers that are of no use from others: of requests for the same thing, the later one may be answered first. */
export class InOrder {
  private asked = 0;
  private taken = 0;

  /** Numbers a request. */
  ask(): number {
    return ++this.asked;
  }

  /** Takes the answer to a request; false if that to a later one was taken before. */
  takes(request: number): boolean {
    const isNewer = request > this.taken;
    if (isNewer) {
      this.taken = request;
    }
    return isNewer;
  }
}
