// Opens the player page in Debian's Chromium at desktop and at phone width, chooses a path of 400 kbit/s, and prints as one
// line of JSON when that was in the time line and when the edge planned for it, in seconds since the choice.
//
//   node lab.mjs '{"url": "http://127.0.0.1:8080/?title=TITLE&path=2000", "chromium": "/usr/bin/chromium",
//                  "timeoutSeconds": 60}'
//
// All times are those of the page's own clock, at the moment at which the page drew or heard something: how late this script
// notices it does not count. On a busy machine the page itself may be late. So it chooses again, up to three times at each
// width, until both were there within two seconds. `lateSeconds` tells of each try how late the page's own timer was at worst.
//
// "restart" is a URL to POST to after that, which answers once it has started the edge anew; then the script waits until
// the page has live data, the path of 400 kbit/s and moving pictures again. "screenshot" names a PNG file to write at the
// end.
import { withPage } from './chromium.mjs';

const PATH_BITS_PER_SECOND = 400_000;
/** A measurement or a plan is that of the path if it is at most this many times higher. */
const NEAR = 1.5;
const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];
const MAX_TRIES = 3;
const SOON_SECONDS = 2;

/**
 * Runs in the page before anything else: collects what happened, and when, in seconds of the page's clock.
 *
 * `window.seen`: `chosen`, when a path was chosen last; `drawn`, what the time line showed of the path; `planned`, what the
 * edge told of clips: the bits per second that a new plan takes, or the path for which it has just moved down; `ticks`, when a
 * timer was due and when it ran. `window.sinceChoice` sums that up.
 */
function watch() {
  const TICK_SECONDS = 0.1;
  const now = () => performance.now() / 1000;
  const seen = { chosen: 0, drawn: [], planned: [], ticks: [], clipEvents: 0, session: undefined };
  window.seen = seen;
  let due = now() + TICK_SECONDS;
  setInterval(() => {
    seen.ticks.push({ due, at: now() });
    due = now() + TICK_SECONDS;
  }, TICK_SECONDS * 1000);
  document.addEventListener('change', ({ target }) => target.id === 'shape' && (seen.chosen = now()), true);
  document.addEventListener('DOMContentLoaded', () => {
    const line = document.querySelector('#timeline');
    const look = () => seen.drawn.push({ at: now(), set: Number(line.dataset.setBitsPerSecond), measured: Number(line.dataset.pathBitsPerSecond) });
    new MutationObserver(look).observe(line, { attributes: true, attributeFilter: ['data-set-bits-per-second', 'data-path-bits-per-second'] });
  });
  const moves = new Map();
  window.EventSource = class extends EventSource {
    constructor(url) {
      super(url);
      seen.session = /\/api\/sessions\/([^/]+)\/events/.exec(url)?.[1];
      this.addEventListener('clip', ({ data }) => {
        const { request, downMoves, predicted, state } = JSON.parse(data);
        const isNew = !moves.has(request);
        const moved = downMoves.length > (moves.get(request) ?? 0);
        moves.set(request, downMoves.length);
        seen.clipEvents++;
        if (moved || (isNew && state === 'sending')) {
          seen.planned.push({ at: now(), bitsPerSecond: moved ? downMoves.at(-1).bitsPerSecond : predicted?.bitsPerSecond });
        }
      });
    }
  };
  /** When it showed and planned for a path first since that was chosen; undefined until then. */
  window.sinceChoice = ({ bitsPerSecond, near }) => {
    const { chosen, drawn, planned, ticks } = seen;
    const seconds = (all, is) => {
      const first = all.find((it) => it.at > chosen && is(it));
      return first === undefined ? undefined : first.at - chosen;
    };
    const setSeconds = seconds(drawn, ({ set }) => set === bitsPerSecond);
    const measuredSeconds = seconds(drawn, ({ measured }) => measured > 0 && measured <= near);
    const planSeconds = seconds(planned, (it) => it.bitsPerSecond <= near);
    // What came after both were there delayed neither.
    const end = chosen + Math.max(setSeconds, planSeconds);
    const late = [...ticks, { due, at: now() }].filter((it) => it.at > chosen && it.due < end).map((it) => it.at - it.due);
    return { setSeconds, measuredSeconds, planSeconds, lateSeconds: Math.max(0, ...late) };
  };
}

const { url, chromium: executable, timeoutSeconds, restart, screenshot, colorScheme } = JSON.parse(process.argv[2]);
await withPage({ executable, viewport: SIZES[0], colorScheme }, async (page) => {
  const problems = [];
  let isRestarting = false;
  // Chromium itself writes that nothing answers; all else is a fault of the page.
  const isExpected = (text) => isRestarting && text.startsWith('Failed to load resource');
  page.on('console', (message) => message.type() === 'error' && !isExpected(message.text()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(watch);
  const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000, polling: 50 });
  const slow = { bitsPerSecond: PATH_BITS_PER_SECOND, near: PATH_BITS_PER_SECOND * NEAR };
  const fast = await page.goto(url).then(() => page.inputValue('#shape'));

  /** Plays on the path of the page's address, and chooses the slow one. */
  async function choose() {
    await until(({ near }) => {
      const { set, measured } = window.seen.drawn.at(-1) ?? {};
      return document.querySelector('video').currentTime > 1 && set > near && measured > near;
    }, slow);
    await page.selectOption('#shape', '400');
    await until((path) => Object.values(window.sinceChoice(path)).every((it) => it !== undefined), slow);
    return page.evaluate((path) => window.sinceChoice(path), slow);
  }

  const sizes = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.goto(url);
    const tries = [];
    const isSoon = ({ setSeconds, planSeconds }) => Math.max(setSeconds, planSeconds) <= SOON_SECONDS;
    while (tries.length < MAX_TRIES && !tries.some(isSoon)) {
      if (tries.length > 0) {
        await page.selectOption('#shape', fast);
      }
      tries.push(await choose());
    }
    sizes.push({ width: size.width, tries });
  }
  // The blend comes on the screen, too.
  await until(() => !document.querySelector('#now').textContent.includes('whole clip'));
  if (restart !== undefined) {
    isRestarting = true;
    await fetch(restart, { method: 'POST' });
    const before = await page.evaluate(() => ({
      clipEvents: window.seen.clipEvents,
      pictures: document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames,
    }));
    await until(({ clipEvents }) => window.seen.clipEvents > clipEvents + 2, before);
    await until(() => !document.querySelector('#status').textContent.includes('interrupted'));
    await until(({ bitsPerSecond, near }) => {
      const { set, measured } = window.seen.drawn.at(-1);
      return set === bitsPerSecond && measured > 0 && measured <= near;
    }, slow);
    await until(({ pictures }) => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > pictures + 25, before);
  }
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot, fullPage: true });
  }
  const session = await page.evaluate(() => window.seen.session);
  const problem = await page.textContent('#problem');
  console.log(JSON.stringify({ session, problem, sizes, problems }));
});
