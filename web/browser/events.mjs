// Plays a title with stock players of npm side by side in Debian's Chromium. Each opens a session by the edge's starling.js
// and reports CMCD version 2 with its requests and as events. Prints what each did as one line of JSON.
//
//   node events.mjs '{"edge": "http://127.0.0.1:8080", "title": "TITLE", "chromium": "/usr/bin/chromium",
//                     "players": ["hls.js", "dash.js", "shaka"], "timeoutSeconds": 60}'
import { openStockPlayer, startStockPlayer, withPage } from './chromium.mjs';

/** Events that every player has: state, errors, time, response received. */
const EVENTS = ['ps', 'e', 't', 'rr'];
const KEYS = ['bl', 'br', 'bs', 'bsa', 'bsd', 'bsda', 'cid', 'd', 'dfa', 'e', 'ec', 'msd', 'mtp', 'ot', 'pr', 'pt', 'rc', 'sf', 'sid', 'sn', 'st', 'sta', 'su', 'tb', 'ts', 'ttfb', 'ttlb', 'url', 'v'];

/** What makes each player report: in the query of its requests, and to a URL in batches of two. */
const SETTINGS = {
  'hls.js': ({ id, events }) => ({
    cmcd: {
      sessionId: id,
      contentId: 'a title',
      version: 2,
      includeKeys: KEYS,
      eventTargets: [{ url: events, events: EVENTS, interval: 2, batchSize: 2, includeKeys: KEYS }],
    },
  }),
  'dash.js': ({ id, events }) => ({
    streaming: {
      cmcd: {
        enabled: true,
        sid: id,
        cid: 'a title',
        version: 2,
        enabledKeys: KEYS,
        eventTargets: [{ enabled: true, url: events, events: EVENTS, interval: 2, batchSize: 2, enabledKeys: KEYS, includeInRequests: ['segment'] }],
      },
    },
  }),
  shaka: ({ id, events }) => ({
    cmcd: {
      enabled: true,
      sessionId: id,
      contentId: 'a title',
      version: 2,
      useHeaders: false,
      includeKeys: KEYS,
      eventTargets: [{ mode: 'event', enabled: true, useHeaders: false, url: events, events: EVENTS, interval: 2, batchSize: 2, includeKeys: KEYS, version: 2 }],
    },
  }),
};

/** Runs in the page: opens a session; what stays of it can be passed on. */
async function open([title, format]) {
  const session = await starling.open(document.querySelector('video'));
  return { id: session.id, events: session.events, manifest: session.manifest(title, 'server', format) };
}

function watch() {
  const seen = { errors: [], ended: false };
  window.seen = seen;
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    video.addEventListener('ended', () => (seen.ended = true));
    video.addEventListener('error', () => seen.errors.push(`${video.error.code}: ${video.error.message}`));
  });
}

async function play({ edge, title, executable, player, timeoutSeconds }) {
  const result = { player, posts: [], bodies: [] };
  await withPage({ executable }, async (page) => {
    page.on('requestfinished', async (request) => {
      if (request.method() === 'POST' && request.url() === `${edge}/cmcd`) {
        result.posts.push((await request.response()).status());
        result.bodies.push(request.postData());
      }
    });
    await page.addInitScript(watch);
    // The manifest is known only once the page has its session; until then any URL of the edge tells the origin.
    await openStockPlayer(page, { player, manifest: `${edge}/` });
    const session = await page.evaluate(open, [title, player === 'dash.js' ? 'mpd' : 'm3u8']);
    result.session = session.id;
    await startStockPlayer(page, { player, manifest: session.manifest, settings: SETTINGS[player](session) });
    await page
      .waitForFunction(() => window.seen.ended || window.seen.errors.length > 0, undefined, { timeout: timeoutSeconds * 1000 })
      .catch(() => undefined);
    // The events of the end are on their way.
    await page.waitForTimeout(3000);
    Object.assign(result, await page.evaluate(() => window.seen));
  });
  return result;
}

const { edge, title, chromium: executable, players, timeoutSeconds } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await Promise.all(players.map((player) => play({ edge, title, executable, player, timeoutSeconds })))));
