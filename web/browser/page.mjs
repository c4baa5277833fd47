// Opens the player page in Debian's Chromium at several sizes and in both colour schemes, checks it with axe-core, and
// writes screenshots. Prints what was found as one line of JSON; the exit status is 1 if anything was.
//
//   node page.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE&path=800", "chromium": "/usr/bin/chromium",
//                   "images": "../docs/images", "timeoutSeconds": 60}'
//
// With "images", the folder of the documents' pictures, the title needs a plain ladder (docs/player-page.md). Without, it only
// checks, and uses each control of the page once. It looks for violations of axe's impacts serious and critical, errors in the
// console, content wider than the window, controls that the keyboard does not reach, and more than 180 kB of compressed
// files before the first picture.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { check } from './accessibility.mjs';
import { withPage } from './chromium.mjs';
import { playBoth, watchSides } from './sides.mjs';

const MAX_BYTES_BEFORE_PICTURE = 180_000;
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
/** The charts of a wide window must fit into this one, too. */
const NARROWED = { width: 390, height: 740 };
const CHECKED = [
  { name: 'player', viewport: WIDE, colorScheme: 'light', seconds: 1, use: { library: 'dash.js', format: 'mpd', vanishes: 'asked', refused: true } },
  { name: 'player-phone', viewport: PHONE, colorScheme: 'dark', seconds: 1, use: { library: 'shaka', format: 'm3u8', vanishes: 'listed' } },
  { name: 'player-native', viewport: WIDE, colorScheme: 'light', seconds: 1, native: true },
];
/** Playback goes on at a picture near the one at which it was refused; a position is told four times a second. */
const MAX_RESUME_SECONDS = 1;
/** States of a video element. */
const HAVE_METADATA = 1;
const HAVE_FUTURE_DATA = 3;
/** The pictures of the documents. */
const SHOWN = [
  { name: 'player', viewport: WIDE, colorScheme: 'light', seconds: 30 },
  { name: 'player-dark', viewport: WIDE, colorScheme: 'dark', seconds: 15 },
  { name: 'player-phone', viewport: PHONE, colorScheme: 'light', seconds: 5 },
  { name: 'side-by-side', viewport: WIDE, colorScheme: 'light', seconds: 1, compareSeconds: 60 },
];

const { url, chromium: executable, images, timeoutSeconds } = JSON.parse(process.argv[2]);
const found = [];
/** There are fewer controls between the player choice and the first word. */
const MAX_TABS = 30;

/**
 * Uses each control of the page once, and waits for what it does.
 *
 * library: the player to choose; format: that of a manifest of another server which it plays
 */
async function useControls(page, until, { library, format }) {
  const playing = () => until(() => document.querySelector('#video').currentTime > 0.2);
  const text = (selector, part) =>
    until(([where, what]) => document.querySelector(where).textContent.includes(what), [selector, part]);
  await page.click('#steering label:has([value=player])');
  await playing();
  const dashboard = await page.evaluate(async () => (await window.fetch(document.querySelector('.bar a').href)).headers.get('content-type'));
  if (!dashboard?.startsWith('text/html')) {
    throw new Error(`the link to the dashboard leads to ${dashboard}`);
  }
  // A word explains itself; its button keeps the focus, although the panel is drawn again and again.
  await page.click('#now .term');
  const link = await page.evaluate(async () => (await window.fetch(document.querySelector('.word:popover-open a').href)).status);
  if (link !== 200) {
    throw new Error(`the link of a word is answered by ${link}`);
  }
  const before = await page.evaluate(() => document.querySelector('#video').getVideoPlaybackQuality().totalVideoFrames);
  await until((count) => document.querySelector('#video').getVideoPlaybackQuality().totalVideoFrames > count + 25, before);
  if (!(await page.evaluate(() => document.activeElement.matches('#now .term')))) {
    throw new Error('a word that was chosen has lost the focus');
  }
  await page.keyboard.press('Escape');
  // So it does while it is pointed at, and no longer, or has the keyboard's focus.
  const explains = (open) => until((is) => (document.querySelector('.word:popover-open') !== null) === is, open);
  await page.mouse.move(0, 0);
  await page.hover('#now .term');
  await explains(true);
  await page.hover('.word:popover-open');
  await page.hover('h1');
  await explains(false);
  await page.focus('#player');
  await page.keyboard.press('Shift+Tab');
  for (let i = 0; i < MAX_TABS && !(await page.evaluate(() => document.activeElement.matches('.term'))); i++) {
    await page.keyboard.press('Tab');
  }
  await explains(true);
  // The link to the document is next. Escape there gives the focus back to the word, which stays closed.
  await page.keyboard.press('Tab');
  if (!(await page.evaluate(() => document.activeElement.matches('.word:popover-open a')))) {
    throw new Error('the link of a word is not next after it');
  }
  await page.keyboard.press('Escape');
  if (await page.evaluate(() => document.querySelector('.word:popover-open') !== null || !document.activeElement.matches('.term'))) {
    throw new Error('Escape in the meaning of a word does not close it and go back to the word');
  }
  await page.selectOption('#pretend', 'phone');
  await text('#device', '360 lines');
  await page.selectOption('#shape', '8000');
  await page.selectOption('#shape', 'own');
  await page.fill('#own-path [name=cap]', '6000');
  await page.click('#own-path button');
  await text('#log', 'The path is another one');
  // The title ends on the real path, and starts again with what is chosen then.
  await page.selectOption('#shape', 'real');
  for (const [what, id] of [['#pretend', 'tv'], ['#pretend', 'phone'], ['#shape', 'own']]) {
    await until(() => document.querySelector('#video').duration > 0);
    await page.evaluate(() => {
      const video = document.querySelector('#video');
      video.currentTime = video.duration - 0.3;
    });
    await until(() => document.querySelector('#video').ended);
    await page.selectOption(what, id);
    if (id === 'own') {
      await page.click('#own-path button');
    }
    await until(() => {
      const { currentTime, duration, ended } = document.querySelector('#video');
      return !ended && currentTime > 0.2 && currentTime < duration - 0.5;
    });
  }
  await page.selectOption('#player', library);
  await playing();
  // The address has every choice.
  await page.reload();
  await playing();
  const kept = await page.evaluate(() =>
    ['#steering :checked', '#pretend', '#shape', '#own-path [name=cap]', '#player'].map((it) => document.querySelector(it).value),
  );
  if (kept.join() !== ['player', 'phone', 'own', '6000', library].join()) {
    throw new Error(`a reload has changed what was chosen: ${kept.join()}`);
  }
  await page.click('.picker button:not([disabled])');
  await until(() => document.querySelector('.picker [aria-pressed=true]') !== null);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.click('#manifests button');
  await text('#manifests', 'Copied');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-log')]);
  JSON.parse(readFileSync(await download.path(), 'utf8'));
  await page.click('summary');
  await until(() => document.querySelector('details').open);
  if (await page.isVisible('#compare')) {
    await page.click('#compare');
    await until(() => [...document.querySelectorAll('.sides video')].filter(({ currentTime }) => currentTime > 0).length === 2);
    await page.click('#compare');
    await playing();
  }
  await page.fill('#other-url', 'holiday.mpd');
  await page.click('#other button');
  await text('#other-problem', 'not a complete URL');
  // The same machine under another name is another server to the browser.
  const { port } = new URL(page.url());
  const title = encodeURIComponent(await page.getAttribute('#titles [aria-current=true]', 'data-title'));
  await page.fill('#other-url', `http://localhost:${port}/titles/${title}/server.${format}`);
  await page.click('#other button');
  await page.waitForURL(/[?&]url=/);
  await playing();
  await until(() => !document.querySelector('#score').checkVisibility());
}

/**
 * Takes the title that plays from the edge and gives it back: the page says so, asks for it no more, and plays it again.
 *
 * how: `asked`, where the page learns it from what it asks for, or `listed`, where everything that it plays still comes
 */
async function vanish(page, until, how) {
  const title = encodeURIComponent(await page.getAttribute('#titles [aria-current=true]', 'data-title'));
  const ofTitle = `**/titles/${title}/**`;
  const problem = (part) => until((text) => document.querySelector('#problem').textContent.includes(text), part);
  const lookAgain = async () => {
    const asked = page.waitForResponse((response) => response.url().endsWith('/api/titles'));
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await asked;
  };
  if (how === 'asked') {
    // All of it is in the buffer. It starts again with its first clip, which stays there, and nothing follows that.
    await until(() => {
      const { buffered, duration } = document.querySelector('#video');
      return buffered.length > 0 && buffered.end(buffered.length - 1) > duration - 0.1;
    });
    await page.route(ofTitle, (route) => route.fulfill({ status: 503 }));
    await problem('it answered 503');
    await page.unrouteAll();
  }
  await page.route('**/api/titles', (route) => route.fulfill({ json: [] }));
  if (how === 'asked') {
    await page.route(ofTitle, (route) => route.fulfill({ status: 404 }));
  } else {
    await lookAgain();
  }
  await problem('was removed');
  const media = [];
  page.on('request', (request) => media.push(...[request.url()].filter((it) => it.includes(`/titles/${title}/`))));
  // What plays on from a buffer may ask for nothing for a while; what has ended has no buffer.
  await until(() => document.querySelector('#video').buffered.length === 0);
  await until(() => document.querySelector('#now').textContent.includes('Nothing is on the screen'));
  // Three seconds lie between two looks. What is refused is asked for again a quarter of a second later at first.
  await lookAgain();
  await lookAgain();
  if (media.length > 0) {
    throw new Error(`a title that is gone is still asked for: ${media[0]}`);
  }
  await page.unrouteAll();
  await lookAgain();
  await until(() => document.querySelector('#video').currentTime > 0.2 && document.querySelector('#problem').hidden);
}

/**
 * Refuses what plays, as an edge does whose package was replaced by one without it, and lists the title in another edition:
 * it goes on where it was.
 */
async function refuse(page, until) {
  const media = /\.m4s(\?|$)/;
  await until(() => document.querySelector('#video').currentTime > 2);
  await page.evaluate(() => {
    const video = document.querySelector('#video');
    window.last = video.currentTime;
    window.first = undefined;
    video.addEventListener('timeupdate', () => {
      window.last = video.currentTime > 0 ? video.currentTime : window.last;
      window.first ??= window.isAnother && video.currentTime > 0 ? video.currentTime : undefined;
    });
  });
  await page.route(media, (route) => route.fulfill({ status: 404 }));
  await until(() => document.querySelector('#problem').textContent.includes('this part of it'));
  const at = await page.evaluate(() => {
    window.isAnother = true;
    return window.last;
  });
  await page.unroute(media);
  const titles = await page.evaluate(() => window.fetch('./api/titles').then((answer) => answer.json()));
  await page.route('**/api/titles', (route) => route.fulfill({ json: titles.map((title) => ({ ...title, edition: `${title.edition}0` })) }));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await until(() => window.first !== undefined && document.querySelector('#problem').hidden);
  const resumed = await page.evaluate(() => window.first);
  if (Math.abs(resumed - at) > MAX_RESUME_SECONDS) {
    throw new Error(`playback was refused at ${at} s, and went on at ${resumed} s`);
  }
  // Of the edition that is listed again now, nothing is asked for any more that the edge never had.
  await page.unrouteAll();
  await page.reload();
  await until(() => document.querySelector('#video').currentTime > 0.2 && document.querySelector('#problem').hidden);
}

/**
 * Runs in the page before anything else: tells of a video that is told to play too early, for the first time with a source.
 *
 * leastState: its `readyState` then; a browser that plays by itself may want to be told when it has only the metadata
 */
function watchStarts(leastState) {
  const begun = new WeakSet();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!begun.has(this) && this.readyState < leastState) {
      void window.startedTooEarly(this.readyState);
    }
    begun.add(this);
    return play.call(this);
  };
  document.addEventListener('emptied', ({ target }) => begun.delete(target), true);
}

/** The same: a browser that plays HLS itself, and has no Media Source Extensions. */
function withoutMediaSource() {
  delete window.MediaSource;
  delete window.ManagedMediaSource;
}

/** The score of a side that has played: all figures are there, and those that are always numbers are. */
function checkScore(side, score, tell) {
  const isNumber = (text) => text !== undefined && text.trim() !== '' && Number.isFinite(Number.parseFloat(text));
  for (const name of ['Quality of experience', 'Mean VMAF', 'Start-up', 'Switches']) {
    if (!isNumber(score[name])) {
      tell(`${side}: ${name} is ${score[name] ?? 'missing'}`);
    }
  }
  if (!(score['Stalls'] === 'none' || isNumber(score['Stalls']))) {
    tell(`${side}: Stalls is ${score['Stalls'] ?? 'missing'}`);
  }
}

/** Plays a title beside its ladder, and checks their scores. */
async function compare(page, seconds, tell) {
  if (!(await page.isVisible('#compare'))) {
    tell('there is no plain ladder of the title');
    return;
  }
  const { played, result } = await playBoth(page, seconds + timeoutSeconds);
  await played(seconds);
  const { starling, ladder, together } = await result();
  checkScore('Starling', starling, tell);
  checkScore('the ladder', ladder, tell);
  if (!together) {
    tell('one side began before the other');
  }
  console.error(`after ${seconds} s: ${JSON.stringify({ starling, ladder })}`);
}

/** Waits until the page fits into a window that has become narrower: charts are drawn anew after that. */
function narrowed(page) {
  return page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, undefined, { timeout: timeoutSeconds * 1000 });
}

async function look({ name, viewport, colorScheme, seconds, compareSeconds, use, native }) {
  await withPage({ executable, viewport, colorScheme }, async (page) => {
    const tell = (what) => found.push(`${name}: ${what}`);
    let expected = () => false;
    page.on('console', (message) => message.type() === 'error' && !expected(message.text()) && tell(message.text()));
    page.on('pageerror', (error) => tell(error.message));
    const sizes = [];
    let pictures = false;
    page.on('requestfinished', (request) => {
      const { pathname } = new URL(request.url());
      if (!pictures && !pathname.startsWith('/titles/') && !pathname.startsWith('/api/')) {
        sizes.push(request.sizes());
      }
    });
    await page.exposeFunction('startedTooEarly', (state) => tell(`told to play in state ${state}, before it could`));
    await page.addInitScript(watchSides);
    await page.addInitScript(watchStarts, native ? HAVE_METADATA : HAVE_FUTURE_DATA);
    if (native) {
      await page.addInitScript(withoutMediaSource);
    }
    await page.goto(url);
    const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000 });
    await until(() => document.querySelector('#video').currentTime > 0);
    pictures = true;
    const bytes = (await Promise.all(sizes)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    if (bytes > MAX_BYTES_BEFORE_PICTURE) {
      tell(`${bytes} bytes of files before the first picture`);
    }
    if (compareSeconds !== undefined) {
      await compare(page, compareSeconds, tell);
    }
    await page.waitForTimeout(seconds * 1000);
    await check(page, tell);
    if (viewport.width > NARROWED.width && images === undefined) {
      await until(() => document.querySelectorAll('#timeline canvas').length === 2);
      await page.setViewportSize(NARROWED);
      await narrowed(page).catch(() => tell('wider than a window that was made narrower'));
      await page.setViewportSize(viewport);
    }
    if (use !== undefined) {
      if (use.vanishes) {
        expected = (text) => text.includes('404') || text.includes('503');
        await vanish(page, until, use.vanishes);
        if (use.refused) {
          await refuse(page, until);
        }
        expected = () => false;
      }
      await useControls(page, until, use);
      await check(page, (what) => tell(`a title of another server: ${what}`));
      await page.click('#titles li:first-child a');
      await until(() => document.querySelector('#video').currentTime > 0 && document.querySelector('#score').checkVisibility());
    }
    if (images !== undefined) {
      await page.screenshot({ path: join(images, `${name}.png`), fullPage: name === 'side-by-side' });
    }
    console.error(`${name}: ${bytes} bytes of files before the first picture`);
  });
}

for (const view of images === undefined ? CHECKED : SHOWN) {
  await look(view);
}
console.log(JSON.stringify({ found }));
process.exitCode = found.length === 0 ? 0 : 1;
