// Plays a title in Debian's Chromium from start to end and prints what happened as one line of JSON.
//
//   node play.mjs '{"url": "http://127.0.0.1:8080/?steer=server", "chromium": "/usr/bin/chromium", "timeoutSeconds": 60}'
//
// With "player", dash.js or shaka, `url` is a manifest, which it plays on a page that this script makes; otherwise it is the player page.
// The output helps to find out why playback stopped: the state of the video element and its media source, the outcome of each
// request and the events of the element, on one clock (milliseconds since the page opened). "screenshot" names a PNG file to
// write in the second half; "viewport" is the size of the window, "colorScheme" is light or dark.
import { bufferedAhead, openStockPlayer, withPage } from './chromium.mjs';

const REQUESTS_TOLD = 60;
const LOG_LINES_TOLD = 60;

/** Runs in the page before anything else: counts the events of the video element and keeps its media source. */
function watch() {
  const EVENTS = ['loadedmetadata', 'play', 'playing', 'waiting', 'stalled', 'pause', 'seeking', 'seeked', 'ratechange', 'ended', 'emptied'];
  const seen = { framesShown: 0, stalls: [], errors: [], problems: [], sizes: [], events: [], ended: false };
  window.seen = seen;
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    if (object instanceof MediaSource) {
      window.mediaSource = object;
      for (const name of ['sourceopen', 'sourceended', 'sourceclose']) {
        object.addEventListener(name, () => seen.events.push(`${Math.round(performance.now())} ms: ${name}`));
      }
    }
    return createObjectURL(object);
  };
  const follow = (video) => {
    let started = false;
    const count = () => {
      seen.framesShown++;
      video.requestVideoFrameCallback(count);
    };
    video.requestVideoFrameCallback(count);
    for (const name of EVENTS) {
      video.addEventListener(name, () => seen.events.push(`${Math.round(performance.now())} ms: ${name} at ${video.currentTime.toFixed(3)} s`));
    }
    video.addEventListener('loadedmetadata', () => (seen.announcedDuration ??= video.duration));
    video.addEventListener('playing', () => (started = true));
    video.addEventListener('waiting', () => {
      if (started && !video.seeking && !video.ended) {
        seen.stalls.push({ time: video.currentTime, bufferedSeconds: window.bufferedAhead(video), leftSeconds: video.duration - video.currentTime });
      }
    });
    video.addEventListener('error', () => seen.errors.push(`${video.error?.code}: ${video.error?.message}`));
    video.addEventListener('resize', () => seen.sizes.push(`${video.videoWidth}x${video.videoHeight}`));
    video.addEventListener('ended', () => (seen.ended = true));
  };
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    if (video !== null) {
      follow(video);
    }
    const problem = document.querySelector('#problem');
    if (problem !== null) {
      new MutationObserver(() => problem.textContent !== '' && seen.problems.push(problem.textContent)).observe(problem, { childList: true });
    }
  });
}

/** Runs in the page: what the video element says of itself now. */
function report() {
  const video = document.querySelector('video');
  const quality = video.getVideoPlaybackQuality();
  const source = window.mediaSource;
  const ranges = ({ buffered }) => Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
  return {
    ...window.seen,
    time: video.currentTime,
    duration: video.duration,
    framesDecoded: quality.totalVideoFrames,
    framesDropped: quality.droppedVideoFrames,
    audioBytes: video.webkitAudioDecodedByteCount ?? 0,
    problem: document.querySelector('#problem:not([hidden])')?.textContent ?? '',
    status: document.querySelector('#status')?.textContent ?? '',
    pageStarvations: Number(document.querySelector('#playback')?.dataset.starvations ?? 0),
    pageMediaErrors: Number(document.querySelector('#playback')?.dataset.mediaErrors ?? 0),
    timeOrigin: performance.timeOrigin,
    element: {
      atMillis: Math.round(performance.now()),
      visibility: document.visibilityState,
      ended: video.ended,
      paused: video.paused,
      seeking: video.seeking,
      playbackRate: video.playbackRate,
      readyState: video.readyState,
      networkState: video.networkState,
      buffered: ranges(video),
    },
    mediaSource: source === undefined ? null : {
      readyState: source.readyState,
      duration: source.duration,
      sourceBuffers: [...source.sourceBuffers].map((buffer) => ({ updating: buffer.updating, buffered: ranges(buffer) })),
    },
  };
}

const SETTINGS = {
  'dash.js': {
    debug: { logLevel: 4 },
    streaming: { buffer: { bufferTimeDefault: 12 } },
  },
  shaka: {},
};

const asked = JSON.parse(process.argv[2]);
const { chromium: executable, viewport, colorScheme } = asked;
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const console_ = [];
  const log = [];
  page.on('console', (message) => {
    log.push(message.text());
    if (message.type() === 'error' || message.type() === 'warning') {
      console_.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => console_.push(`page error: ${error.message}`));
  const failed = [];
  const requests = new Map();
  let session = '';
  page.on('request', (request) => {
    session = /\/api\/sessions\/([^/]+)\/events/.exec(request.url())?.[1] ?? session;
    requests.set(request, { path: new URL(request.url()).pathname, from: Date.now(), became: 'no answer' });
  });
  page.on('response', (response) => {
    requests.get(response.request()).became = `${response.status()}, not ended`;
    if (response.status() >= 400) {
      failed.push(`${response.status()} ${response.url()}`);
    }
  });
  const over = (request, became) => Object.assign(requests.get(request), { until: Date.now(), became });
  page.on('requestfinished', async (request) => over(request, String((await request.response()).status())));
  page.on('requestfailed', (request) => over(request, request.failure().errorText));
  await page.addInitScript(bufferedAhead);
  await page.addInitScript(watch);
  if (asked.player !== undefined) {
    const start = await openStockPlayer(page, { player: asked.player, manifest: asked.url, settings: SETTINGS[asked.player] });
    await start();
  } else {
    await page.goto(asked.url);
  }
  let timedOut = false;
  const wait = (condition, seconds) =>
    page.waitForFunction(condition, undefined, { timeout: seconds * 1000 }).catch(() => (timedOut = true));
  if (asked.screenshot !== undefined) {
    await wait(() => document.querySelector('video').currentTime > document.querySelector('video').duration * 0.62, asked.timeoutSeconds);
    await page.screenshot({ path: asked.screenshot, fullPage: true });
  }
  await wait(() => window.seen.ended || window.seen.errors.length > 0, asked.timeoutSeconds);
  const { timeOrigin, ...result } = await page.evaluate(report);
  const lastRequests = [...requests.values()].slice(-REQUESTS_TOLD).map(({ path, from, until, became }) => {
    const [fromMillis, untilMillis] = [from, until].map((time) => (time === undefined ? '…' : Math.round(time - timeOrigin)));
    return `${fromMillis}–${untilMillis} ms: ${path}: ${became}`;
  });
  console.log(JSON.stringify({ ...result, timedOut, session, console: console_, failed, requests: lastRequests, log: log.slice(-LOG_LINES_TOLD) }));
});
