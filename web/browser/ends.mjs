// Plays titles from start to end in Debian's Chromium, several at the same time and faster than they are, with given buffers.
// Prints what became of each as one line of JSON, in their order.
//
//   node ends.mjs '{"plays": [{"url": "http://127.0.0.1:8080/titles/TITLE/server.m3u8", "player": "hls.js", "bufferSeconds": 4}],
//                   "rate": 4, "chromium": "/usr/bin/chromium", "timeoutSeconds": 60}'
//
// With "player", hls.js, dash.js or shaka, `url` is a manifest; otherwise it is the player page. Without "bufferSeconds" the
// player buffers what it does by itself. `waits` are the positions at which playback waited, `left` what it had buffered there.
import { bufferedAhead, openStockPlayer, withBrowser } from './chromium.mjs';

/** More at the same time take longer: each waits for a processor. */
const PAGES = 6;
const LOG_LINES_TOLD = 20;
/** Pictures are scaled and drawn in software. */
const SMALL = { width: 320, height: 180 };

/** What makes a player keep so many seconds buffered, and no more. */
const SETTINGS = {
  'hls.js': (seconds) => ({ maxBufferLength: seconds, maxMaxBufferLength: seconds }),
  'dash.js': (seconds) => ({
    streaming: {
      buffer: { bufferTimeDefault: seconds, bufferTimeAtTopQuality: seconds, bufferTimeAtTopQualityLongForm: seconds },
    },
  }),
  shaka: (seconds) => ({ streaming: { bufferingGoal: seconds, rebufferingGoal: Math.min(seconds, 2) } }),
};

/** Runs in the page before anything else: makes its video play at a rate, and tells what that does. */
function watch(rate) {
  const seen = { errors: [], waits: [], ended: false };
  window.seen = seen;
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    // Players and new sources set the rate back to this one.
    video.defaultPlaybackRate = rate;
    video.playbackRate = rate;
    video.addEventListener('waiting', () => seen.waits.push({ time: video.currentTime, left: window.bufferedAhead(video) }));
    video.addEventListener('error', () => seen.errors.push(`${video.error.code}: ${video.error.message}`));
    video.addEventListener('ended', () => (seen.ended = true));
  });
}

/** Runs in the page: what there is to see at the end. */
function report() {
  const video = document.querySelector('video');
  return {
    ...window.seen,
    time: video.currentTime,
    duration: video.duration,
    rate: video.playbackRate,
    visibility: document.visibilityState,
    buffered: Array.from({ length: video.buffered.length }, (_, i) => [video.buffered.start(i), video.buffered.end(i)]),
    problem: document.querySelector('#problem:not([hidden])')?.textContent ?? '',
  };
}

const { plays, rate, chromium: executable, timeoutSeconds } = JSON.parse(process.argv[2]);

async function play(page, { url, player, bufferSeconds }) {
  const console_ = [];
  const failed = [];
  const log = [];
  page.on('console', (message) => {
    log.push(message.text());
    if (message.type() === 'error') {
      console_.push(message.text());
    }
  });
  page.on('pageerror', (error) => console_.push(`page error: ${error.message}`));
  const start = Date.now();
  page.on('response', (response) => {
    log.push(`${Date.now() - start} ms: ${response.status()} ${new URL(response.url()).pathname}`);
    if (response.status() >= 400) {
      failed.push(`${response.status()} ${response.url()}`);
    }
  });
  await page.addInitScript(bufferedAhead);
  await page.addInitScript(watch, rate);
  if (player === undefined) {
    await page.goto(url);
  } else {
    const settings = bufferSeconds === undefined ? {} : SETTINGS[player](bufferSeconds);
    await (await openStockPlayer(page, { player, manifest: url, settings }))();
  }
  await page
    .waitForFunction(() => window.seen.ended || window.seen.errors.length > 0, undefined, { timeout: timeoutSeconds * 1000, polling: 200 })
    .catch(() => log.push('it did not end in time'));
  return { ...(await page.evaluate(report)), console: console_, failed, log: log.slice(-LOG_LINES_TOLD) };
}

const seen = new Array(plays.length);
const waiting = [...plays.keys()];
await withBrowser({ executable, viewport: SMALL }, async (newPage) => {
  const one = async () => {
    for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) {
      const page = await newPage();
      seen[i] = await play(page, plays[i]);
      await page.context().close();
    }
  };
  await Promise.all(Array.from({ length: PAGES }, one));
});
console.log(JSON.stringify(seen));
