/** Side by side: the same player on Starling and on a plain ladder of the same title, over the same artificial path. */
import { shownHeight, type Device } from './device';
import { html } from './dom';
import * as edge from './edge';
import type { PathShape, Steering, Title } from './edge';
import { behind, Experience, score } from './experience';
import * as format from './format';
import { start, type LibraryName, type Place } from './library';
import { Meeting } from './meeting';
import { drawNow, shownSpan } from './now';
import { named } from './panels';
import { AT_SEAM, Player } from './player';
import { Reporter, tellWhileOpen, toEdge } from './report';
import { MixedClips } from './score';

/** What a duel is about. */
export interface Setting {
  title: Title;
  /** The same title, encoded as a plain ladder. */
  ladder: Title;
  /** Whether a new resolution may follow where a clip starts. */
  switchesResolution: boolean;
  /** The device that is described to the edge, but for the size of the video. */
  device: Device;
  /** Whether that is another device than this one. */
  pretended: boolean;
  shape: PathShape;
  /** The library that plays both. */
  library: LibraryName;
  /** Where both begin; at the beginning if undefined. */
  from: Place | undefined;
  /** Called when something goes wrong on a side. */
  onProblem: () => void;
}

type Way = 'starling' | 'ladder';

const NAMES: Record<Way, string> = { starling: 'Starling', ladder: 'A plain ladder' };
const WORDS: Record<Way, string> = {
  starling: 'The edge decides, and blends.',
  ladder: 'Fixed renditions in clips of two seconds at most; the player decides.',
};
const STEERING: Record<Way, Steering> = { starling: 'server', ladder: 'player' };

/** Whether the viewer has clicked on this page. Older browsers do not tell. */
function hasBeenUsed(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation };
  return userActivation?.hasBeenActive === true;
}

/** One player with its session. */
class Side {
  readonly experience = new Experience();
  readonly box: HTMLElement;
  private readonly video: HTMLVideoElement;
  private readonly now = html('div', {});
  private readonly words: HTMLElement;
  private readonly problem = html('p', { class: 'problem', role: 'alert', hidden: '' });
  private readonly clips = new MixedClips();
  private readonly player: Player;
  private session: string | undefined;
  private reporter: Reporter | undefined;
  private quit: (() => void) | undefined;
  private described: Device = {};
  private path: PathShape = {};
  private stopListening: (() => void) | undefined;
  private started = 0;
  private closed = false;

  constructor(
    private readonly way: Way,
    public title: Title,
    { library, onProblem }: Setting,
    private readonly meeting: () => Meeting<Side>,
  ) {
    this.words = html('p', { class: 'quiet' }, WORDS[way]);
    this.video = html('video', { controls: '', playsinline: '', 'aria-label': NAMES[way] });
    // One of them is heard, if the browser lets it play without a click on this page.
    this.video.muted = way === 'ladder' || !hasBeenUsed();
    this.video.style.setProperty('--ratio', String(title.width / title.height));
    this.player = new Player(
      this.video,
      {
        onProblem: (text) => {
          this.problem.textContent = text;
          this.problem.hidden = text === '';
          if (text !== '') {
            onProblem();
          }
        },
        onOver: () => {
          meeting().leave(this);
        },
      },
      library,
      () => meeting().arrive(this),
    );
    this.player.setShort(true);
    this.player.know(title);
    this.box = html(
      'section',
      { class: 'side', 'aria-label': NAMES[way] },
      html('h2', {}, NAMES[way]),
      this.words,
      this.video,
      this.problem,
      html('div', { class: 'card' }, this.now),
    );
  }

  /** Takes another state of the title. */
  grow(title: Title): void {
    this.title = title;
    this.player.know(title);
  }

  async open({ device, pretended, shape }: Setting): Promise<void> {
    this.described = this.device(device, pretended);
    this.path = shape;
    const session = await edge.openSession(this.described);
    this.session = session;
    await edge.shapePath(session, shape);
    if (this.closed) {
      return;
    }
    this.reporter = new Reporter({ id: session, title: this.title.id }, toEdge);
    this.quit = tellWhileOpen(this.reporter, this.experience);
    this.stopListening = edge.listen(session, {
      onSession: ({ clips }) => {
        clips.forEach((clip) => {
          this.clips.put(clip);
        });
      },
      onClip: (clip) => {
        this.clips.put(clip);
      },
      onPath: () => undefined,
      onLive: () => undefined,
      onAttached: () => {
        this.tell(edge.tellDevice(session, this.described));
        this.tell(edge.shapePath(session, this.path));
      },
    });
  }

  /** A device that is not pretended shows pictures as high as the video here. */
  private device(device: Device, pretended: boolean): Device {
    const height = shownHeight(this.video);
    return pretended || height <= 0 ? device : { ...device, screenHeight: height };
  }

  /** Says what goes wrong while the edge is told something. */
  private tell(told: Promise<void>): void {
    told.catch((reason: unknown) => {
      this.problem.textContent = reason instanceof Error ? reason.message : String(reason);
      this.problem.hidden = false;
    });
  }

  describe(device: Device, pretended: boolean): void {
    this.described = this.device(device, pretended);
    if (this.session !== undefined) {
      this.tell(edge.tellDevice(this.session, this.described));
    }
  }

  /** @param titles what plays on both sides */
  play(titles: Title[], { switchesResolution, from }: Setting): void {
    if (this.session !== undefined && !this.closed) {
      const { session, title } = this;
      const manifest = { title: title.id, format: this.player.format, session };
      const url =
        this.way === 'starling'
          ? edge.presentation({ ...manifest, steering: 'server' }, switchesResolution)
          : edge.plainPresentation(manifest);
      this.started = performance.now();
      this.player.play({ url, session: { id: session, title: title.id }, from }, titles);
    }
  }

  /** Pauses and plays along with another side, but does not begin before it has enough. */
  follow(other: Side): void {
    other.video.addEventListener('pause', () => {
      if (!other.video.ended) {
        this.video.pause();
      }
    });
    other.video.addEventListener('play', () => {
      if (this.player.isReady && !this.player.isAtSeam && !this.meeting().isWaiting(this)) {
        start(this.video);
      }
    });
  }

  /** The seconds of the title that lie behind this side, those of earlier rounds too. */
  get position(): number {
    const last = this.title.timeline.at(-1);
    return this.player.rounds * (last === undefined ? 0 : last.startSeconds + last.seconds) + this.video.currentTime;
  }

  /** Where this side was when an answer that stays the same ended it. */
  get refusedAt(): Place | undefined {
    return this.player.refusedAt;
  }

  async shape(shape: PathShape): Promise<void> {
    this.path = shape;
    if (this.session !== undefined) {
      await edge.shapePath(this.session, shape);
    }
  }

  tick(): void {
    const { currentTime, paused, seeking } = this.video;
    const on = this.title.timeline.findLast((clip) => clip.startSeconds <= currentTime + 0.001);
    const mixed = on === undefined ? undefined : this.clips.of(on.clip);
    drawNow(this.now, this.title, mixed, currentTime, { device: this.described, steering: STEERING[this.way] });
    const { state, stalled, stalls, waiting } = this.player.playback();
    const span = mixed === undefined ? undefined : shownSpan(mixed, currentTime);
    this.experience.put((performance.now() - this.started) / 1000, {
      // It may have to wait for the other side then, which is no fault of its own.
      started: this.player.isReady,
      stalled,
      stalls,
      playing: currentTime > 0 && !paused && !seeking && !waiting,
      clip: mixed?.request,
      vmaf: (mixed?.actual ?? mixed?.predicted)?.quality?.vmaf,
      source: span === undefined ? undefined : `${span.member} ${span.level}`,
    });
    this.reporter?.put(this.meeting().isWaiting(this) ? 'w' : state, this.experience);
    const doing = this.doing();
    if (this.words.textContent !== doing) {
      this.words.textContent = doing;
    }
  }

  /** Says why nothing moves where that is no fault of this side. */
  private doing(): string {
    return this.player.isAtSeam
      ? AT_SEAM
      : this.player.isReady && this.meeting().isWaiting(this)
        ? 'Waits for the other side, which counts as no stall.'
        : WORDS[this.way];
  }

  /** Ends playback, and asks the edge for nothing more. */
  end(): void {
    this.leave();
    this.player.end();
    this.problem.hidden = true;
  }

  close(): void {
    this.leave();
    this.player.stop();
  }

  private leave(): void {
    this.closed = true;
    this.stopListening?.();
    this.quit?.();
  }
}

/** The score of a side, and how far it is behind the other one. */
function scoreOf(side: Side, other: Side): [name: string, value: string][] {
  const late = behind(side.position, other.position);
  return [...score(side.experience), ['Behind the other', late === 0 ? 'no' : format.seconds(late)]];
}

export class Duel {
  private readonly sides: [Side, Side];
  private readonly meeting: Meeting<Side>;
  private readonly score = html('div', { class: 'card scores' });

  constructor(
    place: HTMLElement,
    private readonly setting: Setting,
  ) {
    // Both begin at once, at the start and whenever the title starts again: what one side lags then is its own stalls.
    const swarm = new Side('starling', setting.title, setting, () => this.meeting);
    const ladder = new Side('ladder', setting.ladder, setting, () => this.meeting);
    this.sides = [swarm, ladder];
    this.meeting = new Meeting(this.sides);
    swarm.follow(ladder);
    ladder.follow(swarm);
    place.replaceChildren(html('div', { class: 'sides' }, ...this.sides.map(({ box }) => box)), this.score);
  }

  /** What plays, the title first, in the newest states that were taken. */
  get titles(): Title[] {
    return this.sides.map(({ title }) => title);
  }

  /** The same as it was when it began to play. */
  get opened(): Title[] {
    return [this.setting.title, this.setting.ladder];
  }

  /** Where a side was when an answer that stays the same ended it; undefined if that has happened to none. */
  get refusedAt(): Place | undefined {
    return this.sides.map(({ refusedAt }) => refusedAt).find((place) => place !== undefined);
  }

  /** Takes other states of both, in the order of `titles`. */
  grow(titles: readonly Title[]): void {
    this.sides.forEach((side, index) => {
      side.grow(titles[index] ?? side.title);
    });
  }

  /** Starts both at once. */
  async start(): Promise<void> {
    await Promise.all(this.sides.map((side) => side.open(this.setting)));
    this.sides.forEach((side) => {
      side.play(this.titles, this.setting);
    });
  }

  /** Tells the edge of another device for both. */
  describe(device: Device, pretended: boolean): void {
    this.sides.forEach((side) => {
      side.describe(device, pretended);
    });
  }

  /** Puts both on another path at once. */
  async shape(shape: PathShape): Promise<void> {
    await Promise.all(this.sides.map((side) => side.shape(shape)));
  }

  tick(): void {
    this.sides.forEach((side) => {
      side.tick();
    });
    const [swarm, ladder] = this.sides;
    const [left, right] = [scoreOf(swarm, ladder), scoreOf(ladder, swarm)];
    const body = this.score.querySelector('tbody') ?? this.openScore(left.map(([name]) => name));
    [...body.rows].forEach(({ cells }, row) => {
      [left, right].forEach((values, side) => {
        const cell = cells.item(side + 1);
        if (cell !== null) {
          cell.textContent = values[row]?.[1] ?? '';
        }
      });
    });
  }

  /** Builds the table of the scores, and returns its rows, which have no values yet. */
  private openScore(names: string[]): HTMLTableSectionElement {
    const value = () => html('td', { class: 'number' });
    const body = html('tbody', {}, ...names.map((name) => html('tr', {}, html('th', { scope: 'row' }, named(name)), value(), value())));
    const sides = Object.values(NAMES).map((name) => html('th', { scope: 'col', class: 'number' }, name));
    this.score.replaceChildren(
      html(
        'table',
        { class: 'matrix' },
        html('caption', {}, 'Score so far'),
        html('thead', {}, html('tr', {}, html('td', {}), ...sides)),
        body,
      ),
      html(
        'p',
        { class: 'quiet' },
        'Quality of experience is QoE_v for each four seconds: 0.85 of VMAF, less 28.8 for each second of stall and 1.06 for each point that quality falls. ' +
          'Both begin at once. A side that stalls falls behind until the title starts again: then the other one waits for it, which ' +
          'counts for neither.',
      ),
    );
    return body;
  }

  /** Ends playback on both sides; their scores stay. */
  end(): void {
    this.sides.forEach((side) => {
      side.end();
    });
  }

  close(): void {
    this.sides.forEach((side) => {
      side.close();
    });
  }
}
