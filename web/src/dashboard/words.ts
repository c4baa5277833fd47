/** The words of the dashboard that need an explanation. */
import { termOf, type Meaning } from '../term';
import { WORDS as OF_PLAYER } from '../words';

export const WORDS = {
  // The mixing matrix is drawn as on the player page.
  cluster: OF_PLAYER.cluster,
  weight: OF_PLAYER.weight,
  qoe: {
    text:
      'The mean reward of a clip, in points of about one VMAF: its quality, less prices for quality that changes, for ' +
      'time without a picture, and for splices.',
    section: { document: 'telemetry.md', heading: 'Reward' },
  },
  vmaf: {
    text: 'How near the pictures come to the original, from 0 to 100. It is measured when a title is encoded.',
    section: { document: 'quality.md', heading: 'VMAF models' },
  },
  stall: {
    text: 'The part of the time for which viewers waited on an empty buffer, of players that tell it (CMCD).',
    section: { document: 'operations.md', heading: 'Metrics' },
  },
  start: {
    text: 'From the command to play to the first picture, of players that tell it (CMCD).',
    section: { document: 'operations.md', heading: 'Metrics' },
  },
  down: {
    text: 'How often the edge went on with a lower quality while a clip was on its way, because the path had fallen.',
    section: { document: 'steering.md', heading: 'In flight' },
  },
  level: {
    text:
      'What clips were made of: whole members; frames of one member and then of another; rows of slices of two members; ' +
      'or a member whose coefficients were quantised again. Over time: the clips of the last minute.',
    section: { document: 'steering.md', heading: 'Before a clip' },
  },
  processors: {
    text: 'Processor seconds in each second: 1 is one core at work all the time. Requantising is a part of it.',
    section: { document: 'operations.md', heading: 'Metrics' },
  },
  cache: {
    text: 'The part of the look-ups that were answered from memory: mapped members, and segments of named plans.',
    section: { document: 'operations.md', heading: 'Metrics' },
  },
  reward: {
    text:
      'The terms of the quality of experience: what the pictures are worth, what changes from clip to clip cost, what ' +
      'waiting costs, and what splices cost.',
    section: { document: 'telemetry.md', heading: 'Reward' },
  },
  mix: {
    text:
      'The weights of the mixing matrix for the latest clip: one band for each cluster, an encode of the title at a size ' +
      'and a quality.',
    section: { document: 'steering.md', heading: 'Before a clip' },
  },
  supplied: {
    text:
      'What clips were made of: a column for each clip, or for some successive ones, with the part that each cluster, an ' +
      'encode of the title, supplied. The line below shows the levels of blending.',
    section: { document: 'dashboard.md', heading: 'What it reads' },
  },
  buffer: {
    text: 'How much of the title the player has and has not played yet, as it tells, or as the edge reckons.',
    section: { document: 'steering.md', heading: 'The path' },
  },
  path: {
    text: 'What the connection to the viewer is expected to carry.',
    section: { document: 'steering.md', heading: 'The path' },
  },
  policy: {
    text:
      'What decides: the static policy follows from profiles and prices, the learned one from a network that was trained ' +
      'on what viewers lived through.',
    section: { document: 'learning.md', heading: 'How it decides' },
  },
  hull: {
    text:
      'How far the best bred families lie above plain libx264 at the same bitrate, in points of quality, as a mean over ' +
      'the clips that they are bred on.',
    section: { document: 'evolution.md', heading: 'Evolution' },
  },
  operator: {
    text: 'A way to make a new family of encoding parameters out of known ones.',
    section: { document: 'evolution.md', heading: 'Evolution' },
  },
  rung: {
    text: 'A quality that a title aims at in every clip; what a player can choose.',
    section: { document: 'http-api.md', heading: 'Manifests and media' },
  },
  tail: {
    text: 'The rest of a clip, coded more coarsely from the member’s own pictures, so that it can follow without drift.',
    section: { document: 'steering.md', heading: 'In flight' },
  },
} as const satisfies Record<string, Meaning>;

export type Word = keyof typeof WORDS;

/** A button that explains a word. */
export function term(word: Word, text: string): HTMLElement {
  return termOf(word, text);
}
