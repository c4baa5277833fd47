/** The words of the player page that need an explanation. */
import { html } from './dom';
import { explain, linkOf, termOf, type Meaning } from './term';

export const WORDS = {
  clip: {
    name: 'Clip',
    text: 'A few seconds of the title. The edge decides for each clip, and again while it is sent.',
    section: { document: 'steering.md', heading: 'In flight' },
  },
  cluster: {
    name: 'Member, cluster',
    text: 'One encode of a clip; a cluster is that encode in every clip: a size at a quality.',
    section: { document: 'package-format.md', heading: 'title.json' },
  },
  weight: {
    name: 'Relevance, weight',
    text:
      'What a cluster is worth to this device on this path, in points of about one VMAF; the weights follow from it and ' +
      'sum to 100 %.',
    section: { document: 'steering.md', heading: 'Before a clip' },
  },
  budget: {
    name: 'Budget',
    text: 'The bytes that the weights grant a clip. The plan is the best blend within it.',
    section: { document: 'steering.md', heading: 'Before a clip' },
  },
  level: {
    name: 'Level of blending: frames, slices, coefficients',
    text:
      'What a blend is made of: some frames from one member and the others from another; rows of each picture from two ' +
      'members; or a member with its coefficients quantised again. Otherwise the whole clip comes from one member.',
    section: { document: 'steering.md', heading: 'Before a clip' },
  },
  tail: {
    name: 'Tail',
    text: 'The rest of a clip, encoded coarser from the member’s own pictures.',
    section: { document: 'steering.md', heading: 'In flight' },
  },
  vmaf: {
    name: 'VMAF, SSIM',
    text: 'Measures of how near a picture comes to the original: 0 to 100, and 0 to 1. They are taken when a title is encoded.',
    section: { document: 'quality.md', heading: 'VMAF models' },
  },
  qoe: {
    name: 'Quality of experience',
    text: 'VMAF less a price for stalls and for quality that changes, for each four seconds (QoE_v).',
    section: { document: 'player-page.md', heading: 'Side by side' },
  },
  stall: {
    name: 'Stalls',
    text: 'How often, and for how long, the picture stood still though it should have moved.',
    section: { document: 'player-page.md', heading: 'Side by side' },
  },
  start: {
    name: 'Start-up',
    text: 'From the request for the manifest to the first picture that moves.',
    section: { document: 'player-page.md', heading: 'Side by side' },
  },
  switches: {
    name: 'Switches',
    text: 'How often the source of the picture changed: another member, or another level of blending.',
    section: { document: 'player-page.md', heading: 'Side by side' },
  },
  steers: {
    name: 'Edge steers, player steers',
    text:
      'Either the edge chooses what to send, clip by clip, and the player sees one variant; or the player chooses among ' +
      'variants of fixed quality, and the edge only moves down while a clip is on its way.',
    section: { document: 'http-api.md', heading: 'Manifests and media' },
  },
  set: {
    name: 'Path set',
    text: 'What the artificial path is set to carry.',
    section: { document: 'player-page.md', heading: 'A path to play with' },
  },
  measured: {
    name: 'Measured',
    text: 'What the edge has measured of the path while it sent, or else expects of it.',
    section: { document: 'steering.md', heading: 'The path' },
  },
  jitter: {
    name: 'Jitter',
    text: 'How much the round trip varies, as the edge’s TCP measures it (its mean deviation).',
    section: { document: 'http-api.md', heading: 'Sessions' },
  },
  loss: {
    name: 'Loss',
    text:
      'The share of segments that were sent again. On an artificial path a lost segment takes the path twice and comes a ' +
      'round trip late, so losses delay the video and leave no gaps in it.',
    section: { document: 'player-page.md', heading: 'A path to play with' },
  },
} as const satisfies Record<string, Meaning & { name: string }>;

export type Word = keyof typeof WORDS;

/** A button that explains a word. */
export function term(word: Word, text: string): HTMLElement {
  return termOf(word, text);
}

/** Builds what the buttons show, and the list of all words. */
export function openWords(meanings: HTMLElement, list: HTMLElement): void {
  explain(meanings, WORDS);
  list.replaceChildren(
    ...Object.values(WORDS).flatMap((word) => [html('dt', {}, word.name), html('dd', {}, `${word.text} `, linkOf(word))]),
  );
}
