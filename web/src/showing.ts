/** One title, played one way, and what the edge reports about it: draws the cards of the page. */
import type { Device } from './device';
import { byId } from './dom';
import * as edge from './edge';
import type { MixedClip, PathReport, PathShape, Steering, Title } from './edge';
import { EventLog, isNews, ofClip, type Entry } from './eventlog';
import { Experience, score } from './experience';
import * as growth from './growth';
import { History } from './history';
import { isArtificial } from './lab';
import { drawNow, shownSpan } from './now';
import { drawClip, drawFacts, drawMatrix, drawPath, drawPlayback, drawScore, labels, movePlayhead } from './panels';
import { AT_SEAM, type Playback, type Player } from './player';
import { Reporter, tellWhileOpen, toEdge } from './report';
import { MixedClips, inWords } from './score';
import type { Awaited } from './standstill';
import { STANDS_STILL, Stillness } from './stillness';
import type { TimeLine } from './timeline';

/** Where a title is shown. */
export interface Stage {
  video: HTMLVideoElement;
  player: Player;
  /** The description of the device that the edge gets. */
  device: () => Device;
  path: () => PathShape;
  /** Who chooses the clips. */
  steering: Steering;
  /** Tells the viewer what went wrong. */
  failed: (reason: unknown) => void;
}

/** Says how much there is of a title that is still being encoded. */
function drawGrowth(title: Title): void {
  const line = byId('growth', HTMLParagraphElement);
  line.textContent = growth.inWords(title);
  line.hidden = line.textContent === '';
}

export class Showing {
  /** The title as it was when it began to play. */
  readonly opened: Title;
  private readonly clips = new MixedClips();
  private readonly stopListening: () => void;
  private path: PathReport = {};
  private chosen: number | undefined;
  private said = '';
  private readonly stillness: Stillness;
  private readonly history = new History();
  private readonly experience = new Experience();
  private readonly reporter: Reporter;
  private readonly quit: () => void;
  readonly log = new EventLog(byId('log', HTMLElement));
  private timeLine: TimeLine | undefined;
  private plotting = false;
  private left = false;
  private closed = false;
  private readonly started = performance.now();
  private live = true;

  constructor(
    public title: Title,
    readonly session: string,
    private readonly stage: Stage,
  ) {
    this.opened = title;
    this.stillness = new Stillness(byId('still', HTMLElement), (words, data) => {
      this.note('stall', words, data);
    });
    this.reporter = new Reporter({ id: session, title: title.id }, toEdge);
    this.quit = tellWhileOpen(this.reporter, this.experience);
    drawGrowth(title);
    stage.player.know(title);
    this.stopListening = edge.listen(session, {
      onSession: (data) => {
        data.clips.forEach((clip) => {
          this.clips.put(clip);
        });
        this.path = data;
        this.draw();
      },
      onClip: (clip) => {
        const before = this.clips.of(clip.clip);
        this.clips.put(clip);
        if (isNews(clip, before)) {
          this.note('clip', ofClip(clip, labels(this.title), before), clip);
        }
        this.draw();
      },
      onPath: (path) => {
        const isAnother = path.pathBitsPerSecond !== this.path.pathBitsPerSecond;
        this.path = path;
        drawPath(byId('path', HTMLElement), path.network);
        if (isAnother) {
          this.tick();
        }
      },
      onLive: (live) => {
        this.live = live;
      },
      onAttached: () => {
        edge.tellDevice(session, stage.device()).catch(stage.failed);
        const path = stage.path();
        if (isArtificial(path)) {
          edge.shapePath(session, path).catch(stage.failed);
        }
      },
    });
    this.draw();
  }

  /** The plotter is loaded after the first picture, which does not wait for it. */
  private async plot(): Promise<void> {
    const { TimeLine } = await import('./timeline');
    if (!this.closed) {
      this.timeLine = new TimeLine(byId('timeline', HTMLElement), this.history);
    }
  }

  /** Takes another state of the title, which has grown. */
  grow(title: Title): void {
    this.title = title;
    this.stage.player.know(title);
    drawGrowth(title);
    this.draw();
  }

  /** Asks the edge for nothing more; what was drawn stays. */
  leave(): void {
    this.left = true;
    this.stopListening();
    this.quit();
    this.stillness.close();
  }

  close(): void {
    this.leave();
    this.closed = true;
    this.timeLine?.close();
  }

  /** Writes something into the log. */
  note(kind: Entry['kind'], words: string, data: unknown): void {
    this.log.put({ at: (performance.now() - this.started) / 1000, kind, words, data });
  }

  /** The clip that the cards show: the selected one, or else the one that the edge answered last. */
  private current(): MixedClip | undefined {
    return this.chosen === undefined ? this.clips.newest() : this.clips.of(this.chosen);
  }

  /** What the player waits for, if its picture stands still. */
  private awaited({ arrivedBytes }: Playback): Awaited {
    const coming = this.clips.all().findLast(({ state }) => state === 'sending');
    const { bytes, bitsPerSecond } = coming?.predicted ?? {};
    const { sources, network, pathBitsPerSecond } = this.path;
    const measured = sources?.currentBitsPerSecond ?? network?.bitsPerSecond ?? Infinity;
    // An artificial path that has become slower is slow at once, and measured a little later.
    const carried = Math.min(measured, pathBitsPerSecond ?? Infinity);
    return { pathBitsPerSecond: Number.isFinite(carried) ? carried : undefined, bitsPerSecond, bytes, arrivedBytes };
  }

  /** Tells why the picture stands still, if it does and should not. */
  private explain(playback: Playback): void {
    const { ended, paused } = this.stage.video;
    this.stillness.see(
      (performance.now() - this.started) / 1000,
      {
        isOver: this.left || ended,
        isPaused: paused,
        isGrowing: this.title.growing !== undefined,
        cause: playback.cause,
      },
      this.awaited(playback),
    );
  }

  draw(): void {
    const clip = this.current();
    drawScore(byId('score', HTMLElement), this.title, this.clips, clip?.clip, (chosen) => {
      // A second click clears the selection.
      this.chosen = this.chosen === chosen ? undefined : chosen;
      this.draw();
    });
    if (clip !== undefined) {
      const which = `clip ${clip.clip + 1}${this.chosen === undefined ? ', the newest' : ''}`;
      byId('matrix-clip', HTMLElement).textContent = which;
      byId('clip-heading', HTMLElement).textContent = `Clip ${clip.clip + 1} of ${this.title.clips}`;
      drawMatrix(byId('matrix', HTMLElement), this.title, clip);
      drawClip(byId('clip', HTMLElement), this.title, clip);
    }
    drawPath(byId('path', HTMLElement), this.path.network ?? clip?.network);
    this.tick();
  }

  /** Draws what changes as playback advances. */
  tick(): void {
    const { video, player } = this.stage;
    movePlayhead(this.title, video.currentTime);
    const playback = player.playback();
    drawPlayback(byId('playback', HTMLElement), playback, this.clips.downMoves());
    const isEmpty = video.readyState === HTMLMediaElement.HAVE_NOTHING;
    const on = isEmpty ? undefined : this.title.timeline.findLast((clip) => clip.startSeconds <= video.currentTime + 0.001);
    const mixed = on === undefined ? undefined : this.clips.of(on.clip);
    const { device, steering } = this.stage;
    drawNow(byId('now', HTMLElement), this.title, mixed, video.currentTime, { device: device(), steering });
    const shown = mixed?.actual ?? mixed?.predicted;
    this.history.put({
      at: (performance.now() - this.started) / 1000,
      setBitsPerSecond: this.path.pathBitsPerSecond,
      pathBitsPerSecond: this.path.sources?.currentBitsPerSecond ?? this.path.network?.bitsPerSecond,
      shownBitsPerSecond: shown?.bitsPerSecond,
      shownVmaf: shown?.quality?.vmaf,
      bufferSeconds: playback.bufferSeconds,
      stalled: playback.stalled,
    });
    if (!this.plotting && video.currentTime > 0) {
      this.plotting = true;
      this.plot().catch(this.stage.failed);
    }
    this.timeLine?.draw();
    const span = mixed === undefined ? undefined : shownSpan(mixed, video.currentTime);
    this.experience.put((performance.now() - this.started) / 1000, {
      started: video.currentTime > 0,
      stalled: playback.stalled,
      stalls: playback.stalls,
      playing: video.currentTime > 0 && !video.paused && !video.seeking && !playback.waiting,
      clip: mixed?.request,
      vmaf: shown?.quality?.vmaf,
      source: span === undefined ? undefined : `${span.member} ${span.level}`,
    });
    this.reporter.put(playback.state, this.experience);
    this.explain(playback);
    drawFacts(byId('experience', HTMLElement), score(this.experience));
    const words = mixed === undefined ? '' : inWords(mixed, labels(this.title));
    const goesOn = !video.paused && !playback.waiting;
    const line = player.isAtSeam ? AT_SEAM : playback.stalled ? STANDS_STILL : this.live ? words : `Live data is interrupted${goesOn ? '; playback continues.' : '.'}`;
    if (line !== this.said) {
      this.said = line;
      byId('status', HTMLParagraphElement).textContent = line;
    }
  }
}
