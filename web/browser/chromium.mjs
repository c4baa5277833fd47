// Debian's Chromium for the scripts of this folder, and pages on which a stock player plays a manifest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  // Without it, a page that a script supplies may not load media from a private address.
  '--disable-features=LocalNetworkAccessChecks',
];

/** Runs `use` with a page of a browser that has no past; closes the browser afterwards. */
export async function withPage({ executable, viewport = { width: 1280, height: 800 }, colorScheme = 'light' }, use) {
  const profile = mkdtempSync(join(tmpdir(), 'starling-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless: true,
    args: FLAGS,
    viewport,
    colorScheme,
  });
  try {
    await use(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Runs `use` with a browser whose pages share nothing: each has a context, and so a window, of its own. Closes it afterwards. */
export async function withBrowser({ executable, viewport }, use) {
  const browser = await chromium.launch({ executablePath: executable, headless: true, args: FLAGS });
  try {
    await use(async () => (await browser.newContext({ viewport })).newPage());
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything else: `window.bufferedAhead(video)` are the seconds buffered after the position. */
export function bufferedAhead() {
  window.bufferedAhead = ({ buffered, currentTime }) => {
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime + 0.1 && currentTime <= buffered.end(i)) {
        return buffered.end(i) - currentTime;
      }
    }
    return 0;
  };
}

/** The file of a stock player's library, and what makes it play a manifest in the page's video element, run in the page. */
const PLAYERS = {
  'hls.js': {
    file: (require) => join(dirname(require.resolve('hls.js')), 'hls.min.js'),
    start: ({ manifest, settings }) => {
      const player = new Hls({ cmcd: {}, ...settings });
      player.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && window.seen.errors.push(details));
      player.loadSource(manifest);
      player.attachMedia(document.querySelector('video'));
      void document.querySelector('video').play();
    },
  },
  'dash.js': {
    file: (require) => require.resolve('dashjs'),
    start: ({ manifest, settings }) => {
      const player = dashjs.MediaPlayer().create();
      player.updateSettings({ streaming: { cmcd: { enabled: true, mode: 'query' } } });
      player.updateSettings(settings);
      player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => window.seen.errors.push(`${error.code}: ${error.message}`));
      player.on(dashjs.MediaPlayer.events.PLAYBACK_ERROR, ({ error }) => window.seen.errors.push(`playback: ${JSON.stringify(error)}`));
      player.initialize(document.querySelector('video'), manifest, true);
    },
  },
  shaka: {
    file: (require) => require.resolve('shaka-player'),
    start: async ({ manifest, settings }) => {
      const failed = (error) => window.seen.errors.push(`shaka ${error.category}.${error.code}: ${error.message}`);
      shaka.polyfill.installAll();
      const player = new shaka.Player();
      window.stockPlayer = player;
      player.addEventListener('error', ({ detail }) => failed(detail));
      player.configure('cmcd.enabled', true);
      player.configure(settings);
      try {
        await player.attach(document.querySelector('video'));
        await player.load(manifest);
        void document.querySelector('video').play();
      } catch (error) {
        failed(error);
      }
    },
  },
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>a stock player</title>
<video controls playsinline style="width: 100%"></video>
<script src="/stock-player.js"></script>
<script src="/starling.js"></script>`;

/**
 * Opens a page with a stock player at the origin of a manifest; neither the page nor the player's library is requested
 * from there, only the edge's script for pages of others, where there is one. Errors go to `window.seen.errors`. Returns
 * what starts playback. After that, Shaka's player is `window.stockPlayer`.
 *
 * player: hls.js, dash.js or shaka; settings: those of the player that differ from its defaults
 */
export async function openStockPlayer(page, { player, manifest, settings = {} }) {
  const { file } = PLAYERS[player];
  const { origin } = new URL(manifest);
  const library = readFileSync(file(createRequire(import.meta.url)), 'utf8');
  await page.route(`${origin}/stock-player.html`, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
  await page.route(`${origin}/stock-player.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: library }));
  await page.goto(`${origin}/stock-player.html`);
  return () => startStockPlayer(page, { player, manifest, settings });
}

/** Starts playback on a page that `openStockPlayer` has opened. */
export function startStockPlayer(page, { player, manifest, settings = {} }) {
  return page.evaluate(PLAYERS[player].start, { manifest, settings });
}
