// Plays a DASH manifest with Shaka in Debian's Chromium, then scans it at several times its speed on the track for trick
// modes, and goes back to normal. Prints what happened as one line of JSON.
//
//   node scan.mjs '{"manifest": "http://127.0.0.1:8080/titles/TITLE/player.mpd", "rate": 4, "chromium": "/usr/bin/chromium",
//                   "timeoutSeconds": 60}'
//
// `scanned` has the requests for IDR pictures, `shown` how many pictures were shown while it scanned, `end` the position
// at the end of the scan; `after` has the requests for media after that. The title must be longer than what is buffered,
// 30 s.
import { bufferedAhead, openStockPlayer, withPage } from './chromium.mjs';

/** With less, Shaka stands still in Chromium after a wait: each picture lasts until the next one. */
const SETTINGS = { streaming: { bufferingGoal: 30 } };

const { manifest, rate, chromium: executable, timeoutSeconds } = JSON.parse(process.argv[2]);
await withPage({ executable }, async (page) => {
  const requests = [];
  page.on('response', (response) => requests.push({ path: new URL(response.url()).pathname, status: response.status() }));
  await page.addInitScript(bufferedAhead);
  await page.addInitScript(() => (window.seen = { errors: [], pictures: 0 }));
  const start = await openStockPlayer(page, { player: 'shaka', manifest, settings: SETTINGS });
  await start();
  const until = (condition, of) => page.waitForFunction(condition, of, { timeout: timeoutSeconds * 1000, polling: 20 });
  await until(() => window.seen.errors.length > 0 || document.querySelector('video').currentTime > 0.2);
  await page.evaluate((speed) => {
    const video = document.querySelector('video');
    const count = () => {
      window.seen.pictures++;
      video.requestVideoFrameCallback(count);
    };
    video.requestVideoFrameCallback(count);
    window.stockPlayer.trickPlay(speed);
  }, rate);
  const media = () => requests.filter(({ path }) => path.endsWith('.m4s'));
  const before = media().length;
  await until(() => {
    const video = document.querySelector('video');
    return window.seen.errors.length > 0 || video.currentTime > video.duration * 0.8;
  });
  const { pictures, end } = await page.evaluate(() => {
    const video = document.querySelector('video');
    const scanned = { pictures: window.seen.pictures, end: video.currentTime };
    window.stockPlayer.cancelTrickPlay();
    video.currentTime = 0;
    return scanned;
  });
  const scanned = media().slice(before).filter(({ path }) => path.includes('/iframes/'));
  const resumed = media().length;
  await until(() => {
    const { currentTime } = document.querySelector('video');
    return window.seen.errors.length > 0 || (currentTime > 0.5 && currentTime < 5);
  });
  const errors = await page.evaluate(() => window.seen.errors);
  console.log(JSON.stringify({ scanned, shown: pictures, end, after: media().slice(resumed), errors }));
});
