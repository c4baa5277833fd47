// Opens the player page in Debian's Chromium, plays a title beside its plain ladder for a while, and prints both scores as
// one line of JSON.
//
//   node duel.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE&path=800", "chromium": "/usr/bin/chromium",
//                   "playSeconds": 60, "timeoutSeconds": 90}'
//
// It waits until each side has played `playSeconds` since its start. With "again" it also waits until the side that the edge
// steers has requested the first clip once more, after another one, and prints how that was. "change" is {"afterSeconds",
// "path"}: once each side has played so long, both get the path of that id. "screenshot" names a PNG file to write at the end.
import { withPage } from './chromium.mjs';
import { playBoth, watchSides } from './sides.mjs';

const { url, chromium: executable, playSeconds, again, change, timeoutSeconds, screenshot, viewport, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(watchSides);
  await page.goto(url);
  const { played, result } = await playBoth(page, timeoutSeconds);
  if (change !== undefined) {
    await played(change.afterSeconds);
    await page.selectOption('#shape', change.path);
  }
  await played(playSeconds);
  if (again) {
    await page.waitForFunction(() => window.secondRound !== undefined, undefined, { timeout: timeoutSeconds * 1000 });
  }
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot, fullPage: true });
  }
  const second = await page.evaluate(() => window.secondRound);
  console.log(JSON.stringify({ ...(await result()), second, problems }));
});
