// Opens the dashboard in Debian's Chromium, without and with the admin token, at desktop and phone width and in both colour
// schemes; checks it with axe-core and measures long tasks. Prints what was seen as one line of JSON; the exit status is 1
// if something is wrong.
//
//   node dashboard.mjs '{"url": "http://127.0.0.1:8080/dashboard", "token": "…", "chromium": "/usr/bin/chromium",
//                        "timeoutSeconds": 60, "watchSeconds": 5, "outage": false, "images": "/tmp/dash"}'
//
// "watchSeconds": how long tasks are measured; "outage": use the path to the edge until it breaks, and wait until it is mended;
// "images": a folder for pictures of the whole page, in all sizes and colours.
import { join } from 'node:path';
import { check } from './accessibility.mjs';
import { withPage } from './chromium.mjs';

const MAX_TASK_MILLIS = 100;
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const NARROW = { width: 360, height: 740 };
const CHECKED = [
  { name: 'dashboard', viewport: WIDE, colorScheme: 'light' },
  { name: 'dashboard-phone', viewport: NARROW, colorScheme: 'dark' },
];
const SHOWN = [WIDE, PHONE].flatMap((viewport) =>
  ['light', 'dark'].map((colorScheme) => ({ name: `dashboard-${viewport.width}-${colorScheme}`, viewport, colorScheme })),
);

const { url, token, chromium: executable, images, timeoutSeconds, watchSeconds = 3, outage = false } = JSON.parse(process.argv[2]);
const found = [];
const seen = {};

/** Runs in the page before anything else. */
function watch() {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.tasks.push(duration))).observe({
    type: 'longtask',
    buffered: true,
  });
}

async function look({ name, viewport, colorScheme }, { first, last }) {
  await withPage({ executable, viewport, colorScheme }, async (page) => {
    let expected = () => false;
    page.on('console', (message) => {
      // A refused token is told by its status, which the browser writes to the console; so are encodes, where there are none.
      const encodes = message.location().url.endsWith('/api/jobs');
      if (message.type() === 'error' && !encodes && !expected(message.text())) {
        found.push(`${name}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => found.push(`${name}: ${error.message}`));
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000 });
    await page.addInitScript(watch);
    await page.goto(url);
    await page.waitForSelector('#door:not([hidden])');
    if (asked.some((path) => path.startsWith('/api/'))) {
      found.push(`${name}: asked for data without a token`);
    }
    if (first) {
      await check(page, (what) => found.push(`${name}, the door: ${what}`));
    }
    if (images !== undefined) {
      await page.screenshot({ path: join(images, `${name}-door.png`) });
    }
    expected = (text) => text.includes('401');
    await page.fill('#token', 'not-the-admin-token');
    await page.press('#token', 'Enter');
    await until(() => document.querySelector('#refused').textContent.includes('not the edge'));
    expected = () => false;
    // The checks above are no part of the page.
    await page.evaluate(() => (window.tasks.length = 0));
    await page.fill('#token', token);
    await page.press('#token', 'Enter');
    await until(() => document.querySelectorAll('.sessions .grid-body [role=row]').length > 0);
    await until(() => document.querySelectorAll('#charts .chart').length > 0);
    await until(() => document.querySelector('#points svg') !== null);
    // By keyboard: the third session, and why it gets its mix.
    await page.focus('.sessions[role=grid]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until(() => /clip/i.test(document.querySelector('#chosen-words').textContent));
    seen.why = await page.textContent('#chosen-words');
    // A session that was recorded, perhaps by an earlier process: how it went, and why its clips were mixed so.
    await until(() => document.querySelector('#past-state').textContent !== '');
    const past = await page.locator('.past .grid-body [role=row]').count();
    if (past > 0) {
      await page.focus('.past[role=grid]');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await until(() => /^\d\d:\d\d: Clip/.test(document.querySelector('.why-clip p').textContent));
      await page.focus('.pick input');
      await page.keyboard.press('Home');
      await until(() => document.querySelector('.pick output').textContent.startsWith('1 of'));
      await until(() => document.querySelector('.why-clip p').textContent.includes('Clip 1,'));
      seen.past = {
        words: await page.textContent('#past-chosen [role=status]'),
        clip: await page.textContent('.why-clip p'),
        columns: await page.locator('.course .span').count(),
        // A column for each clip has a cluster and a level.
        mixed: await page.locator('.course .span:has(.note):has(.of-level)').count(),
      };
      await page.focus('.sessions[role=grid]');
    }
    // Through the whole list, so that rows are built again and again.
    for (const key of ['End', 'PageUp', 'Home', 'PageDown', 'End', 'Home']) {
      await page.keyboard.press(key);
    }
    await page.waitForTimeout(watchSeconds * 1000);
    // Charts are built when they come into view.
    await page.evaluate(async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 300) {
        window.scrollTo(0, y);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      }
      window.scrollTo(0, 0);
    });
    seen.listed = Number(await page.getAttribute('.sessions[role=grid]', 'aria-rowcount')) - 1;
    seen.built = Math.max(seen.built ?? 0, await page.locator('.sessions .grid-body [role=row]').count());
    const longest = Math.max(0, ...(await page.evaluate(() => window.tasks)));
    seen.longestTaskMillis = Math.max(seen.longestTaskMillis ?? 0, longest);
    seen.overLimit = seen.longestTaskMillis > MAX_TASK_MILLIS;
    seen.charts = await page.locator('.chart canvas').count();
    seen.viewers = await page.textContent('#figures dd');
    if (images !== undefined) {
      await page.screenshot({ path: join(images, `${name}.png`), fullPage: true });
      await page.locator('#past').screenshot({ path: join(images, `${name}-past.png`) });
    }
    await check(page, (what) => found.push(`${name}: ${what}`));
    await page.click('#figures .term >> nth=0');
    await until(() => document.querySelector('.word:popover-open a[href]') !== null);
    if (images !== undefined) {
      await page.screenshot({ path: join(images, `${name}-word.png`) });
    }
    const link = await page.evaluate(async () => (await fetch(document.querySelector('.word:popover-open a').href)).status);
    if (link !== 200) {
      found.push(`${name}: the link of a word is answered by ${link}`);
    }
    if (last) {
      // A title that has grown offers its new clips, and the one that was chosen stays.
      await page.selectOption('#clip', { value: '1' });
      const clips = await page.locator('#clip option').count();
      await page.route('**/api/titles', async (route) => {
        const response = await route.fetch();
        const titles = await response.json();
        await route.fulfill({ response, json: titles.map((it) => ({ ...it, edition: `${it.edition}+`, clips: it.clips + 1 })) });
      });
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await until((more) => document.querySelectorAll('#clip option').length === more, clips + 1);
      const clip = await page.inputValue('#clip');
      if (clip !== '1') {
        found.push(`${name}: clip “${clip}” is shown in place of the chosen one when its title has grown`);
      }
      await page.unrouteAll();
    }
    if (outage && last) {
      expected = (text) => text.includes('ERR_');
      // The path of the test breaks after so many bytes.
      await page.evaluate(async () => {
        for (let answered = true; answered; ) {
          answered = await fetch('./openapi.json', { cache: 'no-store' }).then((it) => it.text()).then(() => true, () => false);
        }
      });
      await until(() => document.querySelector('#state').textContent.includes('does not answer'));
      await until(() => document.querySelector('#state').textContent === '');
      seen.outlived = await page.isVisible('#inside');
    }
    if (last) {
      // A token in the address opens the door, and leaves the address.
      await page.click('#leave');
      await page.waitForSelector('#door:not([hidden])');
      await page.goto(`${url}#token=${token}`);
      await page.waitForSelector('#inside:not([hidden])');
      if (page.url() !== url) {
        found.push(`${name}: the token stays in the address`);
      }
    }
  });
}

const views = images === undefined ? CHECKED : SHOWN;
for (const [i, view] of views.entries()) {
  await look(view, { first: i === 0, last: i === views.length - 1 });
}
console.log(JSON.stringify({ ...seen, found }));
process.exitCode = found.length === 0 ? 0 : 1;
