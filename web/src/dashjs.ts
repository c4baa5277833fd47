/** Plays DASH with dash.js. */
import { MediaPlayer, type MediaPlayerClass } from 'dashjs';
import { mayAnswerLater, type Failure, type Library, type LibraryListener, type Presentation } from './library';

/** dash.js waits the same time before each retry. */
const RETRY_MILLIS = 1000;

/** The parts of dash.js that drop what is buffered. Its declarations have them with other types. */
interface StreamProcessor {
  getType(): string;
  getBufferController(): BufferController;
  getFragmentModel(): { abortRequests(): void };
  getScheduleController(): ScheduleController;
  setExplicitBufferingTime(seconds: number): void;
}

interface BufferController {
  /** The end of what is buffered without a gap from a position on; NaN if that is not buffered. */
  getContinuousBufferTimeForTargetTime(seconds: number): number;
  prepareForPlaybackSeek(): Promise<void>;
  clearBuffers(ranges: { start: number; end: number }[]): Promise<void>;
  updateAppendWindow(): Promise<void>;
}

interface ScheduleController {
  clearScheduleTimer(): void;
  setInitSegmentRequired(required: boolean): void;
  startScheduleTimer(): void;
}

/** What dash.js's error codes mean; the rest is `other`. */
const NETWORK_CODES = [11, 12, 15, 17, 25, 26, 27, 28, 29];
const MANIFEST_CODES = [10, 31, 32];
const MEDIA_CODES = [20, 23, 34, 35];

/** An error, as the page tells it. `status`: that of the last answer that was none of success. */
export function failure(error: { code: number; message: string }, status: number): Failure {
  if (NETWORK_CODES.includes(error.code)) {
    return { kind: 'network', code: status };
  }
  const kind = MANIFEST_CODES.includes(error.code) ? 'manifest' : MEDIA_CODES.includes(error.code) ? 'media' : 'other';
  return { kind, details: `dash.js ${error.code}` };
}

/** Drops what a processor has buffered from a position on, as dash.js itself does for a seek, and goes on from there. */
async function forget(processor: StreamProcessor, seconds: number): Promise<void> {
  const buffer = processor.getBufferController();
  const end = buffer.getContinuousBufferTimeForTargetTime(seconds);
  if (Number.isNaN(end) || end <= seconds) {
    return;
  }
  processor.getScheduleController().clearScheduleTimer();
  processor.getFragmentModel().abortRequests();
  await buffer.prepareForPlaybackSeek();
  await buffer.clearBuffers([{ start: seconds, end }]);
  processor.setExplicitBufferingTime(seconds);
  // Ending the append that was on its way has reset these.
  await buffer.updateAppendWindow();
  processor.getScheduleController().setInitSegmentRequired(true);
  processor.getScheduleController().startScheduleTimer();
}

function forgetFrom(player: MediaPlayerClass, seconds: number): void {
  const processors = (player.getActiveStream()?.getStreamProcessors() ?? []) as StreamProcessor[];
  for (const processor of processors.filter((it) => ['video', 'audio'].includes(it.getType()))) {
    forget(processor, seconds).catch(() => {
      // It was closed meanwhile.
    });
  }
}

/** Changes settings. dash.js declares them as a class of which there are no instances. */
function set(player: MediaPlayerClass, streaming: Settings): void {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  player.updateSettings({ streaming });
}

type Settings = Exclude<Parameters<MediaPlayerClass['updateSettings']>[0]['streaming'], undefined>;

/** Opens a presentation. */
export function open(video: HTMLVideoElement, { url, session, from }: Presentation, listener: LibraryListener): Library {
  const player = MediaPlayer().create();
  const forAll = <T>(value: T) => ({ MPD: value, InitializationSegment: value, MediaSegment: value });
  set(player, {
    abr: { limitBitrateByPortal: true },
    ...(session === undefined
      ? {}
      : {
          cmcd: { enabled: true, sid: session.id, cid: session.title, mode: 'query' },
          retryAttempts: forAll(Number.MAX_SAFE_INTEGER),
          retryIntervals: forAll(RETRY_MILLIS),
        }),
  });
  let status = 0;
  let unanswered = 0;
  let failed = false;
  const fail = (why: Failure) => {
    if (!failed) {
      failed = true;
      listener.onFailure(why);
    }
  };
  player.addResponseInterceptor((response) => {
    const code = response.status ?? 0;
    if (code >= 200 && code < 400) {
      unanswered = 0;
    } else {
      status = code;
      // A request that dash.js itself has cancelled has no status either, but no second one follows.
      unanswered += code === 0 ? 1 : 0;
      if (session !== undefined && !mayAnswerLater(code)) {
        fail({ kind: 'network', code });
      } else if (code !== 0 || unanswered > 1) {
        listener.onRetry(code);
      }
    }
    return Promise.resolve(response);
  });
  player.on('fragmentLoadingCompleted', () => {
    if (unanswered === 0) {
      listener.onMedia();
    }
  });
  player.on('playbackError', () => {
    listener.onMediaError();
    fail({ kind: 'media', details: video.error?.message ?? 'dash.js' });
  });
  player.on('error', ({ error }: { error: { code: number; message: string } }) => {
    const why = failure(error, status);
    if (why.kind === 'media') {
      listener.onMediaError();
    }
    fail(why);
  });
  let bufferSeconds = 0;
  const setBuffer = () => {
    // dash.js requests a segment only if all of it fits; the others do so whenever there is less than wanted.
    const segment = player.isReady() ? player.getCurrentRepresentationForType('video')?.segmentDuration : undefined;
    const most = bufferSeconds + (segment ?? 0);
    set(player, {
      buffer: { bufferTimeDefault: most, bufferTimeAtTopQuality: most, bufferTimeAtTopQualityLongForm: most },
    });
  };
  player.on('streamInitialized', setBuffer);
  let isReady = false;
  player.on('canPlay', () => {
    if (!isReady) {
      isReady = true;
      listener.onReady();
    }
  });
  player.initialize(video, url, false, from?.seconds ?? NaN);
  return {
    setBuffer: (seconds) => {
      bufferSeconds = seconds;
      setBuffer();
    },
    forgetFrom: (seconds) => {
      forgetFrom(player, seconds);
    },
    close: () => {
      player.destroy();
      return Promise.resolve();
    },
  };
}
