import { afterEach, expect, test, vi } from 'vitest';
import { EarlyPlaylists, firstPlaylists } from '../src/early';

const SERVER = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="surround",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="6",URI="sessions/S/audio/a6/playlist.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Deutsch",DEFAULT=NO,CHANNELS="2",URI="sessions/S/audio-sets/2-2ch/playlist.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",DEFAULT=YES,CHANNELS="2",URI="sessions/S/audio-sets/1-2ch/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc3.640028,mp4a.40.2",AUDIO="audio"
sessions/S/swarm/playlist.m3u8

#EXT-X-STREAM-INF:BANDWIDTH=1200000,CODECS="avc3.640028,mp4a.40.2",AUDIO="surround"
sessions/S/swarm/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,URI="iframes/0.m3u8"
`;

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a player needs the video that all variants share, and the default sound of the first one', () => {
  expect(firstPlaylists(SERVER)).toEqual(['sessions/S/swarm/playlist.m3u8', 'sessions/S/audio-sets/1-2ch/playlist.m3u8']);
  expect(firstPlaylists('#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=9\r\nswarm.m3u8\r\n')).toEqual(['swarm.m3u8']);
});

test('which variant a player chooses among several is not known', () => {
  expect(firstPlaylists(SERVER.replace('swarm/playlist', 'rungs/1/playlist'))).toEqual([]);
  expect(firstPlaylists('no playlist')).toEqual([]);
});

/** Answers requests of the page for `texts`, by path; everything else is missing. */
function serve(texts: Record<string, string>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('location', { href: 'http://edge/page/?title=t' });
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    const found = texts[new URL(url).pathname];
    return Promise.resolve(found === undefined ? new Response('', { status: 404 }) : new Response(found));
  });
  return asked;
}

test('playlists are requested before a player takes each of them once, whatever it tells with its request', async () => {
  const sessions = '/page/titles/t/sessions/S';
  const asked = serve({
    '/page/titles/t/server.m3u8': SERVER,
    [`${sessions}/swarm/playlist.m3u8`]: 'pictures',
    [`${sessions}/audio-sets/1-2ch/playlist.m3u8`]: 'sound',
  });
  const early = new EarlyPlaylists('./titles/t/server.m3u8?session=S%2F');
  await vi.waitUntil(() => asked.length === 3);
  expect(await early.take('http://edge/page/titles/t/server.m3u8?session=S%2F&CMCD=sid%3D%22S%22%2Csu')).toBe(SERVER);
  expect(await early.take(`http://edge${sessions}/swarm/playlist.m3u8?CMCD=su`)).toBe('pictures');
  expect(await early.take(`http://edge${sessions}/audio-sets/1-2ch/playlist.m3u8`)).toBe('sound');
  expect(early.take('http://edge/page/titles/t/server.m3u8?session=S%2F')).toBeUndefined();
  expect(early.take(`http://edge${sessions}/rungs/1/playlist.m3u8`)).toBeUndefined();
});

test('a playlist that does not come is left to the player', async () => {
  serve({});
  await expect(new EarlyPlaylists('./titles/t/server.m3u8').take('http://edge/page/titles/t/server.m3u8')).rejects.toThrow('404');
});
