/** Detects what this device can do. Values that the browser does not report are left out. */
import type { Device } from './edge';

const H264 = 'avc1.640028';
/** Picture sizes to try, largest first. */
const SIZES = [
  [3840, 2160],
  [2560, 1440],
  [1920, 1080],
  [1280, 720],
  [854, 480],
  [640, 360],
] as const;

/** Everything that does not change while the page is open. */
export async function probe(): Promise<Device> {
  const device: Device = {};
  if ('MediaSource' in window && MediaSource.isTypeSupported(`video/mp4; codecs="${H264}"`)) {
    device.decoders = ['H264'];
  }
  const smooth = await smoothHeight();
  if (smooth !== undefined) {
    device.smoothHeight = smooth;
  }
  if (navigator.hardwareConcurrency > 0) {
    device.logicalProcessors = navigator.hardwareConcurrency;
  }
  // Only Chromium-based browsers report it.
  const memory = (navigator as { deviceMemory?: number }).deviceMemory;
  if (memory !== undefined) {
    device.memoryGibibytes = memory;
  }
  const gpu = graphics();
  if (gpu !== undefined) {
    device.gpu = gpu;
  }
  return device;
}

/** The short side of the displayed video in device pixels: of the screen in full screen, else of its box. */
export function shownHeight(video: HTMLVideoElement): number {
  const full = document.fullscreenElement === video;
  const width = full ? screen.width : video.clientWidth;
  const height = full ? screen.height : video.clientHeight;
  return Math.round(Math.min(width, height) * window.devicePixelRatio);
}

/** Whether the decoder handles a new resolution in the middle of a stream: known to work in Chromium-based browsers. */
export function switchesResolution(): boolean {
  const brands = (navigator as { userAgentData?: { brands: { brand: string }[] } }).userAgentData?.brands ?? [];
  return brands.some(({ brand }) => brand === 'Chromium') || /\bChrome\/\d/.test(navigator.userAgent);
}

async function smoothHeight(): Promise<number | undefined> {
  if (!('mediaCapabilities' in navigator)) {
    return undefined;
  }
  for (const [width, height] of SIZES) {
    try {
      const answer = await navigator.mediaCapabilities.decodingInfo({
        type: 'media-source',
        video: {
          contentType: `video/mp4; codecs="${width > 2048 ? 'avc1.640033' : H264}"`,
          width,
          height,
          bitrate: width * height * 4,
          framerate: 30,
        },
      });
      if (answer.supported && answer.smooth) {
        return height;
      }
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function graphics(): string | undefined {
  try {
    const context = document.createElement('canvas').getContext('webgl');
    const info = context?.getExtension('WEBGL_debug_renderer_info');
    const name: unknown = info ? context?.getParameter(info.UNMASKED_RENDERER_WEBGL) : undefined;
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
