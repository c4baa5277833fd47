// Opens the player page in Debian's Chromium, chooses a path of 400 kbit/s, and prints as one line of JSON when the time
// line showed it and when the edge blended a clip, in seconds since then.
//
//   node lab.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE", "chromium": "/usr/bin/chromium", "timeoutSeconds": 60}'
//
// "restart" is a URL to POST to after that, which answers once it has started the edge anew; then the script waits until
// the page has live data, the path of 400 kbit/s and moving pictures again. "screenshot" names a PNG file to write at the
// end.
import { withPage } from './chromium.mjs';

const PATH_BITS_PER_SECOND = 400_000;
/** The time line shows the path if its estimate is at most this many times higher. */
const NEAR = 1.5;

/** Runs in the page before anything else: when the edge told of a new down-move, in milliseconds, and of how many clips. */
function watch() {
  window.downMoves = [];
  window.clipEvents = 0;
  const counts = new Map();
  window.EventSource = class extends EventSource {
    constructor(url) {
      super(url);
      window.session = /\/api\/sessions\/([^/]+)\/events/.exec(url)?.[1];
      this.addEventListener('clip', ({ data }) => {
        const clip = JSON.parse(data);
        window.clipEvents++;
        if (clip.downMoves.length > (counts.get(clip.request) ?? 0)) {
          window.downMoves.push(performance.now());
        }
        counts.set(clip.request, clip.downMoves.length);
      });
    }
  };
}

const { url, chromium: executable, timeoutSeconds, restart, screenshot, viewport, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const problems = [];
  let isRestarting = false;
  // Chromium itself writes that nothing answers; all else is a fault of the page.
  const isExpected = (text) => isRestarting && text.startsWith('Failed to load resource');
  page.on('console', (message) => message.type() === 'error' && !isExpected(message.text()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(watch);
  await page.goto(url);
  const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000, polling: 50 });
  const path = (condition) => until(condition, PATH_BITS_PER_SECOND * NEAR);
  await path(
    (near) =>
      document.querySelector('video').currentTime > 1 &&
      Number(document.querySelector('#timeline').dataset.pathBitsPerSecond) > near,
  );
  const start = await page.evaluate(() => performance.now());
  const since = async () => ((await page.evaluate(() => performance.now())) - start) / 1000;
  await page.selectOption('#shape', '400');
  const shown = path(
    (near) => Number(document.querySelector('#timeline').dataset.pathBitsPerSecond || Infinity) <= near,
  ).then(since);
  const blended = until((after) => window.downMoves.some((at) => at > after), start).then(since);
  const [pathSeconds, blendSeconds] = await Promise.all([shown, blended]);
  // The blend comes on the screen, too.
  await until(() => !document.querySelector('#now').textContent.includes('whole clip'));
  const screenSeconds = await since();
  if (restart !== undefined) {
    isRestarting = true;
    await fetch(restart, { method: 'POST' });
    const before = await page.evaluate(() => ({
      clipEvents: window.clipEvents,
      pictures: document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames,
    }));
    await until(({ clipEvents }) => window.clipEvents > clipEvents + 2, before);
    await until(() => !document.querySelector('#status').textContent.includes('interrupted'));
    await path((near) => Number(document.querySelector('#timeline').dataset.pathBitsPerSecond || Infinity) <= near);
    await until(({ pictures }) => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > pictures + 25, before);
  }
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot, fullPage: true });
  }
  const session = await page.evaluate(() => window.session);
  const problem = await page.textContent('#problem');
  console.log(JSON.stringify({ session, problem, pathSeconds, blendSeconds, screenSeconds, problems }));
});
