/** The ticks of a chart's axes, and their labels. */

/** From a thousandth to a terabit. */
const STEPS = Array.from({ length: 16 }, (_, i) => [1, 2, 2.5, 5].map((factor) => factor * 10 ** (i - 3))).flat();
/** No axis has room for more. */
const MAX_TICKS = 20;

/**
 * The distances that ticks may have on an axis, so that no two of them have one label: those of counts are whole.
 *
 * @param text the label of a value
 */
export function steps(least: number, most: number, text: (value: number) => string): number[] {
  return STEPS.filter((step) => {
    const first = Math.ceil(least / step);
    const count = Math.floor(most / step) - first + 1;
    if (count > MAX_TICKS) {
      return false;
    }
    const labels = Array.from({ length: Math.max(0, count) }, (_, i) => text((first + i) * step));
    return new Set(labels).size === labels.length;
  });
}

/** Labels without those that repeat the one before. */
export function once(labels: string[]): string[] {
  return labels.map((label, i) => (label === labels[i - 1] ? '' : label));
}
