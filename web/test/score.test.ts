import { describe, expect, test } from 'vitest';
import { RequestCount, type Cluster, type MixedClip } from '../src/edge';
import { MixedClips, hue, inWords, notes, parts } from '../src/score';

const clusters: Cluster[] = [
  { id: 'large-good', group: 'large', family: 1, crf: 20 },
  { id: 'large-poor', group: 'large', family: 1, crf: 24 },
  { id: 'small-good', group: 'small', family: 1, crf: 20 },
];

function clip(changes: Partial<MixedClip> = {}): MixedClip {
  return {
    request: 1,
    clip: 0,
    startSeconds: 10,
    seconds: 2,
    accessUnits: 50,
    group: 'large',
    width: 1280,
    height: 720,
    level: 'gop',
    state: 'sent',
    clusters: [],
    plan: [{ member: 'large-good', level: 'gop' as const, from: 0, until: 50 }],
    delivered: [{ member: 'large-good', level: 'gop' as const, from: 0, until: 50 }],
    downMoves: [],
    ...changes,
  };
}

describe('the notes of a clip', () => {
  test('span its time when one member supplies it all', () => {
    expect(notes(clip(), clusters)).toEqual([
      { clip: 0, member: 'large-good', lane: 0, from: 10, until: 12, abandoned: false },
    ]);
  });

  test('follow each other over the lanes of a blend', () => {
    const blend = [
      { member: 'large-good', level: 'gop' as const, from: 0, until: 30 },
      { member: 'large-poor', level: 'gop' as const, from: 30, until: 50 },
    ];
    expect(notes(clip({ plan: blend, delivered: blend }), clusters)).toEqual([
      { clip: 0, member: 'large-good', lane: 0, from: 10, until: 11.2, abandoned: false },
      { clip: 0, member: 'large-poor', lane: 1, from: 11.2, until: 12, abandoned: false },
    ]);
  });

  test('are side by side where pictures have rows of two members', () => {
    const rows = { member: 'large-good', level: 'slice' as const, from: 0, until: 50, rows: { lower: 'large-poor', higher: [0] } };
    const delivered = [
      { ...rows, until: 25 },
      { member: 'large-poor', level: 'gop' as const, from: 25, until: 50 },
    ];
    expect(notes(clip({ plan: [rows], delivered }), clusters)).toEqual([
      { clip: 0, member: 'large-good', lane: 0, from: 11, until: 12, abandoned: true },
      { clip: 0, member: 'large-good', lane: 0, from: 10, until: 11, abandoned: false },
      { clip: 0, member: 'large-poor', lane: 1, from: 10, until: 11, abandoned: false },
      { clip: 0, member: 'large-poor', lane: 1, from: 11, until: 12, abandoned: false },
    ]);
  });

  test('keep what the edge gave up when it moved down on the way', () => {
    const moved = clip({
      delivered: [
        { member: 'large-good', level: 'gop' as const, from: 0, until: 25 },
        { member: 'large-poor', level: 'gop' as const, from: 25, until: 50 },
      ],
      downMoves: [{ accessUnit: 25, member: 'large-poor' }],
    });
    expect(notes(moved, clusters).filter((note) => note.abandoned)).toEqual([
      { clip: 0, member: 'large-good', lane: 0, from: 11, until: 12, abandoned: true },
    ]);
  });

  test('leave out a member that the title does not know', () => {
    expect(notes(clip({ plan: [], delivered: [{ member: 'gone', level: 'gop' as const, from: 0, until: 50 }] }), clusters)).toEqual([]);
  });
});

describe('the clips of a session', () => {
  test('keep the newest answer for each, whatever the order of arrival', () => {
    const clips = new MixedClips();
    clips.put(clip({ request: 7, group: 'small' }));
    clips.put(clip({ request: 3, group: 'large' }));
    expect(clips.of(0)?.group).toBe('small');
  });

  test('replace an answer by its own later state', () => {
    const clips = new MixedClips();
    clips.put(clip({ request: 7, state: 'sending' }));
    clips.put(clip({ request: 7, state: 'sent' }));
    expect(clips.of(0)?.state).toBe('sent');
  });

  test('are in the order of the title, and the newest is the last that was asked for', () => {
    const clips = new MixedClips();
    clips.put(clip({ request: 9, clip: 1 }));
    clips.put(clip({ request: 2, clip: 4 }));
    clips.put(clip({ request: 8, clip: 0 }));
    expect(clips.all().map((it) => it.clip)).toEqual([0, 1, 4]);
    expect(clips.newest()?.clip).toBe(1);
  });

  test('count the down-moves of what was kept', () => {
    const clips = new MixedClips();
    clips.put(clip({ clip: 0, downMoves: [{ accessUnit: 3, member: 'large-poor' }] }));
    clips.put(clip({ request: 2, clip: 1 }));
    expect(clips.downMoves()).toBe(1);
  });
});

test('what a clip was made of is told by source, with shares where there are several', () => {
  const label = (id: string) => id.toUpperCase();
  const tail = { member: 'large-good', from: 10, crfStep: 12 };
  const delivered = [
    { member: 'large-good', level: 'gop' as const, from: 0, until: 10 },
    { member: 'large-good', level: 'frame' as const, tail, from: 10, until: 50 },
  ];
  expect(parts(clip({ delivered }), label)).toEqual(['20 % LARGE-GOOD', '80 % LARGE-GOOD, its tail']);
  expect(parts(clip({ delivered: [{ member: 'large-good', level: 'gop', from: 0, until: 50 }] }), label)).toEqual(['LARGE-GOOD']);
  expect(parts({ ...clip({ delivered: delivered.map((it) => ({ ...it, from: it.from * 3, until: Math.min(it.until * 3, 80) })) }), accessUnits: 80 }, label)).toEqual([
    '38 % LARGE-GOOD',
    '62 % LARGE-GOOD, its tail',
  ]);
});

test('a budget of 100 bytes a picture to the end of the clip is a picture at rest', () => {
  const coarser = { member: 'large-poor', level: 'coefficient' as const, until: 50 };
  const delivered = [
    { member: 'large-good', level: 'gop' as const, from: 0, until: 10 },
    { ...coarser, from: 10, until: 30, maxBytes: 4001 },
    { ...coarser, from: 30, maxBytes: 2000 },
  ];
  expect(parts(clip({ delivered }), (it) => it)).toEqual([
    '20 % large-good',
    '40 % large-poor, requantised',
    '40 % the last picture, at rest',
  ]);
});

test('a cluster is coloured by its group and its place in it', () => {
  expect(clusters.map((cluster) => hue(cluster.id, clusters))).toEqual([
    { group: 0, goodness: 1 },
    { group: 0, goodness: 0 },
    { group: 1, goodness: 1 },
  ]);
});

test('a clip in words says who supplied what and that it moved down', () => {
  const words = inWords(clip({ clip: 2, downMoves: [{ accessUnit: 3, member: 'x' }] }), (id) => id.toUpperCase());
  expect(words).toBe('Clip 3, 1280×720: LARGE-GOOD, moved down once on the way');
});

describe('requests of a session that the edge has forgotten', () => {
  test('count on', () => {
    const count = new RequestCount();
    const clips = new MixedClips();
    count.snapshot([clip({ request: 7, clip: 3 })]).forEach((it) => {
      clips.put(it);
    });
    clips.put(count.of(clip({ request: 8, clip: 4 })));
    // The connection broke, and the edge did not forget.
    expect(count.snapshot([clip({ request: 8, clip: 4 })])[0]?.request).toBe(8);
    // Now it did.
    expect(count.snapshot([])).toEqual([]);
    clips.put(count.of(clip({ request: 1, clip: 3 })));
    expect(clips.newest()).toMatchObject({ request: 9, clip: 3 });
    expect(count.snapshot([clip({ request: 1 }), clip({ request: 2 })]).map(({ request }) => request)).toEqual([9, 10]);
  });
});

test('down-moves of a clip that is requested again count, too, and each once', () => {
  const clips = new MixedClips();
  const move = { accessUnit: 20, member: 'large-poor' };
  clips.put(clip({ downMoves: [move] }));
  clips.put(clip({ downMoves: [move, move] }));
  clips.put(clip({ request: 2, downMoves: [] }));
  clips.put(clip({ request: 3, downMoves: [move] }));
  expect(clips.downMoves()).toBe(3);
});

test('down-moves are counted as long as a title goes round, and once when the edge tells of them again', () => {
  const clips = new MixedClips();
  const downMoves = [{ accessUnit: 20, member: 'large-poor' }];
  const answers = Array.from({ length: 1000 }, (_, i) => clip({ request: i + 1, clip: i % 10, downMoves }));
  [...answers, ...answers.slice(-64)].forEach((it) => {
    clips.put(it);
  });
  expect(clips.downMoves()).toBe(1000);
});
