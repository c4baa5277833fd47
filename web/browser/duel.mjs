// Opens the player page in Debian's Chromium, plays a title beside its plain ladder for a while, and prints both scores as
// one line of JSON.
//
//   node duel.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE&path=800", "chromium": "/usr/bin/chromium",
//                   "playSeconds": 60, "timeoutSeconds": 90}'
//
// It waits until each side has played `playSeconds` since its start. "change" is {"afterSeconds", "path"}: once each side
// has played so long, both get the path of that id. "screenshot" names a PNG file to write at the end.
import { withPage } from './chromium.mjs';

/**
 * Runs in the page before anything else: `window.began` are the sides in the order in which they are told to play, with
 * `later` after what the first call's task did.
 */
function watch() {
  window.began = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const side = this.closest('.side')?.getAttribute('aria-label');
    if (side !== undefined && window.began.push(side) === 1) {
      setTimeout(() => window.began.push('later'));
    }
    return play.call(this);
  };
}

/** Runs in the page: the table as rows of texts. */
function scores() {
  return [...document.querySelectorAll('.scores tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
}

const { url, chromium: executable, playSeconds, change, timeoutSeconds, screenshot, viewport, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(watch);
  await page.goto(url);
  const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000, polling: 100 });
  await page.click('#compare');
  await until(() => document.querySelectorAll('.sides video').length === 2);
  // The title may begin again and again, so what is played is added up.
  await page.evaluate(() => {
    window.played = [...document.querySelectorAll('.sides video')].map((video) => {
      const sum = { seconds: 0, before: 0 };
      video.addEventListener('timeupdate', () => {
        sum.seconds += Math.max(0, Math.min(1, video.currentTime - sum.before));
        sum.before = video.currentTime;
      });
      return sum;
    });
  });
  const played = (least) => until((seconds) => window.played.every((side) => side.seconds >= seconds), least);
  if (change !== undefined) {
    await played(change.afterSeconds);
    await page.selectOption('#shape', change.path);
  }
  await played(playSeconds);
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot, fullPage: true });
  }
  const rows = await page.evaluate(scores);
  const side = (column) => Object.fromEntries(rows.map((row) => [row[0], row[column]]));
  // Neither has begun before the other one.
  const together = (await page.evaluate(() => window.began)).slice(0, 2).sort().join() === 'A plain ladder,Starling';
  console.log(JSON.stringify({ starling: side(1), ladder: side(2), together, problems }));
});
