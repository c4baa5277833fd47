// Every key of CMCD in every mode, as npm's `@svta/cml-cmcd` writes it. The edge's parser is tested against the result,
// edge/src/test/resources/dev/starling/edge/client/cmcd-examples.jsonl; `npx vitest run -u` writes it anew.
import {
  CMCD_KEYS,
  CMCD_MIME_TYPE,
  CMCD_PARAM,
  CMCD_V1_KEYS,
  CmcdEventType,
  CmcdObjectType,
  CmcdPlayerState,
  CmcdStreamType,
  CmcdStreamingFormat,
  decodeCmcd,
  encodeCmcd,
  toCmcdHeaders,
  toCmcdQuery,
  toCmcdValue,
  validateCmcdEvents,
  type Cmcd,
  type CmcdEncodeOptions,
} from '@svta/cml-cmcd';
import { describe, expect, it } from 'vitest';

const EXAMPLES = '../../edge/src/test/resources/dev/starling/edge/client/cmcd-examples.jsonl';

const OBJECT_TYPES = Object.values(CmcdObjectType);

/** A list with a number for each type of object, one without, and a single one. */
function lists(unit: number): unknown[] {
  return [
    OBJECT_TYPES.map((type, i) => toCmcdValue(unit * (i + 1), { [type]: true })),
    [toCmcdValue(unit * 20, { v: true }), toCmcdValue(unit, { a: true })],
    [unit * 7],
    [0],
  ];
}

/** Values of every key. */
const VALUES: Record<string, unknown[]> = {
  ab: lists(100),
  bg: [true, false],
  bl: lists(1300),
  br: lists(100),
  bs: [true],
  bsa: lists(1),
  bsd: [[toCmcdValue(1200, { v: true }), toCmcdValue(800, { v: true }), toCmcdValue(333, { a: true })], [0.5], [17]],
  bsda: lists(900),
  cdn: ['cdn-1'],
  cen: ['chapter "two"'],
  cid: ['faec5fc2-ac30-11eabb37-0242ac130002', 'a\\b"c, d'],
  cmsdd: ['InN0YXJsaW5nIjtldHA9ODAwMA=='],
  cmsds: ['b3Q9dixzdD12LHY9MQ=='],
  cs: ['sig:3045'],
  d: [4004, 0],
  dfa: [0, 17],
  dl: [500, 120_000],
  e: Object.values(CmcdEventType),
  ec: [['3016'], ['E1', 'network "reset"']],
  h: ['edge.example.com'],
  lab: lists(10),
  lb: lists(10),
  ltc: [3000],
  msd: [0, 1834],
  mtp: lists(2500),
  nor: ['..%2F300kbps%2Fsegment35.m4v', ['../a/2.m4s'], [toCmcdValue('../a/3.m4s', { r: '0-99' }), '4.m4s']],
  nr: [true],
  nrr: ['12323-48763'],
  ot: OBJECT_TYPES,
  pb: lists(100),
  pr: [0, 0.5, 1, 1.08, 2],
  pt: [0, 30_123],
  rc: [0, 200, 404],
  rtp: [12_000],
  sf: Object.values(CmcdStreamingFormat),
  sid: ['6e2fb550-c457-11e9-bb97-0800200c9a66'],
  smrt: ['c21ydA=='],
  sn: [0, 812],
  st: Object.values(CmcdStreamType),
  sta: Object.values(CmcdPlayerState),
  su: [true],
  tab: lists(1000),
  tb: lists(1000),
  tbl: lists(2000),
  tpb: lists(1000),
  ts: [1_764_432_000_123],
  ttfb: [42],
  ttfbb: [44],
  ttlb: [388],
  url: ['http://example.com/titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s'],
  v: [2],
};

const CUSTOM: Record<string, unknown> = {
  'com.example-flag': true,
  'com.example-list': ['x', 'y'],
  'com.example-number': 1.5,
  'com.example-numbers': [1, toCmcdValue(2, { v: true })],
  'com.example-text': 'hello, "world"',
  'com.example-token': Symbol('token'),
};

interface Example {
  /** How it is sent: query (percent-encoded), headers, event (a line of a body) or json. */
  mode: 'query' | 'headers' | 'event' | 'json';
  payload: string;
  /** The values by key, as texts. */
  values: Record<string, string>;
}

/** A value as the edge shows it to people. */
function text(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(text).join(' ');
  }
  if (typeof value === 'symbol') {
    return value.description ?? '';
  }
  if (typeof value === 'object' && value !== null && 'value' in value) {
    const item = value as { value: unknown; params?: Record<string, unknown> };
    const parameters = Object.entries(item.params ?? {});
    return text(item.value) + parameters.map(([key, it]) => (it === true ? `;${key}` : ` ${String(it)}`)).join('');
  }
  return String(value);
}

/** What was written, read by the package itself. Custom keys are shown without parameters. */
function values(encoded: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(decodeCmcd(encoded) as Record<string, unknown>).map(([key, value]) => [
      key,
      key.includes('-') ? text(value).replaceAll(/;[a-z]+/g, '') : text(value),
    ]),
  );
}

function example(mode: Example['mode'], payload: string, encoded: string): Example[] {
  return encoded === '' ? [] : [{ mode, payload, values: values(encoded) }];
}

/** Some data in every way that a request can carry them, in both versions. */
function requests(data: Record<string, unknown>): Example[] {
  return ([1, 2] as const).flatMap((version) => {
    const options: CmcdEncodeOptions = { version };
    const encoded = encodeCmcd(data as Cmcd, options);
    const headers = Object.values(toCmcdHeaders(data as Cmcd, options));
    const query = toCmcdQuery(data as Cmcd, options);
    expect(query.startsWith(`${CMCD_PARAM}=`) || encoded === '').toBe(true);
    const plain = Object.entries(decodeCmcd(encoded) as Record<string, unknown>).filter(([, value]) =>
      [value].flat().every((it) => typeof it !== 'object'),
    );
    return [
      ...example('query', query.slice(CMCD_PARAM.length + 1), encoded),
      ...example('headers', headers.join('\n'), headers.join(',')),
      ...(encoded === ''
        ? []
        : [
            {
              mode: 'json',
              payload: JSON.stringify(Object.fromEntries(plain)),
              values: Object.fromEntries(plain.map(([key, value]) => [key, text(value)])),
            } as const,
          ]),
    ];
  });
}

/** Some data as an event of each type. */
function events(data: Record<string, unknown>, types: readonly string[]): Example[] {
  return types.flatMap((e) => {
    const required = { ts: VALUES['ts']?.[0], sta: 'p', pr: 1, cid: 'c', bg: true, ...(e === 'bc' ? { br: [1] } : {}), cen: 'n', ec: ['x'], url: '/u', e };
    const encoded = encodeCmcd({ ...required, ...data, e } as Cmcd, { reportingMode: 'event' });
    return example('event', encoded, encoded);
  });
}

describe('CMCD as npm writes it', () => {
  it('has values for every key', () => {
    expect(Object.keys(VALUES).sort()).toEqual([...new Set<string>([...CMCD_KEYS, ...CMCD_V1_KEYS])].sort());
    expect(CMCD_MIME_TYPE).toBe('application/cmcd');
  });

  it('is what the edge is tested with', async () => {
    const single = Object.entries(VALUES).flatMap(([key, all]) => all.map((value) => ({ [key]: value })));
    const longest = Math.max(...Object.values(VALUES).map((all) => all.length));
    const whole = Array.from({ length: longest }, (_, i) =>
      Object.fromEntries(Object.entries(VALUES).map(([key, all]) => [key, all[i % all.length]])),
    );
    const custom = [...Object.entries(CUSTOM).map(([key, value]) => ({ [key]: value, sid: 's' })), { ...CUSTOM, sid: 's' }];
    const all = [
      ...[...single, ...whole, ...custom].flatMap(requests),
      ...single.flatMap((data) => events(data, data['e'] === undefined ? ['t', 'rr'] : [data['e'] as string])),
      ...whole.slice(0, 3).flatMap((data) => events(data, Object.values(CmcdEventType))),
      ...custom.flatMap((data) => events(data, ['ce'])),
    ];
    const lines = [...new Set(all.map((it) => JSON.stringify(it)))];
    expect(validateCmcdEvents(all.filter((it) => it.mode === 'event').map((it) => it.payload).join('\n')).data.length).toBeGreaterThan(300);
    await expect(lines.join('\n') + '\n').toMatchFileSnapshot(EXAMPLES);
  });
});
