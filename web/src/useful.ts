/** Which pictures a device gains from, by the rules of the edge (docs/steering.md, "The device"). */
import type { Decoding, Device } from './device';

/** A low battery affords no higher pictures: 720 lines below a fifth of the charge. */
const LOW_BATTERY = { level: 0.2, height: 720 };
/** H.264 in the profile of Starling's members, High, or in a higher one: other codecs say nothing about them. */
const H264 = /^avc[13]\.([0-9a-f]{2})[0-9a-f]{4}$/i;
const HIGH_PROFILE_IDC = 100;

function isOfMembers({ codecs }: Decoding): boolean {
  return parseInt(H264.exec(codecs)?.[1] ?? '0', 16) >= HIGH_PROFILE_IDC;
}

/** The height of pictures as the edge counts it: a picture on end is no higher than one that lies. */
export function shortSide({ width, height }: { width: number; height: number }): number {
  return Math.min(width, height);
}

/** The picture height above which a device gains nothing; undefined if it does not tell. */
export function usefulHeight(device: Device): number | undefined {
  const { decoding, smoothHeight, efficientHeight, screenHeight, battery } = device;
  const members = decoding?.filter(isOfMembers) ?? [];
  const highest = (told: number | undefined, good: (decoding: Decoding) => boolean): number => {
    const heights = members.filter(good).map(shortSide);
    return told ?? (heights.length === 0 ? Infinity : Math.max(...heights));
  };
  const drains = battery?.charging === false;
  const height = Math.min(
    screenHeight ?? Infinity,
    highest(smoothHeight, ({ smooth }) => smooth),
    drains ? highest(efficientHeight, ({ powerEfficient }) => powerEfficient) : Infinity,
    drains && battery.level < LOW_BATTERY.level ? LOW_BATTERY.height : Infinity,
  );
  return Number.isFinite(height) ? height : undefined;
}
