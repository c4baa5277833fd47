// What scripts do with two titles side by side (docs/player-page.md, "Side by side").

/**
 * Runs in the page before anything else: `window.began` are the sides in the order in which they are told to play, with
 * `later` after what the first call's task did; `window.secondRound` is the first request for the first clip, after another
 * clip, of the side that the edge steers: the buffer that the player told (CMCD), the one that the video has, and whether it
 * plays. At the start a player may request the first clip several times.
 */
export function watchSides() {
  let isUnderWay = false;
  const request = window.fetch;
  window.fetch = function (what, ...more) {
    const { pathname, searchParams } = new URL(what.url ?? what, document.baseURI);
    const video = document.querySelector('.side video');
    const clip = video === null ? undefined : /\/swarm\/(\d+)\.m4s$/.exec(pathname)?.[1];
    if (clip !== undefined && clip !== '0') {
      isUnderWay = true;
    } else if (clip === '0' && isUnderWay && window.secondRound === undefined) {
      const told = /(?:^|,)bl=(\d+)/.exec(searchParams.get('CMCD') ?? '')?.[1];
      const { buffered, currentTime, paused, ended } = video;
      const end = buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1);
      window.secondRound = { toldSeconds: Number(told) / 1000, bufferedSeconds: end - currentTime, plays: !paused && !ended };
    }
    return request.call(this, what, ...more);
  };
  window.began = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const side = this.closest('.side')?.getAttribute('aria-label');
    if (side !== undefined && window.began.push(side) === 1) {
      setTimeout(() => window.began.push('later'));
    }
    return play.call(this);
  };
}

/** Runs in the page: adds up in `window.played` what each side plays, as the title may begin again and again. */
function addUp() {
  window.played = [...document.querySelectorAll('.sides video')].map((video) => {
    const sum = { seconds: 0, before: 0 };
    video.addEventListener('timeupdate', () => {
      sum.seconds += Math.max(0, Math.min(1, video.currentTime - sum.before));
      sum.before = video.currentTime;
    });
    return sum;
  });
}

/**
 * Plays the title of a page beside its ladder. Returns `played`, which waits until each side has played so many seconds, and
 * `result`, which tells the scores by side and name, and whether both sides began `together`.
 */
export async function playBoth(page, timeoutSeconds) {
  const until = (condition, what) => page.waitForFunction(condition, what, { timeout: timeoutSeconds * 1000, polling: 100 });
  await page.click('#compare');
  await until(() => document.querySelectorAll('.sides video').length === 2);
  await page.evaluate(addUp);
  return {
    played: (least) => until((seconds) => window.played.every((side) => side.seconds >= seconds), least),
    result: async () => {
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll('.scores tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
      );
      const side = (column) => Object.fromEntries(rows.map((row) => [row[0], row[column]]));
      // Neither has begun before the other one.
      const together = (await page.evaluate(() => window.began)).slice(0, 2).sort().join() === 'A plain ladder,Starling';
      return { starling: side(1), ladder: side(2), together };
    },
  };
}
