/** The dashboard. Open this file first: it asks the edge (api.ts) again and again, and hands the answers to the panels. */
import '../style.css';
import './dashboard.css';
import { byId, html } from '../dom';
import * as edge from '../edge';
import { EdgeError } from '../edge';
import * as format from '../format';
import * as tokens from '../token';
import { explain } from '../term';
import { ask, type Evolution, type FleetReport, type Job, type DayOfRewards, type PastSession, type SessionPage } from './api';
import type { Breeding } from './evolution';
import { Fleet, figures, spans, type Figures } from './fleet';
import { drawJobs } from './jobs';
import type { Learning } from './learning';
import type { Past } from './past';
import { QualityPlot } from './quality';
import { Sessions } from './sessions';
import { term, WORDS, type Word } from './words';

const SESSIONS_MILLIS = 2_000;
const FLEET_MILLIS = 5_000;
/** Records and profiles change slowly, and reading them costs the edge something. */
const RECORDS_MILLIS = 30_000;
const JOBS_MILLIS = 5_000;
/** The span of the figures on top. */
const NOW_SECONDS = 300;
const MAX_SPANS = 180;
const MAX_LISTED = 1_000;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;

const state = byId('state', HTMLParagraphElement);

/** Says what is wrong, by its source; an empty text ends it. */
const wrong = new Map<string, string>();
function tell(source: string, text: string): void {
  if (text === '') {
    wrong.delete(source);
  } else {
    wrong.set(source, text);
  }
  const line = [...new Set(wrong.values())].join(' ');
  if (state.textContent !== line) {
    state.textContent = line;
  }
}

/** What is drawn, once somebody is let in. */
class Inside {
  private readonly fleet = new Fleet();
  private readonly sessions: Sessions;
  private readonly quality: QualityPlot;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private charts: { put: (data: Figures[]) => void }[] = [];
  private past: Past | undefined;
  private learning: Learning | undefined;
  private breeding: Breeding | undefined;
  private jobs = true;
  private policy: string | undefined;
  private readonly ended = new AbortController();
  private readonly window = byId('window', HTMLSelectElement);

  constructor(
    private readonly token: string,
    private readonly onRefused: (reason: EdgeError) => void,
  ) {
    this.sessions = new Sessions(
      {
        table: byId('sessions', HTMLElement),
        count: byId('sessions-count', HTMLElement),
        card: byId('chosen', HTMLElement),
        words: byId('chosen-words', HTMLElement),
        why: byId('chosen-why', HTMLElement),
        matrix: byId('chosen-matrix', HTMLElement),
        link: byId('chosen-link', HTMLAnchorElement),
      },
      () => {
        // The list of sessions tells soon what is wrong.
      },
    );
    this.quality = new QualityPlot(
      byId('points', HTMLElement),
      byId('quality-state', HTMLElement),
      byId('title', HTMLSelectElement),
      byId('clip', HTMLSelectElement),
      this.ended.signal,
    );
    this.window.addEventListener('change', this.redraw, { signal: this.ended.signal });
  }

  /** Asks for everything again and again. */
  async run(): Promise<void> {
    this.repeat('sessions', SESSIONS_MILLIS, async () => {
      this.sessions.put(await this.ask<SessionPage>(`./api/sessions?limit=${MAX_LISTED}`));
    });
    this.repeat('fleet', FLEET_MILLIS, () => this.sample());
    this.repeat('jobs', JOBS_MILLIS, () => this.askJobs());
    this.repeat('titles', RECORDS_MILLIS, async () => {
      const titles = await edge.titles();
      this.quality.put(titles);
      this.sessions.putTitles(titles);
    });
    // The plotter is loaded while the first answers are on their way.
    const [{ CHARTS, Chart }, { Past }, { Learning }, { Breeding }] = await Promise.all([
      import('./charts'),
      import('./past'),
      import('./learning'),
      import('./evolution'),
    ]);
    if (this.ended.signal.aborted) {
      return;
    }
    const charts = CHARTS.map((shown) => new Chart(shown, (it: Figures) => it.at));
    byId('charts', HTMLElement).replaceChildren(...charts.map((chart) => chart.figure));
    this.charts = charts;
    this.past = new Past(byId('past-rows', HTMLElement), byId('past-chosen', HTMLElement), (path) => this.ask(path));
    this.learning = new Learning(byId('rewards', HTMLElement), byId('learning-state', HTMLElement));
    this.breeding = new Breeding(byId('bred', HTMLElement), byId('evolution-state', HTMLElement));
    this.redraw();
    this.repeat('records', RECORDS_MILLIS, () => this.askRecords());
    this.repeat('evolution', RECORDS_MILLIS, async () => {
      this.breeding?.put(await this.ask<Evolution>('./api/evolution'));
    });
  }

  close(): void {
    this.ended.abort();
    for (const timer of this.timers) {
      clearInterval(timer);
    }
  }

  private ask<T>(path: string): Promise<T> {
    return ask<T>(path, this.token);
  }

  /** Does something now, every so often, and when the page is looked at again; one at a time, and not while it is hidden. */
  private repeat(source: string, millis: number, action: () => Promise<void>): void {
    let busy = false;
    const once = () => {
      if (busy || this.ended.signal.aborted || document.hidden) {
        return;
      }
      busy = true;
      action()
        .then(() => {
          tell(source, '');
        })
        .catch((reason: unknown) => {
          this.failed(source, reason);
        })
        .finally(() => {
          busy = false;
        });
    };
    once();
    this.timers.push(setInterval(once, millis));
    document.addEventListener('visibilitychange', once, { signal: this.ended.signal });
  }

  private failed(source: string, reason: unknown): void {
    if (this.ended.signal.aborted) {
      return;
    }
    if (reason instanceof EdgeError && (reason.status === UNAUTHORIZED || reason.status === FORBIDDEN)) {
      this.onRefused(reason);
    } else if (reason instanceof EdgeError && reason.status === 0) {
      tell(source, 'The edge does not answer; trying again.');
    } else {
      tell(source, reason instanceof Error ? reason.message : String(reason));
    }
  }

  private async sample(): Promise<void> {
    const report = await this.ask<FleetReport>(`./api/fleet?after=${this.fleet.latest()}`);
    if (this.fleet.put(report)) {
      // Samples up to the number that was asked for are missing.
      this.fleet.put(await this.ask<FleetReport>('./api/fleet'));
    }
    this.policy = report.policy;
    this.redraw();
  }

  private readonly redraw = (): void => {
    const last = this.fleet.last(NOW_SECONDS);
    drawFigures(byId('figures', HTMLElement), last.length === 0 ? undefined : figures(last), this.policy);
    const data = spans(this.fleet.last(Number(this.window.value)), MAX_SPANS);
    for (const chart of this.charts) {
      chart.put(data);
    }
  };

  private async askRecords(): Promise<void> {
    const told = byId('past-state', HTMLElement);
    const { sessions } = await this.ask<{ sessions?: PastSession[] }>(`./api/history/sessions?limit=${MAX_LISTED}`);
    this.past?.put(sessions ?? []);
    if (sessions === undefined) {
      told.textContent = 'Nothing is recorded. Start the edge with --telemetry FILE to keep what viewers lived through.';
      byId('learning-state', HTMLElement).textContent =
        'Without --telemetry FILE nothing is recorded, so policies cannot be compared. “Reward by term” above shows this edge’s clips.';
      byId('rewards', HTMLElement).hidden = true;
      return;
    }
    told.textContent =
      sessions.length === 0
        ? 'No session is recorded yet.'
        : `The ${sessions.length === MAX_LISTED ? 'newest ' : ''}${format.count(sessions.length, 'session', 'sessions')} of the records. ` +
          'Choose one to see how it went and why.';
    byId('rewards', HTMLElement).hidden = false;
    this.learning?.put((await this.ask<{ days?: DayOfRewards[] }>('./api/history/rewards')).days ?? []);
  }

  /** An edge without encodes answers 404: then they are not asked for again. */
  private async askJobs(): Promise<void> {
    if (this.jobs) {
      try {
        drawJobs(byId('jobs-card', HTMLElement), byId('jobs', HTMLElement), await this.ask<Job[]>('./api/jobs'));
      } catch (reason) {
        this.jobs = !(reason instanceof EdgeError && (reason.status === NOT_FOUND || reason.status === FORBIDDEN));
        if (this.jobs) {
          throw reason;
        }
        byId('jobs-card', HTMLElement).hidden = true;
      }
    }
  }
}

/** The figures on top: the last five minutes in a few numbers. */
function drawFigures(place: HTMLElement, now: Figures | undefined, policy: string | undefined): void {
  const known = (value: number | undefined, text: (value: number) => string) => (value === undefined ? '–' : text(value));
  const shown: [string, string, Word | undefined][] = [
    [known(now?.active, String), 'watching now', undefined],
    [known(now?.qoe, format.points), 'QoE', 'qoe'],
    [known(now?.vmaf, format.points), 'mean VMAF', 'vmaf'],
    [known(now?.stallRatio, format.percent), 'stalled', 'stall'],
    [known(now?.startSeconds, format.seconds), 'start-up', 'start'],
    [known(now?.downMovesPerClip, (it) => it.toFixed(2)), 'down-moves a clip', 'down'],
    [known(now === undefined ? undefined : now.videoBitsPerSecond + now.audioBitsPerSecond, format.bitRate), 'sent', undefined],
    [known(now?.processors, (it) => it.toFixed(2)), 'processors', 'processors'],
    [known(now?.hits['members'], format.percent), 'from the cache', 'cache'],
    [policy ?? '–', 'policy', 'policy'],
  ];
  if (place.childElementCount === 0) {
    place.replaceChildren(
      ...shown.map(([, name, word]) =>
        html('div', {}, html('dt', {}, word === undefined ? name : term(word, name)), html('dd')),
      ),
    );
  }
  place.querySelectorAll('dd').forEach((value, i) => {
    value.textContent = shown[i]?.[0] ?? '–';
  });
}

const door = byId('door', HTMLFormElement);
const token = byId('token', HTMLInputElement);
const refused = byId('refused', HTMLParagraphElement);
let inside: Inside | undefined;

/** Shows the form that asks for the token, and nothing else. */
function close(why: string): void {
  inside?.close();
  inside = undefined;
  wrong.clear();
  state.textContent = '';
  tokens.forget();
  show(false);
  refused.textContent = why;
  refused.hidden = why === '';
  token.value = '';
  token.focus();
}

function show(open: boolean): void {
  door.hidden = open;
  for (const id of ['inside', 'places', 'leave']) {
    byId(id, HTMLElement).hidden = !open;
  }
}

/** Tries a token; who is refused is asked for another one. */
async function open(value: string): Promise<void> {
  try {
    await ask<FleetReport>(`./api/fleet?after=${Number.MAX_SAFE_INTEGER}`, value);
  } catch (reason) {
    if (reason instanceof EdgeError && reason.status === 0) {
      show(false);
      refused.textContent = 'The edge does not answer. Try again when it runs.';
      refused.hidden = false;
    } else {
      close(refusal(reason));
    }
    return;
  }
  tokens.keep(value);
  refused.hidden = true;
  show(true);
  inside = new Inside(value, (reason) => {
    close(refusal(reason));
  });
  await inside.run();
}

function refusal(reason: unknown): string {
  if (!(reason instanceof EdgeError)) {
    return String(reason);
  }
  switch (reason.status) {
    case UNAUTHORIZED:
      return 'This is not the edge’s admin token.';
    case FORBIDDEN:
      return 'This edge has no admin token, so the dashboard is closed. Start it with --admin-token-file FILE.';
    default:
      return reason.message;
  }
}

explain(byId('words', HTMLElement), WORDS);
door.addEventListener('submit', (event) => {
  event.preventDefault();
  open(token.value.trim()).catch((reason: unknown) => {
    tell('page', String(reason));
  });
});
byId('leave', HTMLButtonElement).addEventListener('click', () => {
  close('');
  // What was drawn for an operator is not kept for whoever comes next.
  location.reload();
});
tokens.take();
const kept = tokens.kept();
if (kept === undefined) {
  show(false);
} else {
  open(kept).catch((reason: unknown) => {
    tell('page', String(reason));
  });
}
