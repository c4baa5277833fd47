// Appends segments to a media source of Debian's Chromium, plays them from start to end and prints one line of JSON.
//
//   node append.mjs '{"folder": "/tmp/segments", "segments": 100, "pictures": 8000, "codecs": "avc1.64000C", "chromium": "/usr/bin/chromium"}'
//
// The folder has init.mp4 and 0.m4s, 1.m4s …, as the benchmark LevelPlans writes them. Each segment follows the one before,
// whatever its own times are (mode "sequence"). The exit status is 1 if a picture is missing or an error is reported.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { withPage } from './chromium.mjs';

const asked = JSON.parse(process.argv[2]);

/** Runs in the page: appends, plays fast, and returns what the video element has counted. */
async function play({ segments, codecs }) {
  const video = document.querySelector('video');
  const errors = [];
  video.addEventListener('error', () => errors.push(`${video.error?.code}: ${video.error?.message}`));
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise((done) => source.addEventListener('sourceopen', done, { once: true }));
  const buffer = source.addSourceBuffer(`video/mp4; codecs="${codecs}"`);
  buffer.mode = 'sequence';
  const append = async (url) => {
    const bytes = await (await window.fetch(url)).arrayBuffer();
    buffer.appendBuffer(bytes);
    await new Promise((done, failed) => {
      buffer.addEventListener('updateend', done, { once: true });
      buffer.addEventListener('error', () => failed(new Error(`${url} was refused`)), { once: true });
    });
  };
  await append('/init.mp4');
  for (let i = 0; i < segments; i++) {
    await append(`/${i}.m4s`);
  }
  source.endOfStream();
  video.playbackRate = 4;
  video.muted = true;
  const ended = new Promise((done) => video.addEventListener('ended', done, { once: true }));
  await video.play();
  await Promise.race([ended, new Promise((done) => video.addEventListener('error', done, { once: true }))]);
  const quality = video.getVideoPlaybackQuality();
  return { ended: video.ended, duration: video.duration, pictures: quality.totalVideoFrames, corrupted: quality.corruptedVideoFrames, errors };
}

const server = createServer((request, response) => {
  if (request.url === '/') {
    response.setHeader('Content-Type', 'text/html');
    response.end('<video></video>');
  } else {
    try {
      response.end(readFileSync(join(asked.folder, request.url.slice(1))));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
try {
  await withPage({ executable: asked.chromium }, async (page) => {
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const seen = await page.evaluate(play, { segments: asked.segments, codecs: asked.codecs });
    console.log(JSON.stringify(seen));
    process.exitCode = seen.ended && seen.errors.length === 0 && seen.pictures === asked.pictures ? 0 : 1;
  });
} finally {
  server.close();
}
