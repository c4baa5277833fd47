// Opens the player page in Debian's Chromium, lets the path carry next to nothing until the picture has stood still for two
// seconds, gives it back, and prints as one line of JSON how long the picture stood still, as the browser presented it, and
// what the page's score says.
//
//   node freeze.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE&path=2000", "chromium": "/usr/bin/chromium",
//                     "timeoutSeconds": 60}'
import { withPage } from './chromium.mjs';

const FROZEN_SECONDS = 2;

/** Runs in the page before anything else: `window.frozen()` are the longest time without another picture, and that since the last. */
function watch() {
  let last;
  let longest = 0;
  const now = () => performance.now() / 1000;
  window.frozen = () => ({ longest, since: last === undefined ? 0 : now() - last });
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    const shown = () => {
      longest = Math.max(longest, last === undefined ? 0 : now() - last);
      last = now();
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
  const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000, polling: 100 });
  await page.goto(url);
  await until(() => document.querySelector('video').currentTime > 1);
  await page.selectOption('#shape', 'own');
  await page.fill('#own-path [name=cap]', '20');
  await page.click('#own-path button');
  await until((seconds) => window.frozen().since > seconds, FROZEN_SECONDS);
  await page.selectOption('#shape', 'real');
  await until((seconds) => window.frozen().longest > seconds && window.frozen().since < 0.5, FROZEN_SECONDS);
  // The score is drawn four times a second, and told to the edge then.
  await until(() => document.querySelector('#experience').textContent.includes('Stalls') && !/Stalls(none|.* 0\.0)/.test(document.querySelector('#experience').textContent));
  const session = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => /sessions\/([^/]+)\/swarm/.exec(name)?.[1]).find((id) => id !== undefined));
  const told = async () => (await (await fetch(new URL(`/api/sessions/${session}`, url))).json()).playback;
  let playback = await told();
  while (playback.state !== 'playing' || !(playback.stallSeconds > 0)) {
    await page.waitForTimeout(100);
    playback = await told();
  }
  const { longest } = await page.evaluate(() => window.frozen());
  const stalls = await page.evaluate(() => [...document.querySelectorAll('#experience dt')].find((it) => it.textContent === 'Stalls').nextElementSibling.textContent);
  console.log(JSON.stringify({ frozenSeconds: longest, stalls, playback, problems }));
});
