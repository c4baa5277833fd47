/** Numbers for people. An unknown value is shown as such, never as zero. */

export const UNKNOWN = 'not known';

function known(value: number | undefined, text: (value: number) => string): string {
  return value === undefined || !Number.isFinite(value) ? UNKNOWN : text(value);
}

/** Letters instead of numbers: 1 is A. */
export function letter(count: number): string {
  return String.fromCharCode(0x40 + count);
}

/** Three significant digits, no exponent. */
function short(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

export function bitRate(bitsPerSecond: number | undefined): string {
  return known(bitsPerSecond, (value) =>
    value >= 1e9
      ? `${short(value / 1e9)} Gbit/s`
      : value >= 1e6
        ? `${short(value / 1e6)} Mbit/s`
        : `${(value / 1e3).toFixed(0)} kbit/s`,
  );
}

export function bytes(count: number | undefined): string {
  return known(count, (value) =>
    value >= 1e6 ? `${short(value / 1e6)} MB` : value >= 1e3 ? `${(value / 1e3).toFixed(0)} kB` : `${value} B`,
  );
}

/** How many bytes of all there are, in kilobytes. */
export function part(count: number, all: number): string {
  return `${(count / 1e3).toFixed(0)} of ${(all / 1e3).toFixed(0)} kB`;
}

export function seconds(duration: number | undefined): string {
  return known(duration, (value) =>
    value >= 1
      ? `${value.toFixed(1)} s`
      : value >= 0.01
        ? `${(value * 1e3).toFixed(0)} ms`
        : `${(value * 1e3).toFixed(1)} ms`,
  );
}

/** A duration as a clock shows it: 1:05:09, 3:20, or 9 s. */
export function time(duration: number): string {
  const whole = Math.round(duration);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : minutes > 0 ? `${minutes}:${two(rest)}` : `${rest} s`;
}

const HOUR = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DATE = { month: 'short', day: 'numeric' } as const;

/** Writes moments in seconds since 1970. The formatter is made once: making it takes longer than drawing a chart. */
function moments(options: Intl.DateTimeFormatOptions): (seconds: number) => string {
  const formatter = new Intl.DateTimeFormat([], options);
  return (seconds) => formatter.format(seconds * 1000);
}

/** The time of day of a moment. */
export const clock = moments(HOUR);

/** The date of a moment. */
export const day = moments(DATE);

/** The date and the time of day of a moment. */
export const moment = moments({ ...DATE, ...HOUR });

export function percent(share: number | undefined): string {
  return known(share, (value) => {
    const hundredths = value * 100;
    if (hundredths > 0 && hundredths < 0.1) {
      return '< 0.1 %';
    }
    return `${hundredths > 0 && hundredths < 1 ? hundredths.toFixed(1) : hundredths.toFixed(0)} %`;
  });
}

/**
 * Shares of one whole in percent. They add up to what all are together: the largest remainders are rounded up, the others
 * down.
 */
export function percents(shares: readonly number[]): string[] {
  const exact = shares.map((share) => share * 100);
  const whole = exact.map((it) => Math.floor(it));
  const missing = Math.round(exact.reduce((sum, it) => sum + it, 0)) - whole.reduce((sum, it) => sum + it, 0);
  const up = new Set(
    exact
      .map((it, i) => ({ i, remainder: it % 1 }))
      .sort((a, b) => b.remainder - a.remainder)
      .slice(0, missing)
      .map(({ i }) => i),
  );
  return whole.map((it, i) => {
    const rounded = it + (up.has(i) ? 1 : 0);
    return rounded === 0 && (exact[i] ?? 0) > 0 ? '< 1 %' : `${rounded} %`;
  });
}

/** In points of about one VMAF. */
export function points(value: number | undefined): string {
  return known(value, (it) => it.toFixed(1).replace(/^-(?=0\.0$)/, ''));
}

/** Structural similarity, also in decibels of its distance from 1. */
export function ssim(value: number | undefined): string {
  return known(value, (it) => `${it.toFixed(4)} (${(-10 * Math.log10(Math.max(1 - it, 1e-6))).toFixed(1)} dB)`);
}

/** VMAF, 0 to 100, with the structural similarity beside it. */
export function quality(value: { vmaf?: number; ssim?: number } | undefined): string {
  return known(value?.vmaf, (it) => `VMAF ${it.toFixed(1)}, SSIM ${ssim(value?.ssim)}`);
}

export function count(value: number | undefined, one: string, many: string): string {
  return known(value, (it) => `${it} ${it === 1 ? one : many}`);
}
