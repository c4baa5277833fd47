/** The encodes that the edge runs. */
import { html } from '../dom';
import * as format from '../format';
import type { Job } from './api';
import { minutes } from './sessions';

/** How far an encode is, in words. */
export function progress(job: Job): string {
  const { doneClips, clips, etaSeconds, message } = job;
  const parts = [
    job.state,
    doneClips === undefined || clips === undefined || clips === 0 ? undefined : `${doneClips} of ${format.count(clips, 'clip', 'clips')}`,
    etaSeconds === undefined ? undefined : `${minutes(etaSeconds)} left`,
    message === undefined || message === '' ? undefined : message,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Draws the encodes; nothing is shown if there are none. */
export function drawJobs(card: HTMLElement, place: HTMLElement, jobs: Job[]): void {
  card.hidden = jobs.length === 0;
  place.replaceChildren(
    ...jobs.map((job) => {
      const known = job.clips !== undefined && job.clips > 0;
      const words = progress(job);
      return html(
        'div',
        { class: 'job' },
        html('strong', {}, job.title),
        html('progress', {
          max: known ? job.clips : 1,
          value: known ? (job.doneClips ?? 0) : job.state === 'done' ? 1 : 0,
          'aria-label': `${job.title}: ${words}`,
        }),
        html('span', { class: 'quiet small' }, words),
      );
    }),
  );
}
