/** Which pictures a device gains from, by the rules of the edge (docs/steering.md, "The device"). */
import type { Decoding, Device } from './device';

/** A low battery affords no higher pictures: 720 lines below a fifth of the charge. */
const LOW_BATTERY = { level: 0.2, height: 720 };

/** The picture height above which a device gains nothing; undefined if it does not tell. */
export function usefulHeight({ decoding, smoothHeight, efficientHeight, screenHeight, battery }: Device): number | undefined {
  const highest = (told: number | undefined, good: (decoding: Decoding) => boolean): number =>
    told ?? Math.max(...(decoding ?? []).filter(good).map(({ height }) => height), decoding === undefined ? Infinity : 0);
  const drains = battery?.charging === false;
  const height = Math.min(
    screenHeight ?? Infinity,
    highest(smoothHeight, ({ smooth }) => smooth),
    drains ? highest(efficientHeight, ({ powerEfficient }) => powerEfficient) : Infinity,
    drains && battery.level < LOW_BATTERY.level ? LOW_BATTERY.height : Infinity,
  );
  return Number.isFinite(height) ? height : undefined;
}
