// Opens a report (`starling report`) in Debian's Chromium at desktop and phone width, in light and dark, checks it with
// axe-core, and writes a picture of one of its figures. Prints what was found as one line of JSON; the exit status is 1
// if anything was.
//
//   node report.mjs '{"file": "/tmp/report.html", "chromium": "/usr/bin/chromium", "timeoutSeconds": 60,
//                     "figure": 0, "image": "../docs/images/report.png"}'
//
// "figure": which one, from 0; "images": a folder for pictures of the whole report in all sizes and colours.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from './accessibility.mjs';
import { withPage } from './chromium.mjs';

const VIEWS = [
  { name: 'report-1280-light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'report-360-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
];

const { file, chromium: executable, timeoutSeconds, figure = 0, image, images } = JSON.parse(process.argv[2]);
const found = [];
for (const [i, { name, viewport, colorScheme }] of VIEWS.entries()) {
  await withPage({ executable, viewport, colorScheme }, async (page) => {
    const tell = (what) => found.push(`${name}: ${what}`);
    page.on('console', (message) => message.type() === 'error' && tell(message.text()));
    await page.goto(pathToFileURL(file).href, { timeout: timeoutSeconds * 1000 });
    await check(page, tell);
    if (images !== undefined) {
      await page.screenshot({ path: join(images, `${name}.png`), fullPage: true });
    }
    if (i === 0 && image !== undefined) {
      await page.locator('figure svg').nth(figure).screenshot({ path: image });
    }
  });
}
console.log(JSON.stringify({ found }));
process.exitCode = found.length === 0 ? 0 : 1;
