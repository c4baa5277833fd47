/** The player page. Open this file first: it wires the player (player.ts), edge (edge.ts) and cards (panels.ts). */
import './style.css';
import { switchesResolution, watchDevice, type Device } from './device';
import { byId, html } from './dom';
import type { Duel } from './duel';
import * as edge from './edge';
import type { MixedClip, Network, PathShape, Steering, Title, TitleSummary } from './edge';
import { drawClip, drawDevice, drawFacts, drawMatrix, drawPath, drawPlayback, drawScore, labels, movePlayhead } from './panels';
import { EventLog, ofClip, type Entry } from './eventlog';
import { Experience, score } from './experience';
import { History } from './history';
import { firstPath, isArtificial, openLab } from './lab';
import { drawNow, shownSpan } from './now';
import { Player } from './player';
import { MixedClips, inWords } from './score';
import { drawShelf } from './shelf';
import type { TimeLine } from './timeline';

const EXPLANATIONS: Record<Steering, string> = {
  server:
    'The edge decides everything. For each clip it weighs the clusters for this device and its connection, ' +
    'and sends the best one, or a blend of two neighbours that suit about equally well, as one plain stream.',
  player:
    'The player picks the quality: one rung, whose bits are declared. The edge sends that rung of each clip, and only ' +
    'moves down while a clip is on its way to a path that has become too slow.',
};

const video = byId('video', HTMLVideoElement);
const problem = byId('problem', HTMLParagraphElement);
const status = byId('status', HTMLParagraphElement);
const steeringChoice = byId('steering', HTMLFieldSetElement);

function tell(text: string): void {
  if (text !== '' && text !== problem.textContent) {
    showing?.note('problem', text, text);
  }
  problem.textContent = text;
  problem.hidden = text === '';
}

/** One title, played one way, and what the edge reports about it. */
class Showing {
  private readonly clips = new MixedClips();
  private readonly stopListening: () => void;
  private network: Network | undefined;
  private chosen: number | undefined;
  private said = '';
  private readonly history = new History();
  private readonly experience = new Experience();
  readonly log = new EventLog(byId('log', HTMLElement));
  private timeLine: TimeLine | undefined;
  private plotting = false;
  private closed = false;
  private readonly started = performance.now();
  private live = true;

  constructor(
    readonly title: Title,
    readonly session: string,
  ) {
    this.stopListening = edge.listen(session, {
      onSession: (data) => {
        data.clips.forEach((clip) => {
          this.clips.put(clip);
        });
        this.network = data.network;
        this.draw();
      },
      onClip: (clip) => {
        this.clips.put(clip);
        this.note('clip', ofClip(clip, labels(title)), clip);
        this.draw();
      },
      onNetwork: (network) => {
        this.network = network;
        drawPath(byId('path', HTMLElement), network);
      },
      onLive: (live) => {
        if (live && !this.live) {
          // Perhaps another edge, or one that has forgotten the session: it does not know the device.
          edge.tellDevice(session, told()).catch(failed);
          if (isArtificial(shape)) {
            edge.shapePath(session, shape).catch(failed);
          }
        }
        this.live = live;
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

  close(): void {
    this.stopListening();
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
    drawPath(byId('path', HTMLElement), this.network ?? clip?.network);
    this.tick();
  }

  /** Draws what changes as playback advances. */
  tick(): void {
    movePlayhead(this.title, video.currentTime);
    drawPlayback(byId('playback', HTMLElement), player.playback(), this.clips.downMoves());
    const on = this.title.timeline.findLast((clip) => clip.startSeconds <= video.currentTime + 0.001);
    const mixed = on === undefined ? undefined : this.clips.of(on.clip);
    drawNow(byId('now', HTMLElement), this.title, mixed, video.currentTime);
    const shown = mixed?.actual ?? mixed?.predicted;
    const playback = player.playback();
    this.history.put({
      at: (performance.now() - this.started) / 1000,
      pathBitsPerSecond: this.network?.bitsPerSecond,
      shownBitsPerSecond: shown?.bitsPerSecond,
      shownVmaf: shown?.quality?.vmaf,
      bufferSeconds: playback.bufferSeconds,
      stalled: playback.starving,
    });
    if (!this.plotting && video.currentTime > 0) {
      this.plotting = true;
      this.plot().catch(failed);
    }
    this.timeLine?.draw();
    const span = mixed === undefined ? undefined : shownSpan(mixed, video.currentTime);
    this.experience.put((performance.now() - this.started) / 1000, {
      started: video.currentTime > 0,
      stalled: playback.starving,
      playing: video.currentTime > 0 && !video.paused && !video.seeking && !playback.starving,
      clip: mixed?.request,
      vmaf: shown?.quality?.vmaf,
      source: span === undefined ? undefined : `${span.member} ${span.level}`,
    });
    drawFacts(byId('experience', HTMLElement), score(this.experience));
    const words = mixed === undefined ? '' : inWords(mixed, labels(this.title));
    const line = this.live ? words : 'Live data is interrupted; playback continues.';
    if (line !== this.said) {
      this.said = line;
      status.textContent = line;
    }
  }
}

let showing: Showing | undefined;
let duel: Duel | undefined;
let device: Device = {};
/** The device that is described in place of this one. */
let pretended: Device | undefined;
let shape: PathShape = {};
const player = new Player(video, {
  onProblem: (text) => {
    tell(text);
    if (text !== '' && showing !== undefined) {
      lookFor(showing.title).catch(() => {
        // The edge is away; the player says so.
      });
    }
  },
});

/** The description of the device that the edge gets. */
function told(): Device {
  return pretended ?? device;
}

/** Ends what plays. */
function stop(): void {
  showing?.close();
  showing = undefined;
  duel?.close();
  duel = undefined;
  player.stop();
  tell('');
}

/** Shows one of the two views. */
function view(which: 'one' | 'both'): void {
  byId('watching', HTMLElement).hidden = which === 'both';
  byId('mixing', HTMLElement).hidden = which === 'both';
  byId('duel', HTMLElement).hidden = which === 'one';
  byId('compare', HTMLButtonElement).setAttribute('aria-pressed', String(which === 'both'));
}

/** A title, which may have vanished since it was listed. */
async function found(titleId: string): Promise<Title> {
  try {
    return await edge.title(titleId);
  } catch (reason) {
    if (reason instanceof edge.EdgeError && reason.status === 404) {
      readTitles();
      throw new Error(`This edge has no title “${titleId}” any more. Choose another one below.`, { cause: reason });
    }
    throw reason;
  }
}

/** Plays a title beside a plain ladder of it. */
async function compare(titleId: string): Promise<void> {
  stop();
  view('both');
  const [title, ladder, { Duel }] = await Promise.all([
    found(titleId),
    found(titleId + LADDER),
    import('./duel'),
  ]);
  const opened = new Duel(byId('duel', HTMLElement), {
    title,
    ladder,
    switchesResolution: switchesResolution(),
    device: told(),
    pretended: pretended !== undefined,
    shape,
  });
  duel = opened;
  await opened.start();
}

async function show(titleId: string, steering: Steering): Promise<void> {
  stop();
  view('one');
  const title = await found(titleId);
  const session = await edge.openSession(told());
  if (isArtificial(shape)) {
    await edge.shapePath(session, shape);
  }
  byId('name', HTMLElement).textContent = title.name;
  byId('explanation', HTMLElement).textContent = EXPLANATIONS[steering];
  byId('live', HTMLElement).hidden = false;
  document.title = `${title.name} · Starling`;
  drawManifests(title.id);
  drawDevice(byId('device', HTMLElement), told());
  video.style.setProperty('--ratio', String(title.width / title.height));
  player.play(edge.presentation(title.id, steering, session, switchesResolution()), session, title.id, title.timeline[1]?.startSeconds ?? 0);
  showing = new Showing(title, session);
}

/** The manifests of a title, for other players. */
function drawManifests(titleId: string): void {
  const names = ['server.m3u8', 'server.mpd', 'player.m3u8', 'player.mpd'];
  byId('manifests', HTMLElement).replaceChildren(
    ...names.map((name) => {
      const url = new URL(`./titles/${encodeURIComponent(titleId)}/${name}`, location.href).href;
      const copy = html('button', { type: 'button', 'aria-label': `Copy the URL of ${name}` }, 'Copy');
      copy.addEventListener('click', () => {
        navigator.clipboard.writeText(url).then(
          () => {
            copy.textContent = 'Copied';
          },
          () => {
            tell('The browser does not let this page copy; the link beside the button has the URL.');
          },
        );
      });
      return html('li', {}, html('a', { href: url }, name), copy);
    }),
  );
}

/** Saves the log as a file. */
function saveLog(): void {
  if (showing !== undefined) {
    const url = URL.createObjectURL(new Blob([showing.log.json()], { type: 'application/json' }));
    const link = html('a', { href: url, download: `starling-${showing.session}.json` });
    link.click();
    URL.revokeObjectURL(url);
  }
}

/** Tells the edge when the device changes, such as the size of the video. */
function deviceChanged(changed: Device): void {
  device = changed;
  tellDevice();
}

function tellDevice(): void {
  if (showing !== undefined) {
    drawDevice(byId('device', HTMLElement), told());
    showing.note('device', 'The device is described', told());
    edge.tellDevice(showing.session, told()).catch(() => {
      // The session may have ended.
    });
  }
}

/** So much of the buffer stays when the path changes: enough to fetch a small clip. */
const KEPT_SECONDS = 1;

/** Puts an artificial path between the edge and this session, and drops what came over the one before. */
async function changePath(next: PathShape): Promise<void> {
  shape = next;
  player.setShort(isArtificial(next));
  if (showing !== undefined) {
    const { title, session } = showing;
    await edge.shapePath(session, next);
    showing.note('path', isArtificial(next) ? 'The path is another one' : 'The path is the real one', next);
    const later = title.timeline.find((clip) => clip.startSeconds >= video.currentTime + KEPT_SECONDS);
    if (later !== undefined) {
      player.forgetFrom(later.startSeconds);
    }
  }
  await duel?.shape(next);
}

/** A package of this name beside a title's own is that title as a plain ladder (docs/player-page.md). */
const LADDER = '.ladder';

/** All titles of the edge, ladders too, as it told them last. */
let shelved: TitleSummary[] = [];
/** Whether the edge has artificial paths: both sides of a comparison need the same one. */
let shaping = false;
/** The title that plays; undefined if there is none. */
let chosen: string | undefined;
let onChoose: (id: string) => void = () => {
  // Set at the start.
};

function titles(): TitleSummary[] {
  return shelved.filter(({ id }) => !id.endsWith(LADDER));
}

function drawTitles(): void {
  byId('shelf', HTMLElement).hidden = titles().length === 0;
  drawShelf(byId('titles', HTMLElement), titles(), chosen, (id) => {
    onChoose(id);
  });
  const ladder = `${chosen ?? ''}${LADDER}`;
  byId('compare', HTMLButtonElement).hidden = !shaping || !shelved.some(({ id }) => id === ladder);
}

/** Asks for the titles again: one may have come, another one may be gone. */
function readTitles(): void {
  edge.titles().then((all) => {
    if (titles().length === 0) {
      tell('');
    }
    shelved = all;
    drawTitles();
  }, failed);
}

/** Says so if a title that does not play any more has vanished from the edge. */
async function lookFor(title: Title): Promise<void> {
  shelved = await edge.titles();
  drawTitles();
  if (!shelved.some(({ id }) => id === title.id)) {
    tell(`“${title.name}” was removed from the edge.${titles().length === 0 ? '' : ' Choose another title below.'}`);
  }
}

async function start(): Promise<void> {
  const [all, choices] = await Promise.all([
    edge.titles(),
    edge.pathChoices(),
    watchDevice(video, deviceChanged),
  ]);
  const asked = new URLSearchParams(location.search);
  shape = openLab(choices, firstPath(asked.get('path'), location.hostname, choices), {
    onPath: (next) => {
      changePath(next).catch(failed);
    },
    onDevice: (next) => {
      pretended = next;
      tellDevice();
    },
  });
  player.setShort(isArtificial(shape));
  shelved = all;
  shaping = choices.shaping;
  let steering: Steering = asked.get('steer') === 'player' ? 'player' : 'server';
  for (const radio of steeringChoice.querySelectorAll('input')) {
    radio.checked = radio.value === steering;
    radio.addEventListener('change', () => {
      steering = radio.value === 'player' ? 'player' : 'server';
      change();
    });
  }
  const change = () => {
    if (chosen === undefined) {
      return;
    }
    const query = new URLSearchParams({ title: chosen, steer: steering });
    history.replaceState(null, '', `?${query.toString()}`);
    drawTitles();
    show(chosen, steering).catch(failed);
  };
  onChoose = (id) => {
    chosen = id;
    change();
  };
  const comparing = byId('compare', HTMLButtonElement);
  comparing.addEventListener('click', () => {
    if (chosen !== undefined) {
      (duel === undefined ? compare(chosen) : show(chosen, steering)).catch(failed);
    }
  });
  byId('save-log', HTMLButtonElement).addEventListener('click', saveLog);
  // The score is drawn to its width.
  window.addEventListener('resize', () => showing?.draw());
  setInterval(() => {
    showing?.tick();
    duel?.tick();
  }, 250);
  const wanted = asked.get('title');
  chosen = wanted === null ? titles()[0]?.id : titles().find(({ id }) => id === wanted)?.id;
  drawTitles();
  if (chosen !== undefined) {
    await show(chosen, steering).catch(failed);
  } else if (wanted !== null) {
    tell(`This edge has no title “${wanted}”.${titles().length === 0 ? '' : ' Choose another one below.'}`);
  } else {
    tell('No titles yet. Make one with “./starling encode INPUT -o DIR” in the folder that the edge serves.');
  }
  const { openUploads } = await import('./upload');
  await openUploads(byId('upload', HTMLElement), readTitles);
}

function failed(reason: unknown): void {
  tell(reason instanceof Error ? reason.message : String(reason));
}

start().catch(failed);
