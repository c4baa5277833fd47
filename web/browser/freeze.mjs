// Opens the player page in Debian's Chromium, lets the path carry next to nothing until the picture has stood still for
// two seconds, gives it back, and prints as one line of JSON how long the picture stood still, as the browser presented
// it (the longest time and all such times), what the page's score says, what the edge was told, and how the page
// explained it on the video and in its log.
//
//   node freeze.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE&path=2000", "chromium": "/usr/bin/chromium",
//                     "timeoutSeconds": 60}'
import { withPage } from './chromium.mjs';

const FROZEN_SECONDS = 2;

/**
 * Runs in the page before anything else: `window.frozen()` are the longest time without another picture, the sum of
 * those in which some pictures were missing, and the time since the last picture, which is in the sum.
 */
function watch() {
  // Five pictures, at 25 a second.
  const MISSING_SECONDS = 0.2;
  let last;
  let longest = 0;
  let total = 0;
  const passed = () => (last === undefined ? 0 : performance.now() / 1000 - last);
  const missing = () => (passed() > MISSING_SECONDS ? passed() : 0);
  window.frozen = () => ({ longest, total: total + missing(), since: passed() });
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    const shown = () => {
      longest = Math.max(longest, passed());
      total += missing();
      last = performance.now() / 1000;
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  });
}

const { url, chromium: executable, timeoutSeconds } = JSON.parse(process.argv[2]);
await withPage({ executable }, async (page) => {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(watch);
  const timeout = timeoutSeconds * 1000;
  const until = (condition, what) => page.waitForFunction(condition, what, { timeout, polling: 100 });
  await page.goto(url);
  await until(() => document.querySelector('video').currentTime > 1);
  await page.selectOption('#shape', 'own');
  await page.fill('#own-path [name=cap]', '20');
  await page.click('#own-path button');
  await until((seconds) => window.frozen().since > seconds, FROZEN_SECONDS);
  await until(() => document.querySelector('#still').checkVisibility());
  const explained = await page.textContent('#still');
  await page.selectOption('#shape', 'real');
  await until((seconds) => window.frozen().longest > seconds && window.frozen().since < 0.5, FROZEN_SECONDS);
  const session = await page.evaluate(() => {
    const requests = performance.getEntriesByType('resource');
    return requests.map(({ name }) => /sessions\/([^/]+)\/swarm/.exec(name)?.[1]).find((id) => id !== undefined);
  });
  const asked = new URL(`/api/sessions/${session}`, url);
  const told = async () => (await (await fetch(asked)).json()).playback;
  // The page tells the edge four times a second at most.
  const end = Date.now() + timeout;
  let playback = await told();
  while (playback.state !== 'playing' || !(playback.stallSeconds > 0)) {
    if (Date.now() > end) {
      throw new Error(`The edge was not told within ${timeoutSeconds} s that playback goes on: ${JSON.stringify(playback)}`);
    }
    await page.waitForTimeout(100);
    playback = await told();
  }
  const { longest, total } = await page.evaluate(() => window.frozen());
  const stalls = await page.evaluate(() => {
    const names = [...document.querySelectorAll('#experience dt')];
    return names.find(({ textContent }) => textContent === 'Stalls').nextElementSibling.textContent;
  });
  const logged = await page.locator('#log .stall').allTextContents();
  console.log(JSON.stringify({ frozenSeconds: { longest, total }, stalls, playback, explained, logged, problems }));
});
