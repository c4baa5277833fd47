/**
 * starling.js: a script that any page can include. It opens a session at the edge that it was loaded from, describes the
 * device, and keeps the description up to date. docs/http-api.md explains how to use it.
 */
import { switchesResolution, watchDevice, type Device } from './device';

/** A session at the edge. */
interface Session {
  id: string;
  /** The URL of a title's manifest in this session. */
  manifest(title: string, steering?: 'server' | 'player', format?: 'm3u8' | 'mpd'): string;
  /** Where the player's CMCD events go. */
  events: string;
  /** Ends the watching of the device. */
  close(): void;
}

const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

function at(path: string): string {
  return new URL(path, own).href;
}

async function send(method: string, path: string, device: Device): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(at(path), { method, headers, body: JSON.stringify(device), credentials: 'omit' });
  if (!answer.ok) {
    throw new Error(`the edge answered ${answer.status} to ${path}`);
  }
  return answer;
}

/** The session may have ended: then the next description counts. */
function tell(session: string, device: Device): void {
  send('PUT', `api/sessions/${session}/device`, device).catch(() => undefined);
}

async function open(video: HTMLVideoElement): Promise<Session> {
  let latest: Device = {};
  const opened: { id?: string } = {};
  const close = await watchDevice(video, (device) => {
    latest = device;
    if (opened.id !== undefined) {
      tell(opened.id, device);
    }
  });
  const first = latest;
  const answer = await send('POST', 'api/sessions', first);
  const session = ((await answer.json()) as { id: string }).id;
  opened.id = session;
  if (latest !== first) {
    tell(session, latest);
  }
  return {
    id: session,
    manifest: (title, steering = 'server', format = 'm3u8') => {
      const fixed = steering === 'server' && !switchesResolution() ? '&switch=none' : '';
      return at(`titles/${encodeURIComponent(title)}/${steering}.${format}?session=${session}${fixed}`);
    },
    events: at('cmcd'),
    close,
  };
}

Object.assign(window, { starling: { open, watchDevice } });
