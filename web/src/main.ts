/** The player page. Open this file first: it wires the player (player.ts), edge (edge.ts) and cards (panels.ts). */
import './style.css';
import { read, write, type Choices } from './choices';
import { switchesResolution, watchDevice, type Device } from './device';
import { byId, html } from './dom';
import { measuredDownlink } from './downlink';
import type { Duel } from './duel';
import { firstPicture } from './early';
import * as edge from './edge';
import type { PathShape, Steering, Title } from './edge';
import { change, InOrder, type Missed } from './following';
import { GROWING_MILLIS } from './growth';
import { drawNext, endNext, jobs, next } from './jobs';
import { firstPath, isArtificial, openLab } from './lab';
import { LIBRARIES, libraryNamed, type LibraryName, type Place } from './library';
import { drawManifests } from './manifests';
import { objection, OtherTitle } from './other';
import { drawDevice } from './panels';
import { Player } from './player';
import { LADDER, Shelf } from './shelf';
import { Showing } from './showing';
import * as tokens from './token';
import { openWords, term } from './words';

const EXPLANATIONS: Record<Steering, string> = {
  server:
    'The edge decides everything. For each clip it weighs the clusters for this device and its connection, ' +
    'and sends the best member within the budget that follows, or a blend that fills it, as one plain stream.',
  player:
    'The player picks the quality: one rung, whose bits are declared. The edge sends that rung of each clip, and only ' +
    'moves down while a clip is on its way to a path that has become too slow.',
};

const PLAYERS: Record<LibraryName, string> = { 'hls.js': 'hls.js', 'dash.js': 'dash.js', shaka: 'Shaka' };

const video = byId('video', HTMLVideoElement);
/** The video, and what is written on it. */
const screen = byId('screen', HTMLElement);
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

let showing: Showing | undefined;
let other: OtherTitle | undefined;
let duel: Duel | undefined;
let device: Device = {};
/** The device that is described in place of this one. */
let pretended: Device | undefined;
let shape: PathShape = {};
/** What is chosen, which the URL has, too. */
const chosen = read(location.search);

/** Takes a choice, and writes it into the URL and into the addresses of the titles. */
function choose(what: Partial<Choices>): void {
  Object.assign(chosen, what);
  history.replaceState(null, '', write(chosen));
  shelf.draw();
}

const player = new Player(
  video,
  {
    onProblem: (text) => {
      tell(text);
      if (text !== '' && playing().length > 0) {
        lookSoon();
      }
    },
  },
  chosen.library,
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
  missed = undefined;
  showing?.close();
  showing = undefined;
  other = undefined;
  byId('growth', HTMLElement).hidden = true;
  endNext(byId('first', HTMLElement), screen);
  duel?.close();
  duel = undefined;
  player.stop();
  tell('');
}

/** Shows one title, two side by side, or one of another server. */
function view(which: 'one' | 'both' | 'other'): void {
  document.body.classList.toggle('other-title', which === 'other');
  document.body.classList.toggle('both-sides', which === 'both');
  byId('mixing', HTMLElement).hidden = which === 'both';
  byId('duel', HTMLElement).hidden = which !== 'both';
  (which === 'both' ? byId('duel', HTMLElement) : screen).after(problem);
  byId('compare', HTMLButtonElement).setAttribute('aria-pressed', String(which === 'both'));
}

/** Begins a new choice of what to play. What goes wrong with it is of no interest once there is another one. */
async function begin(which: 'one' | 'both', run: (own: number) => Promise<void>): Promise<void> {
  stop();
  view(which);
  const own = choice;
  await run(own).catch((reason: unknown) => {
    if (own === choice) {
      throw reason;
    }
  });
}

/**
 * A title, which may have vanished since it was listed; then it is missed, unless the choice is another one by now.
 *
 * @param own the choice that needs the title
 * @param what all that the choice needs to play; `id` is the one that is asked for
 */
async function found(own: number, { id, ...what }: Missed & { id: string }, asked = edge.title(id)): Promise<Title> {
  try {
    return await asked;
  } catch (reason) {
    if (own === choice && reason instanceof edge.EdgeError && reason.status === 404) {
      missed = what;
      lookSoon();
      const gone = `This edge has no title “${id}” any more.`;
      throw new Error(`${gone} Choose another one below, or wait: it plays here once the edge has it.`, { cause: reason });
    }
    throw reason;
  }
}

/** Plays a title beside a plain ladder of it. */
async function compare(titleId: string, from?: Place): Promise<void> {
  await begin('both', async (own) => {
    const ids = [titleId, titleId + LADDER] as const;
    const [title, ladder, { Duel }] = await Promise.all([
      found(own, { id: ids[0], title: titleId, ids: [...ids] }),
      found(own, { id: ids[1], title: titleId, ids: [...ids] }),
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
      library: chosen.library,
      from,
      onProblem: () => {
        lookSoon();
      },
    });
    duel = opened;
    await opened.start();
  });
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

/** What is known before a title is shown: what was asked for, and where it begins. */
interface Beginning {
  title?: Promise<Title> | undefined;
  session?: Promise<string> | undefined;
  from?: Place | undefined;
}

/** Plays a title of this edge. */
async function show(titleId: string, beginning: Beginning = {}): Promise<void> {
  await begin('one', async (own) => {
    const wanted = found(own, { id: titleId, title: titleId, ids: [titleId] }, beginning.title);
    wanted.catch(() => undefined);
    const session = await (beginning.session ?? openSession());
    if (own !== choice) {
      return;
    }
    const manifest = { title: titleId, steering: chosen.steering, format: player.format, session };
    const url = edge.presentation(manifest, switchesResolution());
    // Without switches the edge chooses the size when it sends the manifest, for the path that is known then.
    const measuredFirst = chosen.steering === 'server' && !switchesResolution();
    const early = measuredFirst ? undefined : player.requestEarly(url);
    const title = await wanted;
    if (own !== choice) {
      return;
    }
    drawTitle(title);
    const { steering } = chosen;
    showing = new Showing(title, session, { video, player, device: told, path: () => shape, steering, failed });
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
      const { from } = beginning;
      player.play({ url, session: { id: session, title: title.id }, early, from }, [title]);
    }
  });
}

/** Draws what the page says of a title of this edge, but for what changes as it plays. */
function drawTitle(title: Title): void {
  byId('name', HTMLElement).textContent = title.name;
  byId('explanation', HTMLElement).textContent = EXPLANATIONS[chosen.steering];
  byId('live', HTMLElement).hidden = false;
  document.title = `${title.name} · Starling`;
  drawManifests(byId('manifests', HTMLElement), title.id, tell);
  drawDevice(byId('device', HTMLElement), told());
  video.style.setProperty('--ratio', String(title.width / title.height));
}

/** Tells the edge what was measured of the real path while the page's files came: the first clip is chosen for it. */
async function tellPath(session: string): Promise<void> {
  const downlinkBitsPerSecond = isArtificial(shape) ? undefined : measuredDownlink();
  if (downlinkBitsPerSecond !== undefined) {
    await edge.tellDevice(session, { ...told(), downlinkBitsPerSecond });
  }
}

/** Plays a title as it was chosen: alone, or beside its ladder. */
async function play(titleId: string, from?: Place): Promise<void> {
  await (chosen.compare && shelf.comparable(titleId) ? compare(titleId, from) : show(titleId, { from }));
}

/** Plays a title of another server. */
function showOther(url: string): void {
  stop();
  view('other');
  player.setShort(false);
  status.textContent = '';
  byId('other-url', HTMLInputElement).value = url;
  const why = objection(url, chosen.library, location.protocol);
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
  player.play({ url: href });
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
    await edge.shapePath(showing.session, next);
    showing.note('path', isArtificial(next) ? 'The path is another one' : 'The path is the real one', next);
    forgetLater();
  }
  await duel?.shape(next);
}

/** Drops what is buffered after the next clip: a change of path or device is soon on the screen. */
function forgetLater(): void {
  const later = showing?.title.timeline.find((clip) => clip.startSeconds >= video.currentTime + KEPT_SECONDS);
  player.forgetFrom(later?.startSeconds);
}

/** The titles, and the one that plays. */
const shelf = new Shelf(byId('shelf', HTMLElement), byId('titles', HTMLElement), byId('compare', HTMLButtonElement));

/** What the page plays once the edge has it. */
let missed: Missed | undefined;
/** The lists of titles that were asked for, and the states of what plays. */
const lists = new InOrder();
const states = new InOrder();
/** When the titles are asked for again, if nothing grows: one may come, or be gone. */
let lookAt = 0;
const LOOK_MILLIS = 15_000;

/** Says that a title is not there, and waits for it. */
function miss(what: Missed, words: string): void {
  missed = what;
  const others = shelf.titles().length === 0 ? 'It' : 'Choose another title below, or wait: it';
  tell(`${words} ${others} plays here once the edge has it.`);
}

/** What plays from this edge, the title first. */
function playing(): Title[] {
  return duel?.titles ?? (showing === undefined ? [] : [showing.title]);
}

/** What an answer that stays the same has ended, as it was when it began to play, and where that was. */
function refused(): { titles: Title[]; at: Place } | undefined {
  const at = (duel ?? player).refusedAt;
  return at === undefined ? undefined : { titles: duel?.opened ?? (showing === undefined ? [] : [showing.opened]), at };
}

/** Asks for the titles, and does what follows from them for what plays. */
async function look(): Promise<void> {
  lookAt = performance.now() + LOOK_MILLIS;
  const own = choice;
  const none = shelf.titles().length === 0;
  const turn = lists.ask();
  const all = await edge.titles();
  if (!lists.takes(turn)) {
    return;
  }
  shelf.put(all);
  if (own !== choice) {
    return;
  }
  const ended = refused();
  const changed = change(all, { playing: playing(), missed, refused: ended?.titles });
  switch (changed.kind) {
    case 'none': {
      const first = shelf.titles()[0];
      if (none && first !== undefined && shelf.chosen === undefined && chosen.url === undefined) {
        await playAgain({ title: first.id, ids: [first.id] });
      } else if (shelf.chosen === undefined && missed === undefined && chosen.url === undefined) {
        await awaitFirst();
      }
      break;
    }
    case 'play':
      await playAgain(missed ?? { title: changed.title, ids: playing().map(({ id }) => id) });
      break;
    case 'resume':
      await playAgain({ title: changed.title, ids: playing().map(({ id }) => id), from: ended?.at });
      break;
    case 'gone':
      player.end();
      showing?.leave();
      duel?.end();
      miss(changed.missed, changed.what);
      break;
    case 'grown':
      await grow();
      break;
  }
}

/** Takes the newest states of what plays, unless it was cut anew since it was listed: then the next list tells. */
async function grow(): Promise<void> {
  const own = choice;
  const turn = states.ask();
  const titles = await Promise.all(playing().map(({ id }) => edge.title(id)));
  if (own !== choice || !states.takes(turn) || change(titles, { playing: playing(), missed }).kind === 'play') {
    return;
  }
  const [title] = titles;
  if (title !== undefined) {
    showing?.grow(title);
  }
  duel?.grow(titles);
}

/** In place of the player while the edge has no title at all: the encode that makes the first one, or how to make it. */
async function awaitFirst(): Promise<void> {
  const own = choice;
  // Who is no operator is told of no encode.
  const job = next(await jobs(tokens.kept()).catch(() => []));
  if (own !== choice || shelf.titles().length > 0) {
    return;
  }
  drawNext(byId('first', HTMLElement), screen, job);
  tell('');
}

/** Looks at once: something went wrong, or has come. */
function lookSoon(): void {
  look().catch(() => {
    // The edge is away; the player says so.
  });
}

/** Plays what has come; if it is gone again, it is still missed. */
async function playAgain(what: Missed): Promise<void> {
  shelf.choose(what.title);
  await play(what.title, what.from).catch((reason: unknown) => {
    failed(reason);
    missed ??= what;
  });
}

/** Looks again while something grows, and now and then otherwise. */
async function follow(): Promise<void> {
  const grows = missed === undefined && (shelf.growing() || playing().some(({ growing }) => growing !== undefined));
  if (grows || (performance.now() >= lookAt && !document.hidden)) {
    await look();
  }
}

/** Wires the choice of the library; `replay` plays what is on the page again. */
function openPlayerChoice(replay: () => void): void {
  playerChoice.replaceChildren(...LIBRARIES.map((name) => html('option', { value: name }, PLAYERS[name])));
  playerChoice.value = chosen.library;
  playerChoice.addEventListener('change', () => {
    choose({ library: libraryNamed(playerChoice.value) });
    player.use(chosen.library);
    replay();
  });
}

/** Wires the field for a title of another server. Only a page with `?url=` may load from there: it is opened anew. */
function openOtherChoice(): void {
  byId('other', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const url = byId('other-url', HTMLInputElement).value.trim();
    const why = objection(url, chosen.library, location.protocol);
    const line = byId('other-problem', HTMLElement);
    line.textContent = why;
    line.hidden = why === '';
    if (why === '') {
      location.assign(write({ ...chosen, title: undefined, compare: false, url }));
    }
  });
}

async function start(): Promise<void> {
  tokens.take();
  // All that the first picture needs is requested at once.
  const listed = edge.titles();
  const wanted = chosen.title;
  const isOther = chosen.url !== undefined;
  const first = isOther || wanted === undefined ? undefined : edge.title(wanted);
  first?.catch(() => undefined);
  const choices = await edge.pathChoices();
  shelf.shaping = choices.shaping;
  const path = firstPath(chosen.path, location.hostname, choices);
  if (path !== chosen.path) {
    chosen.path = undefined;
  }
  ({ shape, pretended } = openLab(choices, path, chosen, {
    onPath: (what, next) => {
      choose(what);
      changePath(next).catch(failed);
    },
    onDevice: (id, next) => {
      choose({ device: next === undefined ? undefined : id });
      pretended = next;
      tellDevice();
      forgetLater();
    },
  }));
  player.setShort(isArtificial(shape));
  const opened = isOther || chosen.compare ? undefined : openSession();
  opened?.catch(() => undefined);
  shelf.address = (title) => write({ ...chosen, title, url: undefined, compare: false });
  shelf.put(await listed);
  lookAt = performance.now() + LOOK_MILLIS;
  const showChosen = () => {
    if (shelf.chosen !== undefined) {
      choose({ title: shelf.chosen, url: undefined, compare: false });
      player.setShort(isArtificial(shape));
      show(shelf.chosen).catch(failed);
    }
  };
  shelf.onChoose = showChosen;
  for (const radio of steeringChoice.querySelectorAll('input')) {
    radio.checked = radio.value === chosen.steering;
    radio.addEventListener('change', () => {
      choose({ steering: radio.value === 'player' ? 'player' : 'server' });
      showChosen();
    });
  }
  const steeringWord = term('steers', '?');
  steeringWord.setAttribute('aria-label', 'What steering is');
  steeringChoice.append(steeringWord);
  openPlayerChoice(() => {
    if (chosen.url !== undefined) {
      showOther(chosen.url);
    } else if (shelf.chosen !== undefined) {
      play(shelf.chosen).catch(failed);
    }
  });
  openOtherChoice();
  byId('compare', HTMLButtonElement).addEventListener('click', () => {
    if (shelf.chosen !== undefined) {
      choose({ title: shelf.chosen, compare: duel === undefined });
      play(shelf.chosen).catch(failed);
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
  }, GROWING_MILLIS);
  document.addEventListener('visibilitychange', () => {
    lookAt = 0;
  });
  if (chosen.url !== undefined) {
    showOther(chosen.url);
  } else if (wanted === undefined || shelf.has(wanted)) {
    const playing = wanted ?? shelf.titles()[0]?.id;
    if (playing === undefined) {
      await awaitFirst();
    } else {
      shelf.choose(playing);
      const both = chosen.compare && shelf.comparable(playing);
      await (both ? compare(playing) : show(playing, { title: first, session: opened })).catch(failed);
    }
  } else {
    miss({ title: wanted, ids: [wanted] }, `This edge has no title “${wanted}”.`);
  }
  if (duel === undefined && (shelf.chosen !== undefined || isOther)) {
    await firstPicture(video, problem);
  }
  shelf.showPosters();
  openWords(byId('meanings', HTMLElement), byId('words', HTMLElement));
  const { openUploads } = await import('./upload');
  await openUploads(byId('upload', HTMLElement), () => {
    lookSoon();
  });
}

function failed(reason: unknown): void {
  tell(reason instanceof Error ? reason.message : String(reason));
}

start().catch(failed);
