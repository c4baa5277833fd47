/** Side by side: the same player on Starling and on a plain ladder of the same title, over the same artificial path. */
import { shownHeight, type Device } from './device';
import { html } from './dom';
import * as edge from './edge';
import type { PathShape, Title } from './edge';
import { Experience, score } from './experience';
import type { LibraryName } from './library';
import { drawNow, shownSpan } from './now';
import { keptSeconds, Player } from './player';
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
}

type Way = 'starling' | 'ladder';

const NAMES: Record<Way, string> = { starling: 'Starling', ladder: 'A plain ladder' };
const WORDS: Record<Way, string> = {
  starling: 'The edge decides, and blends.',
  ladder: 'Fixed renditions in clips of two seconds at most; the player decides.',
};

/** One player with its session. */
class Side {
  readonly experience = new Experience();
  readonly box: HTMLElement;
  private readonly video: HTMLVideoElement;
  private readonly now = html('div', {});
  private readonly problem = html('p', { class: 'problem', role: 'alert', hidden: '' });
  private readonly clips = new MixedClips();
  private readonly player: Player;
  private session: string | undefined;
  private described: Device = {};
  private path: PathShape = {};
  private stopListening: (() => void) | undefined;
  private started = 0;

  constructor(
    private readonly way: Way,
    private readonly title: Title,
    library: LibraryName,
  ) {
    this.video = html('video', { controls: '', playsinline: '', 'aria-label': NAMES[way] });
    // One of them is heard.
    this.video.muted = way === 'ladder';
    this.video.style.setProperty('--ratio', String(title.width / title.height));
    this.player = new Player(this.video, {
      onProblem: (text) => {
        this.problem.textContent = text;
        this.problem.hidden = text === '';
      },
    }, library);
    this.player.setShort(true);
    this.box = html(
      'section',
      { class: 'side', 'aria-label': NAMES[way] },
      html('h3', {}, NAMES[way]),
      html('p', { class: 'quiet' }, WORDS[way]),
      this.video,
      this.problem,
      html('div', { class: 'card' }, this.now),
    );
  }

  async open({ device, pretended, shape }: Setting): Promise<void> {
    this.described = this.device(device, pretended);
    this.path = shape;
    const session = await edge.openSession(this.described);
    this.session = session;
    await edge.shapePath(session, shape);
    this.stopListening = edge.listen(session, {
      onSession: ({ clips }) => {
        clips.forEach((clip) => {
          this.clips.put(clip);
        });
      },
      onClip: (clip) => {
        this.clips.put(clip);
      },
      onNetwork: () => undefined,
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

  play({ title: swarm, ladder, switchesResolution }: Setting): void {
    if (this.session !== undefined) {
      const { session, title } = this;
      const manifest = { title: title.id, format: this.player.format, session };
      const url =
        this.way === 'starling'
          ? edge.presentation({ ...manifest, steering: 'server' }, switchesResolution)
          : edge.plainPresentation(manifest);
      this.started = performance.now();
      this.player.play({ url, session: { id: session, title: title.id } }, keptSeconds(swarm, ladder));
    }
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
    drawNow(this.now, this.title, mixed, currentTime);
    const { starving } = this.player.playback();
    const span = mixed === undefined ? undefined : shownSpan(mixed, currentTime);
    this.experience.put((performance.now() - this.started) / 1000, {
      started: currentTime > 0,
      stalled: starving,
      playing: currentTime > 0 && !paused && !seeking && !starving,
      clip: mixed?.request,
      vmaf: (mixed?.actual ?? mixed?.predicted)?.quality?.vmaf,
      source: span === undefined ? undefined : `${span.member} ${span.level}`,
    });
  }

  close(): void {
    this.stopListening?.();
    this.player.stop();
  }
}

export class Duel {
  private readonly sides: [Side, Side];
  private readonly score = html('div', { class: 'card scores' });

  constructor(
    place: HTMLElement,
    private readonly setting: Setting,
  ) {
    this.sides = [
      new Side('starling', setting.title, setting.library),
      new Side('ladder', setting.ladder, setting.library),
    ];
    place.replaceChildren(html('div', { class: 'sides' }, ...this.sides.map(({ box }) => box)), this.score);
  }

  /** Starts both at once. */
  async start(): Promise<void> {
    await Promise.all(this.sides.map((side) => side.open(this.setting)));
    this.sides.forEach((side) => {
      side.play(this.setting);
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
    const [left, right] = [score(this.sides[0].experience), score(this.sides[1].experience)];
    this.score.replaceChildren(
      html(
        'table',
        { class: 'matrix' },
        html('caption', {}, 'Score so far'),
        html(
          'thead',
          {},
          html('tr', {}, html('td', {}), ...Object.values(NAMES).map((name) => html('th', { scope: 'col', class: 'number' }, name))),
        ),
        html(
          'tbody',
          {},
          ...left.map(([name, value], row) =>
            html(
              'tr',
              {},
              html('th', { scope: 'row' }, name),
              html('td', { class: 'number' }, value),
              html('td', { class: 'number' }, right[row]?.[1] ?? ''),
            ),
          ),
        ),
      ),
      html(
        'p',
        { class: 'quiet' },
        'Quality of experience is QoE_v for each four seconds: 0.85 of VMAF, less 28.8 for each second of stall and 1.06 for each point that quality falls. ' +
          'Where the title starts again, both keep its first seconds and wait until they have a buffer; that counts for neither.',
      ),
    );
  }

  close(): void {
    this.sides.forEach((side) => {
      side.close();
    });
  }
}
