// Opens the player page in Debian's Chromium, chooses a path of 400 kbit/s, and prints as one line of JSON when the time
// line showed it and when the edge blended a clip, in seconds since then.
//
//   node lab.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE", "chromium": "/usr/bin/chromium", "timeoutSeconds": 60}'
//
// "screenshot" names a PNG file to write after that.
import { withPage } from './chromium.mjs';

const PATH_BITS_PER_SECOND = 400_000;
/** The time line shows the path if its estimate is at most this many times higher. */
const NEAR = 1.5;

/** Runs in the page before anything else: when the edge told of a new down-move, in milliseconds. */
function watch() {
  window.downMoves = [];
  const counts = new Map();
  window.EventSource = class extends EventSource {
    constructor(url) {
      super(url);
      this.addEventListener('clip', ({ data }) => {
        const clip = JSON.parse(data);
        if (clip.downMoves.length > (counts.get(clip.request) ?? 0)) {
          window.downMoves.push(performance.now());
        }
        counts.set(clip.request, clip.downMoves.length);
      });
    }
  };
}

const { url, chromium: executable, timeoutSeconds, screenshot, viewport, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
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
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot, fullPage: true });
  }
  console.log(JSON.stringify({ pathSeconds, blendSeconds, screenSeconds, problems }));
});
