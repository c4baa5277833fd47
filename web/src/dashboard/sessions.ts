/** The sessions that are open now. */
import { html } from '../dom';
import * as edge from '../edge';
import type { MixedClip, Title, TitleSummary } from '../edge';
import * as format from '../format';
import { LEVELS, why } from '../now';
import { colour, drawMatrix, labels } from '../panels';
import { inWords } from '../score';
import type { Brief, SessionPage } from './api';
import { Rows, type Column } from './rows';
import { term } from './words';

/** A player that asked for nothing for so long has gone, or has paused with a full buffer. */
const IDLE_SECONDS = 30;

/** A value in words, or a dash. */
export function number(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? '–' : text(value);
}

/** How long something took, in minutes and seconds. */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** What a session is doing, in a word or two. */
export function doing(session: Brief): string {
  if (session.idleSeconds > IDLE_SECONDS) {
    return `idle ${minutes(session.idleSeconds)}`;
  }
  return session.state ?? (session.last === undefined ? 'starting' : 'watching');
}

/** The mix of the last clip, the largest weight first, in words. */
export function mixed(session: Brief, label: (cluster: string) => string): string {
  const mix = [...(session.last?.mix ?? [])].sort((a, b) => b.weight - a.weight);
  const shares = format.percents(mix.map(({ weight }) => weight));
  return mix.length === 0 ? '–' : mix.map(({ id }, i) => `${shares[i] ?? ''} ${label(id)}`).join(', ');
}

/** Stalls and their time. */
export function stalls(told: { stalls?: number; stallSeconds?: number }): string {
  return told.stalls === undefined
    ? '–'
    : told.stalls === 0
      ? 'none'
      : told.stallSeconds === undefined
        ? String(told.stalls)
        : `${told.stalls}, ${format.seconds(told.stallSeconds)}`;
}

/** How many sessions there are; those that have asked for no title have nothing to show. */
export function counted({ sessions, total }: Pick<SessionPage, 'sessions' | 'total'>, watched: number): string {
  const untitled = sessions.length - watched;
  const isPart = total > sessions.length;
  if (sessions.length === 0) {
    return 'Nobody has opened a session.';
  }
  if (watched === 0) {
    const which = format.count(untitled, 'session has', 'sessions have');
    return `${isPart ? `The newest ${untitled} of ${total} sessions have` : which} asked for no title yet.`;
  }
  const more = format.count(untitled, 'more has', 'more have');
  const all = isPart
    ? `The newest ${sessions.length} of ${total} sessions${untitled === 0 ? '' : `: ${watched} with a title, ${untitled} without one yet`}.`
    : `${format.count(watched, 'session', 'sessions')}.${untitled === 0 ? '' : ` ${more} asked for no title yet.`}`;
  return `${all} Choose one to see why it gets its mix.`;
}

/** The sessions now; one can be chosen to see why it gets its mix. */
export class Sessions {
  private readonly rows: Rows<Brief>;
  private readonly titles = new Map<string, Title | undefined>();
  private chosen: Brief | undefined;

  constructor(
    private readonly places: {
      table: HTMLElement;
      count: HTMLElement;
      card: HTMLElement;
      words: HTMLElement;
      why: HTMLElement;
      matrix: HTMLElement;
      link: HTMLAnchorElement;
    },
    private readonly failed: (reason: unknown) => void,
  ) {
    const columns: Column<Brief>[] = [
      { name: 'Title', kind: 'wide', text: (it) => it.title ?? '–' },
      { name: 'Does', text: doing },
      { name: 'Clip', kind: 'number', text: (it) => (it.last === undefined ? '–' : String(it.last.clip + 1)) },
      { name: 'Picture', kind: 'number late', text: (it) => (it.last === undefined ? '–' : `${it.last.height}p`) },
      {
        name: term('mix', 'Mix'),
        kind: 'mix',
        text: (it) => mixed(it, this.labels(it)),
        draw: (cell, it) => {
          this.drawMix(cell, it);
        },
      },
      { name: term('level', 'Level'), kind: 'late', text: (it) => (it.last === undefined ? '–' : LEVELS[it.last.level]) },
      { name: term('path', 'Path'), kind: 'number', text: (it) => number(it.bitsPerSecond, format.bitRate) },
      { name: term('buffer', 'Buffer'), kind: 'number', text: (it) => number(it.bufferSeconds, (seconds) => `${seconds.toFixed(1)} s`) },
      { name: term('vmaf', 'VMAF'), kind: 'number late', text: (it) => number(it.qoe.vmaf, format.points) },
      { name: term('qoe', 'QoE'), kind: 'number', text: (it) => number(it.qoe.reward, format.points) },
      { name: 'Stalls', kind: 'number late', text: (it) => stalls(it.qoe) },
    ];
    this.rows = new Rows(places.table, 'sessions', columns, {
      key: (it) => it.id,
      onChoose: (session) => {
        this.chosen = session;
        this.explain();
      },
    });
  }

  put(page: SessionPage): void {
    const watched = page.sessions.filter(({ title }) => title !== undefined);
    this.places.table.hidden = watched.length === 0;
    this.places.count.textContent = counted(page, watched.length);
    for (const session of watched) {
      this.know(session.title);
    }
    this.rows.put(watched);
    if (this.chosen !== undefined) {
      const { id } = this.chosen;
      this.chosen = page.sessions.find((session) => session.id === id) ?? this.chosen;
      this.explain(page.sessions.some((session) => session.id === id));
    }
  }

  /** Takes what titles there are now: what is known of one that has grown, gone or come is read again. */
  putTitles(titles: TitleSummary[]): void {
    const editions = new Map(titles.map(({ id, edition }) => [id, edition]));
    for (const [id, title] of this.titles) {
      if (title?.edition !== editions.get(id)) {
        this.titles.delete(id);
      }
    }
  }

  /** Reads a title once, for the names and colours of its clusters. */
  private know(id: string | undefined): void {
    if (id !== undefined && !this.titles.has(id)) {
      this.titles.set(id, undefined);
      edge.title(id).then(
        (title) => this.titles.set(id, title),
        () => {
          // It has gone; its sessions are listed without colours.
        },
      );
    }
  }

  private labels(session: Brief): (cluster: string) => string {
    const title = session.title === undefined ? undefined : this.titles.get(session.title);
    return title === undefined ? (cluster) => cluster : labels(title);
  }

  private drawMix(cell: HTMLElement, session: Brief): void {
    const title = session.title === undefined ? undefined : this.titles.get(session.title);
    const words = mixed(session, this.labels(session));
    cell.replaceChildren(
      html(
        'span',
        { class: 'bands', role: 'img', 'aria-label': words, title: words },
        ...(session.last?.mix ?? []).map(({ id, weight }) =>
          html('span', { class: 'band', style: `flex: ${weight} 1 0; ${title === undefined ? '' : colour(id, title)}` }),
        ),
      ),
    );
  }

  private explain(kept = true): void {
    const { card, words, why: reason, matrix, link } = this.places;
    card.hidden = this.chosen === undefined;
    if (this.chosen === undefined) {
      return;
    }
    const { id } = this.chosen;
    if (!kept) {
      words.textContent =
        'This session has ended, or the edge has forgotten it. What was recorded of it is under “Recorded sessions”.';
      reason.textContent = '';
      matrix.replaceChildren();
      return;
    }
    link.href = `./api/sessions/${id}`;
    this.show(this.chosen).catch(this.failed);
  }

  private async show(session: Brief): Promise<void> {
    const { words, why: reason, matrix } = this.places;
    const response = await fetch(`./api/sessions/${session.id}`);
    const clips = response.ok ? ((await response.json()) as { clips: MixedClip[] }).clips : [];
    const clip = clips.at(-1);
    const title = session.title === undefined ? undefined : this.titles.get(session.title);
    if (this.chosen?.id !== session.id) {
      return;
    }
    if (clip === undefined || title === undefined) {
      words.textContent = 'It has got no clip yet.';
      reason.textContent = '';
      matrix.replaceChildren();
      return;
    }
    words.textContent = inWords(clip, labels(title));
    reason.textContent = why(clip);
    drawMatrix(matrix, title, clip);
  }
}
