// Plays a manifest with a stock player in Debian's Chromium from start to end and prints the session as one line of JSON.
//
//   node session.mjs '{"player": "hls.js", "manifest": "http://10.77.1.1:8080/…", "chromium": "/usr/bin/chromium",
//                      "startAfterSeconds": 6, "timeoutSeconds": 200}'
//
// `player` is hls.js, dash.js or shaka with its defaults and CMCD. Playback starts `startAfterSeconds` after this script, so that
// whoever runs it knows when. All times are in seconds since then. With "media": "FOLDER" the media segments of the session are kept
// there, each as TRACK-CLIP.m4s.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance as clock } from 'node:perf_hooks';
import { bufferedAhead, openStockPlayer, withPage } from './chromium.mjs';

/** Runs in the page before anything else: when the video element showed its first picture, waited and ended. */
function watch() {
  const seen = { errors: [], waits: [], picture: undefined, ended: undefined };
  window.seen = seen;
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    video.requestVideoFrameCallback(() => (seen.picture = performance.now()));
    video.addEventListener('waiting', () => {
      if (seen.picture !== undefined && !video.seeking && !video.ended) {
        seen.waits.push({ from: performance.now(), position: video.currentTime, buffered: window.bufferedAhead(video) });
      }
    });
    video.addEventListener('playing', () => {
      const wait = seen.waits.at(-1);
      if (wait !== undefined) {
        wait.until ??= performance.now();
      }
    });
    video.addEventListener('error', () => seen.errors.push(`${video.error.code}: ${video.error.message}`));
    video.addEventListener('ended', () => (seen.ended = performance.now()));
  });
}

/** Runs in the page: what was seen, and what the element says of itself now. */
function report() {
  const video = document.querySelector('video');
  const { totalVideoFrames: decoded, droppedVideoFrames: dropped } = video.getVideoPlaybackQuality();
  return { ...window.seen, position: video.currentTime, duration: video.duration, decoded, dropped, timeOrigin: performance.timeOrigin };
}

/** Writes a media segment that the page received to a folder, named by the last two parts of its URL. */
async function keepMedia(folder, url, response) {
  const [track, name] = new URL(url).pathname.split('/').slice(-2);
  if (/^\d+\.m4s$/.test(name)) {
    await writeFile(join(folder, `${track}-${name}`), await response.body());
  }
}

const { player, manifest, chromium: executable, startAfterSeconds, timeoutSeconds, settings, media } = JSON.parse(process.argv[2]);
if (media !== undefined) {
  await mkdir(media, { recursive: true });
}
await withPage({ executable }, async (page) => {
  const requests = new Map();
  page.on('request', (request) => requests.set(request, { url: request.url(), from: Date.now() }));
  const over = (request, outcome) => Object.assign(requests.get(request) ?? {}, { until: Date.now(), ...outcome });
  const kept = [];
  page.on('requestfinished', async (request) => {
    const response = await request.response();
    over(request, { status: response.status() });
    if (media !== undefined) {
      kept.push(keepMedia(media, request.url(), response));
    }
  });
  page.on('requestfailed', (request) => over(request, { failure: request.failure().errorText }));
  await page.addInitScript(bufferedAhead);
  await page.addInitScript(watch);
  const start = await openStockPlayer(page, { player, manifest, settings });
  requests.clear();
  const early = startAfterSeconds * 1000 - clock.now();
  if (early < 0) {
    throw new Error(`the browser was ready ${Math.round(-early)} ms too late`);
  }
  await new Promise((done) => setTimeout(done, early));
  const startedAt = Date.now();
  await start();
  const timedOut = await page
    .waitForFunction(() => window.seen.ended !== undefined || window.seen.errors.length > 0, undefined, { timeout: timeoutSeconds * 1000 })
    .then(() => false, () => true);
  await Promise.all(kept);
  const { timeOrigin, picture, ended, waits, ...state } = await page.evaluate(report);
  const seconds = (epochMillis) => (epochMillis === undefined ? undefined : (epochMillis - startedAt) / 1000);
  const inPage = (millis) => (millis === undefined ? undefined : seconds(timeOrigin + millis));
  console.log(
    JSON.stringify({
      ...state,
      timedOut,
      picture: inPage(picture),
      ended: inPage(ended),
      waits: waits.map(({ from, until, ...wait }) => ({ ...wait, from: inPage(from), until: inPage(until) })),
      requests: [...requests.values()].map(({ from, until, ...request }) => ({ ...request, from: seconds(from), until: seconds(until) })),
    }),
  );
});
