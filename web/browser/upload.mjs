// Uploads a file on the player page in Debian's Chromium, waits until it is encoded, plays it, and prints what was seen as
// one line of JSON. Then opens a title that does not exist.
//
//   node upload.mjs '{"url": "http://127.0.0.1:8080/", "file": "FILE", "chromium": "/usr/bin/chromium",
//                     "timeoutSeconds": 60}'
//
// "screenshot" names a PNG file to write once the title plays.
import { withPage } from './chromium.mjs';

const { url, file, chromium: executable, timeoutSeconds, screenshot, viewport, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  const timeout = timeoutSeconds * 1000;
  await page.setInputFiles('#upload input[type=file]', file, { timeout });
  await page.waitForSelector('.jobs li[data-state=done], .jobs li[data-state=failed]', { timeout });
  const job = await page.textContent('.jobs li');
  const link = page.locator('#titles a[data-title]', { hasText: await page.textContent('.jobs strong') });
  await link.waitFor({ timeout });
  const poster = await link.locator('img').evaluate(async (image) => {
    await image.decode();
    return { width: image.naturalWidth, alt: image.alt };
  });
  await link.focus();
  await page.keyboard.press('Enter');
  const playing = (name) =>
    document.querySelector('#name').textContent === name && document.querySelector('#video').currentTime > 0.2;
  await page.waitForFunction(playing, await link.locator('.of').textContent(), { timeout });
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot, fullPage: true });
  }
  const current = await link.getAttribute('aria-current');
  const { origin } = new URL(url);
  // The browser tells of the title that is not there, too.
  page.removeAllListeners('console');
  await page.goto(`${origin}/?title=none`);
  await page.waitForSelector('#problem:not([hidden])', { timeout });
  const unknown = await page.textContent('#problem');
  console.log(JSON.stringify({ job, poster, current, unknown, problems }));
});
