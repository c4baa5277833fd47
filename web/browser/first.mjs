// Opens the player page in Debian's Chromium without any cache and prints as one line of JSON when its first picture was
// presented, in seconds since the navigation began, and what had come by then.
//
//   node first.mjs '{"url": "http://10.77.1.1:8080/", "chromium": "/usr/bin/chromium", "timeoutSeconds": 60}'
import { withPage } from './chromium.mjs';

/** Runs in the page before anything else: when the video element presented its first picture. */
function watch() {
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelector('#video').requestVideoFrameCallback((_, { presentationTime, width, height }) => {
      window.firstPicture = { millis: presentationTime, width, height };
    });
  });
}

/** Runs in the page: what had come before a time; what was still on its way is not listed. */
function received(until) {
  return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= until)
    .map(({ name, startTime, responseStart, responseEnd, transferSize }) => ({
      path: new URL(name).pathname,
      from: startTime / 1000,
      firstByte: responseStart / 1000,
      until: responseEnd / 1000,
      bytes: transferSize,
    }));
}

const { url, chromium: executable, timeoutSeconds, screenshot } = JSON.parse(process.argv[2]);
await withPage({ executable }, async (page) => {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(watch);
  // The navigation itself waits for nothing but its own answer.
  await page.goto(url, { waitUntil: 'commit', timeout: timeoutSeconds * 1000 });
  await page.waitForFunction(() => window.firstPicture !== undefined, undefined, { timeout: timeoutSeconds * 1000 });
  const { millis, width, height } = await page.evaluate(() => window.firstPicture);
  const requests = await page.evaluate(received, millis);
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot });
  }
  console.log(JSON.stringify({ seconds: millis / 1000, width, height, requests, problems }));
});
