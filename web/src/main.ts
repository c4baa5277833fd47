/** The player page. Open this file first: it wires the player (player.ts), edge (edge.ts) and cards (panels.ts). */
import './style.css';
import { switchesResolution, watchDevice, type Device } from './device';
import { byId, html } from './dom';
import { measuredDownlink } from './downlink';
import type { Duel } from './duel';
import * as edge from './edge';
import type { MixedClip, Network, PathShape, Steering, Title } from './edge';
import { drawClip, drawDevice, drawFacts, drawMatrix, drawPath, drawPlayback, drawScore, labels, movePlayhead } from './panels';
import { EventLog, ofClip, type Entry } from './eventlog';
import { Experience, score } from './experience';
import * as growth from './growth';
import { History } from './history';
import { firstPath, isArtificial, openLab } from './lab';
import { LIBRARIES, libraryNamed, type LibraryName } from './library';
import { drawNow, shownSpan } from './now';
import { objection, OtherTitle } from './other';
import { keptSeconds, Player } from './player';
import { MixedClips, inWords } from './score';
import { LADDER, Shelf } from './shelf';
import type { TimeLine } from './timeline';
import * as tokens from './token';

const EXPLANATIONS: Record<Steering, string> = {
  server:
    'The edge decides everything. For each clip it weighs the clusters for this device and its connection, ' +
    'and sends the best one, or a blend of two neighbours that suit about equally well, as one plain stream.',
  player:
    'The player picks the quality: one rung, whose bits are declared. The edge sends that rung of each clip, and only ' +
    'moves down while a clip is on its way to a path that has become too slow.',
};

const PLAYERS: Record<LibraryName, string> = { 'hls.js': 'hls.js', 'dash.js': 'dash.js', shaka: 'Shaka' };

const video = byId('video', HTMLVideoElement);
const problem = byId('problem', HTMLParagraphElement);
const status = byId('status', HTMLParagraphElement);
const steeringChoice = byId('steering', HTMLFieldSetElement);
const playerChoice = byId('player', HTMLSelectElement);

function tell(text: string): void {
  if (text !== '' && text !== problem.textContent) {
    (showing ?? other)?.note('problem', text, text);
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
    public title: Title,
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
        this.note('clip', ofClip(clip, labels(this.title)), clip);
        this.draw();
      },
      onNetwork: (network) => {
        this.network = network;
        drawPath(byId('path', HTMLElement), network);
      },
      onLive: (live) => {
        this.live = live;
      },
      onAttached: () => {
        edge.tellDevice(session, told()).catch(failed);
        if (isArtificial(shape)) {
          edge.shapePath(session, shape).catch(failed);
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
    drawGrowth(title);
    this.draw();
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
    const goesOn = !video.paused && !playback.starving;
    const line = this.live ? words : `Live data is interrupted${goesOn ? '; playback continues.' : '.'}`;
    if (line !== this.said) {
      this.said = line;
      status.textContent = line;
    }
  }
}

let showing: Showing | undefined;
let other: OtherTitle | undefined;
let duel: Duel | undefined;
let device: Device = {};
/** The device that is described in place of this one. */
let pretended: Device | undefined;
let shape: PathShape = {};
let steering: Steering = 'server';
const asked = new URLSearchParams(location.search);
let library = libraryNamed(asked.get('player'));
const player = new Player(
  video,
  {
    onProblem: (text) => {
      tell(text);
      if (text !== '' && showing !== undefined) {
        lookFor(showing.title).catch(() => {
          // The edge is away; the player says so.
        });
      }
    },
  },
  library,
);
/** The device is described before a session is opened. */
const described = watchDevice(video, deviceChanged);

/** The description of the device that the edge gets. */
function told(): Device {
  return pretended ?? device;
}

/** Rises with each choice of what to play; a former one that is still on its way is over. */
let choice = 0;

/** Ends what plays. */
function stop(): void {
  choice++;
  showing?.close();
  showing = undefined;
  other = undefined;
  byId('growth', HTMLElement).hidden = true;
  duel?.close();
  duel = undefined;
  player.stop();
  tell('');
}

/** Shows one title, two side by side, or one of another server. */
function view(which: 'one' | 'both' | 'other'): void {
  document.body.classList.toggle('other-title', which === 'other');
  byId('watching', HTMLElement).hidden = which === 'both';
  byId('mixing', HTMLElement).hidden = which === 'both';
  byId('duel', HTMLElement).hidden = which !== 'both';
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
  const own = choice;
  const [title, ladder, { Duel }] = await Promise.all([
    found(titleId),
    found(titleId + LADDER),
    import('./duel'),
  ]);
  if (own !== choice) {
    return;
  }
  const opened = new Duel(byId('duel', HTMLElement), {
    title,
    ladder,
    switchesResolution: switchesResolution(),
    device: told(),
    pretended: pretended !== undefined,
    shape,
    library,
  });
  duel = opened;
  await opened.start();
}

/** Opens a session on the path that was chosen, and returns its id. */
async function openSession(): Promise<string> {
  await described;
  const session = await edge.openSession(told());
  if (isArtificial(shape)) {
    await edge.shapePath(session, shape);
  }
  return session;
}

/** Plays a title of this edge. */
async function show(titleId: string, wanted = found(titleId), opened = openSession()): Promise<void> {
  stop();
  view('one');
  wanted.catch(() => undefined);
  const own = choice;
  const session = await opened;
  if (own !== choice) {
    return;
  }
  const url = edge.presentation({ title: titleId, steering, format: player.format, session }, switchesResolution());
  // Without switches the edge chooses the size when it sends the manifest, for the path that is known then.
  const measuredFirst = steering === 'server' && !switchesResolution();
  const early = measuredFirst ? undefined : player.requestEarly(url);
  const title = await wanted;
  if (own !== choice) {
    return;
  }
  byId('name', HTMLElement).textContent = title.name;
  byId('explanation', HTMLElement).textContent = EXPLANATIONS[steering];
  byId('live', HTMLElement).hidden = false;
  document.title = `${title.name} · Starling`;
  drawManifests(title.id);
  drawDevice(byId('device', HTMLElement), told());
  video.style.setProperty('--ratio', String(title.width / title.height));
  showing = new Showing(title, session);
  drawGrowth(title);
  // play() reports it if the library does not come.
  await player.ready.catch(() => undefined);
  if (own !== choice) {
    return;
  }
  const measured = tellPath(session);
  if (measuredFirst) {
    await measured;
  }
  measured.catch(failed);
  if (own === choice) {
    player.play({ url, session: { id: session, title: title.id }, early }, keptSeconds(title));
  }
}

/** Tells the edge what was measured of the real path while the page's files came: the first clip is chosen for it. */
async function tellPath(session: string): Promise<void> {
  const downlinkBitsPerSecond = isArtificial(shape) ? undefined : measuredDownlink();
  if (downlinkBitsPerSecond !== undefined) {
    await edge.tellDevice(session, { ...told(), downlinkBitsPerSecond });
  }
}

/** Plays a title of another server. */
function showOther(url: string): void {
  stop();
  view('other');
  player.setShort(false);
  status.textContent = '';
  byId('other-url', HTMLInputElement).value = url;
  const why = objection(url, library, location.protocol);
  if (why !== '') {
    tell(why);
    return;
  }
  const { host, href } = new URL(url.trim());
  byId('name', HTMLElement).textContent = `A title of ${host}`;
  byId('explanation', HTMLElement).textContent =
    'Another server sends this title. Here is what the browser knows of it; only an edge of Starling tells the rest.';
  document.title = `${host} · Starling`;
  drawDevice(byId('device', HTMLElement), device);
  other = new OtherTitle(video, player);
  player.play({ url: href }, 0);
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
  const log = (showing ?? other)?.log;
  if (log !== undefined) {
    const url = URL.createObjectURL(new Blob([log.json()], { type: 'application/json' }));
    const link = html('a', { href: url, download: `starling-${showing?.session ?? 'log'}.json` });
    link.click();
    URL.revokeObjectURL(url);
  }
}

/** Tells the edge when the device changes, such as the size of the video. */
function deviceChanged(changed: Device): void {
  device = changed;
  if (other !== undefined) {
    drawDevice(byId('device', HTMLElement), device);
  }
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
  duel?.describe(told(), pretended !== undefined);
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

/** The titles, and the one that plays. */
const shelf = new Shelf(byId('shelf', HTMLElement), byId('titles', HTMLElement), byId('compare', HTMLButtonElement));

/** Asks for the titles again: one may have come, another one may be gone. */
function readTitles(): void {
  edge.titles().then((all) => {
    if (shelf.titles().length === 0) {
      tell('');
    }
    shelf.put(all);
  }, failed);
}

/** Says how much there is of a title that is still being encoded. */
function drawGrowth(title: Title): void {
  const line = byId('growth', HTMLParagraphElement);
  line.textContent = growth.inWords(title, player.format);
  line.hidden = line.textContent === '';
}

/** Asks again for titles that grow, and shows what there is of the one that plays. */
async function follow(): Promise<void> {
  if (!shelf.growing() && showing?.title.growing === undefined) {
    return;
  }
  const none = shelf.titles().length === 0;
  const all = await edge.titles();
  shelf.put(all);
  const first = shelf.titles()[0];
  if (none && first !== undefined && shelf.chosen === undefined && !asked.has('url')) {
    shelf.choose(first.id);
    await show(first.id).catch(failed);
    return;
  }
  const shown = showing;
  const now = all.find(({ id }) => id === shown?.title.id);
  if (shown !== undefined && now !== undefined && now.edition !== shown.title.edition) {
    const title = await edge.title(now.id);
    if (showing === shown) {
      shown.grow(title);
    }
  }
}

/** Says so if a title that does not play any more has vanished from the edge. */
async function lookFor(title: Title): Promise<void> {
  shelf.put(await edge.titles());
  if (!shelf.has(title.id)) {
    tell(`“${title.name}” was removed from the edge.${shelf.titles().length === 0 ? '' : ' Choose another title below.'}`);
  }
}

/** The query of a view of the page; what is as usual is left out. */
function queryOf(what: Record<string, string>): string {
  const query = new URLSearchParams(what);
  if (library !== LIBRARIES[0]) {
    query.set('player', library);
  }
  return `?${query.toString()}`;
}

/** Wires the choice of the library; `replay` plays what is on the page again. */
function openPlayerChoice(replay: () => void): void {
  playerChoice.replaceChildren(...LIBRARIES.map((name) => html('option', { value: name }, PLAYERS[name])));
  playerChoice.value = library;
  playerChoice.addEventListener('change', () => {
    library = libraryNamed(playerChoice.value);
    player.use(library);
    replay();
  });
}

/** Wires the field for a title of another server. Only a page with `?url=` may load from there: it is opened anew. */
function openOtherChoice(): void {
  byId('other', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const url = byId('other-url', HTMLInputElement).value.trim();
    const why = objection(url, library, location.protocol);
    const line = byId('other-problem', HTMLElement);
    line.textContent = why;
    line.hidden = why === '';
    if (why === '') {
      location.assign(queryOf({ url }));
    }
  });
}

/** What the first picture does not need waits for it, but no longer than this. */
const MAX_WAIT_FOR_PICTURE_MILLIS = 5000;

/** Done at the first picture, or when that takes too long. */
function firstPicture(): Promise<void> {
  return new Promise((resolve) => {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      resolve();
    }
    video.addEventListener('loadeddata', () => {
      resolve();
    });
    setTimeout(resolve, MAX_WAIT_FOR_PICTURE_MILLIS);
  });
}

async function start(): Promise<void> {
  tokens.take();
  // All that the first picture needs is requested at once.
  const listed = edge.titles();
  const wanted = asked.get('title');
  const first = asked.has('url') || wanted === null ? undefined : edge.title(wanted);
  first?.catch(() => undefined);
  const choices = await edge.pathChoices();
  shelf.shaping = choices.shaping;
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
  const opened = asked.has('url') ? undefined : openSession();
  opened?.catch(() => undefined);
  shelf.put(await listed);
  steering = asked.get('steer') === 'player' ? 'player' : 'server';
  const change = () => {
    if (shelf.chosen !== undefined) {
      history.replaceState(null, '', queryOf({ title: shelf.chosen, steer: steering }));
      player.setShort(isArtificial(shape));
      show(shelf.chosen).catch(failed);
    }
  };
  shelf.onChoose = change;
  for (const radio of steeringChoice.querySelectorAll('input')) {
    radio.checked = radio.value === steering;
    radio.addEventListener('change', () => {
      steering = radio.value === 'player' ? 'player' : 'server';
      change();
    });
  }
  const otherUrl = asked.get('url');
  openPlayerChoice(() => {
    if (otherUrl !== null && shelf.chosen === undefined) {
      history.replaceState(null, '', queryOf({ url: otherUrl }));
      showOther(otherUrl);
    } else if (duel !== undefined && shelf.chosen !== undefined) {
      compare(shelf.chosen).catch(failed);
    } else {
      change();
    }
  });
  openOtherChoice();
  byId('compare', HTMLButtonElement).addEventListener('click', () => {
    if (shelf.chosen !== undefined) {
      (duel === undefined ? compare(shelf.chosen) : show(shelf.chosen)).catch(failed);
    }
  });
  byId('save-log', HTMLButtonElement).addEventListener('click', saveLog);
  // The score is drawn to its width.
  window.addEventListener('resize', () => showing?.draw());
  setInterval(() => {
    showing?.tick();
    other?.tick();
    duel?.tick();
  }, 250);
  setInterval(() => {
    follow().catch(() => {
      // The edge is away; the player says so.
    });
  }, growth.GROWING_MILLIS);
  if (otherUrl !== null) {
    showOther(otherUrl);
  } else if (wanted === null || shelf.has(wanted)) {
    const playing = wanted ?? shelf.titles()[0]?.id;
    if (playing === undefined) {
      tell(
        'No titles yet. One that is being encoded appears here with its first clips. ' +
          'To make one, run “./starling encode INPUT -o DIR” in the folder that the edge serves.',
      );
    } else {
      shelf.choose(playing);
      await show(playing, first ?? found(playing), opened).catch(failed);
    }
  } else {
    tell(`This edge has no title “${wanted}”.${shelf.titles().length === 0 ? '' : ' Choose another one below.'}`);
  }
  if (shelf.chosen !== undefined || otherUrl !== null) {
    await firstPicture();
  }
  shelf.showPosters();
  const { openUploads } = await import('./upload');
  await openUploads(byId('upload', HTMLElement), readTitles);
}

function failed(reason: unknown): void {
  tell(reason instanceof Error ? reason.message : String(reason));
}

start().catch(failed);
