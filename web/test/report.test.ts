import { expect, test } from 'vitest';
import { Reporter, tellWhileOpen, type PlayerState, type Report } from '../src/report';

const NOTHING = { startUpSeconds: undefined, stalls: 0, stallSeconds: 0 };

function told(use: (reporter: Reporter) => void): Report[] {
  const reports: Report[] = [];
  use(new Reporter({ id: 's', title: 't' }, (report) => reports.push(report), () => 1_000));
  return reports;
}

test('a start-up and a stall are told with their times when the state changes, and only then', () => {
  const after = { startUpSeconds: 1.234, stalls: 1, stallSeconds: 2.5 };
  const reports = told((reporter) => {
    const states: [PlayerState, typeof NOTHING | typeof after][] = [
      ['s', NOTHING],
      ['s', NOTHING],
      ['p', { ...NOTHING, startUpSeconds: 1.234 }],
      ['r', { ...after, stallSeconds: 0 }],
      ['r', after],
      ['p', after],
    ];
    states.forEach(([state, experience]) => {
      reporter.put(state, experience);
    });
  });
  expect(reports.map(({ sta }) => sta).join('')).toBe('sprp');
  expect(reports[0]).toEqual({ v: 2, e: 'ps', ts: 1_000, sid: 's', cid: 't', sta: 's', bsa: [0], bsda: [0] });
  expect(reports[3]).toMatchObject({ msd: 1234, bsa: [1], bsda: [2500] });
});

test('a viewer who has gone tells nothing more', () => {
  const reports = told((reporter) => {
    reporter.put('q', NOTHING);
    reporter.put('p', NOTHING);
  });
  expect(reports).toHaveLength(1);
});

test('a start-up that is known only after the state has changed is told once', () => {
  const reports = told((reporter) => {
    reporter.put('p', NOTHING);
    reporter.put('p', { ...NOTHING, startUpSeconds: 0.5 });
    reporter.put('p', { ...NOTHING, startUpSeconds: 0.5 });
  });
  expect(reports.map(({ msd }) => msd)).toEqual([undefined, 500]);
});

test('a page that comes back from the cache of the browser goes on telling, until it is left', () => {
  const page = new EventTarget();
  const reports = told((reporter) => {
    const leave = tellWhileOpen(reporter, NOTHING, page);
    page.dispatchEvent(new Event('pageshow'));
    reporter.put('p', NOTHING);
    page.dispatchEvent(new Event('pageshow'));
    reporter.put('p', NOTHING);
    page.dispatchEvent(new Event('pagehide'));
    reporter.put('p', NOTHING);
    page.dispatchEvent(new Event('pageshow'));
    reporter.put('p', NOTHING);
    leave();
    page.dispatchEvent(new Event('pageshow'));
    reporter.put('p', NOTHING);
  });
  expect(reports.map(({ sta }) => sta).join('')).toBe('pqpq');
});
