/** What the browser has measured of the path while it loaded the page's files. */

/** What is needed of a browser's timing of a resource (Resource Timing, 4.3): times in milliseconds, bytes on the wire. */
export type Load = Pick<PerformanceResourceTiming, 'responseStart' | 'responseEnd' | 'encodedBodySize'>;

/** Fewer bytes tell about round trips and not about throughput. */
const MIN_BYTES = 30_000;
/** A path that carries them faster is no limit to the first clip. */
const MIN_MILLIS = 50;
/** A path may be another one after this. */
const MAX_AGE_MILLIS = 10_000;

/**
 * The throughput of the largest file that came lately, with what came beside it.
 *
 * @param now in the time of the loads
 * @returns bits/s; undefined if nothing can be said
 */
export function downlink(loads: Load[], now: number): number | undefined {
  const recent = loads.filter(({ responseEnd }) => now - responseEnd < MAX_AGE_MILLIS);
  const largest = recent.reduce<Load | undefined>(
    (best, load) => (load.encodedBodySize > (best?.encodedBodySize ?? 0) ? load : best),
    undefined,
  );
  if (largest === undefined || largest.encodedBodySize < MIN_BYTES || largest.responseEnd - largest.responseStart < MIN_MILLIS) {
    return undefined;
  }
  const beside = recent.filter((load) => load.responseStart >= largest.responseStart && load.responseEnd <= largest.responseEnd);
  const bytes = beside.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return (bytes * 8000) / (largest.responseEnd - largest.responseStart);
}

/** What was measured while this page was loaded. */
export function measuredDownlink(): number | undefined {
  return downlink(performance.getEntriesByType('resource') as PerformanceResourceTiming[], performance.now());
}
