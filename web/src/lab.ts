/** The path lab: artificial paths to this session, and devices to pretend (docs/http-api.md, "Artificial paths"). */
import { OWN, OWN_FIELDS, type Choices, type OwnPath } from './choices';
import type { Device } from './device';
import { byId, html } from './dom';
import type { PathChoices, PathShape } from './edge';

/** Something to choose, by its name for people. */
export interface Choice<T> {
  id: string;
  name: string;
  value: T;
}

const KBIT = 1_000;
const MBIT = 1_000_000;

/** Without a round trip of its own, a path on this machine would answer at once. */
const ROUND_TRIP_SECONDS = 0.04;

/** The paths to choose from: those of always, and the edge's traces. */
export function paths(choices: PathChoices): Choice<PathShape>[] {
  const cap = (bitsPerSecond: number): PathShape => ({ bitsPerSecond, roundTripSeconds: ROUND_TRIP_SECONDS });
  return [
    { id: 'real', name: 'As it is', value: {} },
    { id: '8000', name: '8 Mbit/s', value: cap(8 * MBIT) },
    { id: '3000', name: '3 Mbit/s', value: cap(3 * MBIT) },
    { id: '2000', name: '2 Mbit/s', value: cap(2 * MBIT) },
    { id: '800', name: '800 kbit/s', value: cap(800 * KBIT) },
    { id: '400', name: '400 kbit/s', value: cap(400 * KBIT) },
    {
      id: 'drop',
      name: '8 Mbit/s, after 10 s 400 kbit/s',
      value: { ...cap(8 * MBIT), drop: { afterSeconds: 10, bitsPerSecond: 400 * KBIT } },
    },
    { id: 'lossy', name: '3 Mbit/s, 5 % lost', value: { bitsPerSecond: 3 * MBIT, lossRatio: 0.05, roundTripSeconds: 0.08 } },
    ...choices.traces.map(({ id, name }) => ({
      id: `trace-${id}`,
      name,
      value: { trace: id, roundTripSeconds: ROUND_TRIP_SECONDS },
    })),
  ];
}

const H264 = ['H264'];

/** The devices to choose from; the first one is the real one. */
export const DEVICES: Choice<Device | undefined>[] = [
  { id: 'real', name: 'This one', value: undefined },
  {
    id: 'phone',
    name: 'Small phone, low battery',
    value: {
      decoders: H264,
      smoothHeight: 720,
      efficientHeight: 360,
      screenHeight: 360,
      logicalProcessors: 4,
      memoryGibibytes: 2,
      battery: { level: 0.15, charging: false },
    },
  },
  {
    id: 'saver',
    name: 'Phone with data saver',
    value: {
      decoders: H264,
      smoothHeight: 1080,
      efficientHeight: 1080,
      screenHeight: 1080,
      logicalProcessors: 8,
      memoryGibibytes: 6,
      dataSaver: true,
    },
  },
  {
    id: 'old-laptop',
    name: 'Old laptop without a hardware decoder',
    value: {
      decoders: H264,
      smoothHeight: 720,
      efficientHeight: 240,
      screenHeight: 900,
      logicalProcessors: 2,
      memoryGibibytes: 4,
    },
  },
  {
    id: 'tv',
    name: 'Television, 2160 lines',
    value: { decoders: H264, smoothHeight: 2160, efficientHeight: 2160, screenHeight: 2160, logicalProcessors: 4 },
  },
];

/** The path that the fields of the form describe; an empty field describes nothing. */
export function shapeOf(fields: OwnPath): PathShape {
  const number = (text: string, unit: number) => (text.trim() === '' ? undefined : Number(text) * unit);
  const cap = number(fields.cap, KBIT);
  const drop = number(fields.drop, KBIT);
  const loss = number(fields.loss, 0.01);
  const delay = number(fields.delay, 0.001);
  return {
    ...(cap === undefined ? {} : { bitsPerSecond: cap }),
    ...(drop === undefined ? {} : { drop: { afterSeconds: number(fields.after, 1) ?? 0, bitsPerSecond: drop } }),
    ...(loss === undefined ? {} : { lossRatio: loss }),
    ...(delay === undefined ? {} : { roundTripSeconds: delay }),
  };
}

/** The path to begin with: a fast one has nothing to show, so a page on the edge's own machine takes a slower one. */
export function firstPath(asked: string | undefined, hostname: string, choices: PathChoices): string {
  if (!choices.shaping) {
    return 'real';
  }
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const known = [OWN, ...paths(choices).map(({ id }) => id)].find((id) => id === asked);
  return known ?? (local ? '3000' : 'real');
}

/** Whether a path is an artificial one. */
export function isArtificial(shape: PathShape): boolean {
  return Object.keys(shape).length > 0;
}

export interface LabListener {
  /** A path was chosen: its id, the fields of one's own, and what it is. */
  onPath(chosen: Pick<Choices, 'path' | 'own'>, shape: PathShape): void;
  /** Another device is described, or none. */
  onDevice(id: string, pretended: Device | undefined): void;
}

/** What the page begins with. */
export interface Begin {
  shape: PathShape;
  pretended: Device | undefined;
}

/**
 * Wires the controls of the page.
 *
 * @param first the id of the path to begin with
 * @param chosen what the page begins with otherwise
 */
export function openLab(choices: PathChoices, first: string, chosen: Choices, listener: LabListener): Begin {
  const shapes = paths(choices);
  const path = byId('shape', HTMLSelectElement);
  const own = byId('own-path', HTMLFormElement);
  const fill = (select: HTMLSelectElement, all: Choice<unknown>[]) => {
    select.replaceChildren(...all.map(({ id, name }) => html('option', { value: id }, name)));
  };
  const field = (name: string): HTMLInputElement => {
    const input = own.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (input === null) {
      throw new Error(`The page has no field named ${name}`);
    }
    return input;
  };
  fill(path, [...shapes, { id: OWN, name: 'Your own …', value: {} }]);
  path.value = first;
  own.hidden = first !== OWN;
  if (first === OWN && chosen.own !== undefined) {
    for (const name of OWN_FIELDS) {
      field(name).value = chosen.own[name];
    }
  }
  const unused = byId('own-unused', HTMLElement);
  const isUsed = (used: boolean) => {
    unused.textContent = used ? '' : 'Not in use yet.';
  };
  own.addEventListener('input', () => {
    isUsed(false);
  });
  path.addEventListener('change', () => {
    own.hidden = path.value !== OWN;
    isUsed(own.hidden);
    const known = shapes.find(({ id }) => id === path.value);
    if (known !== undefined) {
      listener.onPath({ path: known.id, own: undefined }, known.value);
    }
  });
  const filled = () => Object.fromEntries(OWN_FIELDS.map((name) => [name, field(name).value])) as OwnPath;
  own.addEventListener('submit', (event) => {
    event.preventDefault();
    isUsed(true);
    listener.onPath({ path: OWN, own: filled() }, shapeOf(filled()));
  });
  byId('shaping', HTMLElement).hidden = !choices.shaping;
  const device = byId('pretend', HTMLSelectElement);
  fill(device, DEVICES);
  const pretended = DEVICES.find(({ id }) => id === chosen.device);
  device.value = pretended?.id ?? DEVICES[0]?.id ?? '';
  device.addEventListener('change', () => {
    listener.onDevice(device.value, DEVICES.find(({ id }) => id === device.value)?.value);
  });
  return {
    shape: first === OWN ? shapeOf(filled()) : (shapes.find(({ id }) => id === first)?.value ?? {}),
    pretended: pretended?.value,
  };
}
