// Uploads a file on the player page in Debian's Chromium, over a path that breaks once, waits until it is encoded, plays it,
// and prints what was seen as one line of JSON. While it plays, it uploads a file that is no video, and removes that again.
// Then opens a title that does not exist.
//
//   node upload.mjs '{"url": "http://127.0.0.1:8080/", "file": "FILE", "wrong": "FILE", "chromium": "/usr/bin/chromium",
//                     "timeoutSeconds": 60}'
//
// "screenshot" names a PNG file to write once the title plays.
import { withPage } from './chromium.mjs';

const { url, file, wrong, chromium: executable, timeoutSeconds, screenshot, viewport, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport, colorScheme }, async (page) => {
  const problems = [];
  // The browser itself writes that a request got no answer.
  const isExpected = (text) => text.includes('net::ERR_FAILED');
  page.on('console', (message) => message.type() === 'error' && !isExpected(message.text()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  const timeout = timeoutSeconds * 1000;
  let broken = 0;
  await page.route('**/api/uploads/*', (route) => {
    const breaks = route.request().method() === 'PATCH' && broken === 0;
    broken += breaks ? 1 : 0;
    return breaks ? route.abort() : route.continue();
  });
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
  // A file that is no video fails; what plays goes on, and the job can be removed.
  await page.setInputFiles('#upload input[type=file]', wrong);
  await page.waitForSelector('.jobs li[data-state=failed]', { timeout });
  const failed = await page.textContent('.jobs li[data-state=failed]');
  const goesOn = await page.isHidden('#problem');
  await page.click('.jobs li[data-state=failed] button');
  await page.waitForSelector('.jobs li[data-state=failed]', { state: 'detached', timeout });
  const current = await link.getAttribute('aria-current');
  const { origin } = new URL(url);
  // The browser tells of the title that is not there, too.
  page.removeAllListeners('console');
  await page.goto(`${origin}/?title=none`);
  await page.waitForSelector('#problem:not([hidden])', { timeout });
  const unknown = await page.textContent('#problem');
  console.log(JSON.stringify({ broken, job, poster, failed, goesOn, current, unknown, problems }));
});
