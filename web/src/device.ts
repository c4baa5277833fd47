/**
 * What this device can do and wants: the code of the player page and of starling.js, which any page can include. Values
 * that the browser does not report are left out.
 */

/** The edge's description of a device (docs/http-api.md). */
export interface Device {
  decoding?: Decoding[];
  /** These three tell the results of `decoding` directly. */
  decoders?: string[];
  smoothHeight?: number;
  efficientHeight?: number;
  screenHeight?: number;
  logicalProcessors?: number;
  memoryGibibytes?: number;
  dataSaver?: boolean;
  battery?: Battery;
  /** What was just measured of the path (downlink.ts). */
  downlinkBitsPerSecond?: number;
}

/** How Media Capabilities expects a decoder to play pictures of a size. */
export interface Decoding {
  codecs: string;
  width: number;
  height: number;
  smooth: boolean;
  powerEfficient: boolean;
}

export interface Battery {
  /** The charge, 0–1. */
  level: number;
  charging: boolean;
}

/** Picture sizes with the level of H.264 High that they need at 30 pictures a second. */
const SIZES = [
  [3840, 2160, 'avc1.640033'],
  [2560, 1440, 'avc1.640032'],
  [1920, 1080, 'avc1.640028'],
  [1280, 720, 'avc1.64001f'],
  [854, 480, 'avc1.64001f'],
  [640, 360, 'avc1.64001e'],
] as const;

/** Resize events come in bursts; only the last size counts. */
const SETTLING_MILLISECONDS = 400;

interface BatteryManager extends EventTarget, Battery {}

/** Only Chromium-based browsers have the optional members. */
interface PartialNavigator {
  deviceMemory?: number;
  connection?: EventTarget & { saveData?: boolean };
  getBattery?: () => Promise<BatteryManager>;
  userAgentData?: { brands: { brand: string }[] };
}

const browser = navigator as PartialNavigator;

async function decoding(): Promise<Decoding[] | undefined> {
  if (!('mediaCapabilities' in navigator)) {
    return undefined;
  }
  const answers = await Promise.all(
    SIZES.map(async ([width, height, codecs]): Promise<Decoding | undefined> => {
      try {
        const { supported, smooth, powerEfficient } = await navigator.mediaCapabilities.decodingInfo({
          type: 'media-source',
          video: { contentType: `video/mp4; codecs="${codecs}"`, width, height, bitrate: width * height * 4, framerate: 30 },
        });
        return supported ? { codecs, width, height, smooth, powerEfficient } : undefined;
      } catch {
        return undefined;
      }
    }),
  );
  const known = answers.filter((it) => it !== undefined);
  return known.length === 0 ? undefined : known;
}

/** The battery, if there is one: browsers of devices without report a full one that charges. */
async function battery(): Promise<BatteryManager | undefined> {
  try {
    return await browser.getBattery?.();
  } catch {
    return undefined;
  }
}

function savesData(): boolean | undefined {
  const reduced = matchMedia('(prefers-reduced-data: reduce)').matches;
  return reduced ? true : browser.connection?.saveData;
}

/** The short side of the displayed video in device pixels: of the screen in full screen, else of its box. */
export function shownHeight(video: HTMLVideoElement): number {
  const full = document.fullscreenElement === video;
  const width = full ? screen.width : video.clientWidth;
  // Until the size of its pictures is known, a video whose height no style sets is 150 pixels high (CSS 2, 10.6.2).
  const unsized = video.videoWidth === 0 && video.clientHeight === 150;
  const height = full ? screen.height : unsized ? (video.clientWidth * 9) / 16 : video.clientHeight;
  return Math.round(Math.min(width, height) * window.devicePixelRatio);
}

/** Whether the decoder handles a new resolution in the middle of a stream: known to work in Chromium-based browsers. */
export function switchesResolution(): boolean {
  const brands = browser.userAgentData?.brands ?? [];
  return brands.some(({ brand }) => brand === 'Chromium') || /Chrome\/\d/.test(navigator.userAgent);
}

/** Leaves out what is not known. */
function known<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/**
 * Describes this device, again whenever that changes: the size of the video, full screen, data saver, battery.
 *
 * @param changed called with the whole description; the first time before this returns its result
 * @returns what ends it
 */
export async function watchDevice(video: HTMLVideoElement, changed: (device: Device) => void): Promise<() => void> {
  const [decoders, power] = await Promise.all([decoding(), battery()]);
  let told = '';
  const tell = () => {
    const height = shownHeight(video);
    const device = known<Device>({
      decoding: decoders,
      screenHeight: height > 0 ? height : undefined,
      logicalProcessors: navigator.hardwareConcurrency > 0 ? navigator.hardwareConcurrency : undefined,
      memoryGibibytes: browser.deviceMemory,
      dataSaver: savesData(),
      // In steps of a twentieth: the rest is of no use, and would single out this device.
      battery: power === undefined ? undefined : { level: Math.ceil(power.level * 20) / 20, charging: power.charging },
    });
    const text = JSON.stringify(device);
    if (text !== told) {
      told = text;
      changed(device);
    }
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, SETTLING_MILLISECONDS);
  };
  const sizes = new ResizeObserver(later);
  const sources: [EventTarget | undefined, string][] = [
    [document, 'fullscreenchange'],
    [browser.connection, 'change'],
    [power, 'levelchange'],
    [power, 'chargingchange'],
  ];
  tell();
  sizes.observe(video);
  for (const [source, event] of sources) {
    source?.addEventListener(event, later);
  }
  return () => {
    clearTimeout(waiting);
    sizes.disconnect();
    for (const [source, event] of sources) {
      source?.removeEventListener(event, later);
    }
  };
}
