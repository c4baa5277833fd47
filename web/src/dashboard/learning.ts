/** What the policies brought viewers: rewards by term and by day, from the records. */
import { html } from '../dom';
import * as format from '../format';
import type { DayOfRewards, RewardTerms } from './api';
import { Chart } from './charts';
import { total } from './fleet';
import { term } from './words';

/** All clips of one kind of policy. */
export interface Policy {
  policy: DayOfRewards['policy'];
  clips: number;
  mean: RewardTerms;
  /** Half the 95 % interval of the mean reward, with clips taken as independent; absent if it is not known. */
  plusOrMinus?: number | undefined;
}

/** The quantile of the normal distribution for an interval of 95 %. */
const Z = 1.96;

/** The days of each policy together. */
export function policies(days: readonly DayOfRewards[]): Policy[] {
  const order = ['learned', 'static', 'unknown'] as const;
  return order.flatMap((policy) => {
    const own = days.filter((day) => day.policy === policy);
    const clips = own.reduce((sum, day) => sum + day.clips, 0);
    if (clips === 0) {
      return [];
    }
    const mean = (of: (terms: RewardTerms) => number) =>
      own.reduce((sum, day) => sum + of(day.mean) * day.clips, 0) / clips;
    const overall = mean(total);
    // The variance within the days and between them.
    const squares = own.reduce(
      (sum, day) => sum + (day.deviation ?? 0) ** 2 * Math.max(0, day.clips - 1) + day.clips * (total(day.mean) - overall) ** 2,
      0,
    );
    return [
      {
        policy,
        clips,
        mean: {
          quality: mean((it) => it.quality),
          change: mean((it) => it.change),
          waiting: mean((it) => it.waiting),
          splice: mean((it) => it.splice),
        },
        plusOrMinus: clips > 1 ? Z * Math.sqrt(squares / (clips - 1) / clips) : undefined,
      },
    ];
  });
}

/** What the figures say, in one sentence. */
export function verdict(of: readonly Policy[]): string {
  const learned = of.find(({ policy }) => policy === 'learned');
  const fixed = of.find(({ policy }) => policy === 'static');
  if (learned === undefined || fixed === undefined) {
    const only = learned ?? fixed;
    return only === undefined
      ? 'No clip with a known policy is recorded yet.'
      : `Only clips of the ${only.policy} policy are recorded, so there is nothing to compare it with.`;
  }
  const difference = total(learned.mean) - total(fixed.mean);
  const uncertainty = Math.hypot(learned.plusOrMinus ?? Infinity, fixed.plusOrMinus ?? Infinity);
  const amount = `${format.points(Math.abs(difference))} points ${difference < 0 ? 'less' : 'more'} a clip than the static one`;
  return Math.abs(difference) > uncertainty
    ? `The learned policy brought ${amount}. Other viewers on other paths had the one than the other, so this is no experiment.`
    : `The learned policy brought ${amount}, which is less than the uncertainty.`;
}

const NAMES = { learned: 'learned', static: 'static', unknown: 'not recorded' } as const;

function table(of: readonly Policy[]): HTMLElement {
  const heading = (name: string | Node) => html('th', { scope: 'col', class: 'number' }, name);
  return html(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Rewards by policy' },
    html(
      'table',
      { class: 'plain-table' },
      html(
        'thead',
        {},
        html(
          'tr',
          {},
          html('th', { scope: 'col' }, term('policy', 'Policy')),
          heading('Clips'),
          heading(term('reward', 'Reward')),
          ...['Quality', 'Change', 'Waiting', 'Splices'].map(heading),
        ),
      ),
      html(
        'tbody',
        {},
        ...of.map(({ policy, clips, mean, plusOrMinus }) =>
          html(
            'tr',
            {},
            html('th', { scope: 'row' }, NAMES[policy]),
            html('td', { class: 'number' }, String(clips)),
            html(
              'td',
              { class: 'number strong' },
              `${format.points(total(mean))}${plusOrMinus === undefined ? '' : ` ± ${format.points(plusOrMinus)}`}`,
            ),
            ...[mean.quality, mean.change, mean.waiting, mean.splice].map((it) =>
              html('td', { class: 'number' }, format.points(it)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** The mean rewards of a day by policy. */
interface Day {
  at: number;
  rewards: Partial<Record<DayOfRewards['policy'], number>>;
}

function byDay(days: readonly DayOfRewards[]): Day[] {
  const found = new Map<string, Day>();
  for (const { day, policy, mean } of days) {
    const known = found.get(day) ?? { at: Date.parse(day) / 1000, rewards: {} };
    known.rewards[policy] = total(mean);
    found.set(day, known);
  }
  return [...found.values()];
}

/** Draws the rewards. */
export class Learning {
  private readonly chart = new Chart<Day>(
    {
      title: 'Reward by day',
      word: 'reward',
      text: format.points,
      lines: [
        { name: 'learned', colour: '--plot-shown', of: (it) => it.rewards.learned },
        { name: 'static', colour: '--plot-buffer', of: (it) => it.rewards.static },
      ],
    },
    (day) => day.at,
    format.day,
  );
  private readonly table = html('div');

  constructor(
    place: HTMLElement,
    private readonly state: HTMLElement,
  ) {
    place.replaceChildren(this.table, this.chart.figure);
  }

  put(days: readonly DayOfRewards[]): void {
    const all = policies(days);
    this.state.textContent = verdict(all);
    this.table.replaceChildren(...(all.length === 0 ? [] : [table(all)]));
    const drawn = byDay(days);
    this.chart.figure.hidden = drawn.length < 2;
    this.chart.put(drawn);
  }
}
