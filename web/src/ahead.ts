/**
 * Lets hls.js play a title over and over as if it had no end: while the end plays, it requests the beginning anew, with the
 * rest of the title as its buffer. By itself it requests what follows the position alone.
 */
import Hls, { Events, type Bufferable, type BufferInfo, type HlsConfig, type PlaylistLevelType } from 'hls.js';
import { buffered, MISSED_SECONDS, type GoingRound } from './library';

/** Pictures are removed up to the next IDR picture. A clip begins with one, whose time may be rounded up. */
const MARGIN_SECONDS = 0.05;

type Find = (position: number) => BufferInfo | null;

/**
 * What is buffered from a position on; `len` are the seconds until nothing follows.
 *
 * @param find what lies around a position
 * @param isAhead whether the beginning of the title follows its end; then `end` lies there
 */
export function bufferAt(position: number, find: Find, isAhead: boolean): BufferInfo | null {
  const here = find(position);
  const first = isAhead ? find(0) : null;
  // Once playback is at the beginning again, both are the same.
  return here === null || first === null || first.start === here.start ? here : { ...first, len: first.len + here.len };
}

export class Ahead implements GoingRound {
  isOn = false;
  repeats = false;
  forget: () => void = () => undefined;
  private stop: () => void = () => undefined;

  /** The controllers of hls.js that load what follows; they are part of its configuration. */
  readonly controllers: Pick<HlsConfig, 'streamController' | 'audioStreamController'> = controllers(() => this.isOn);

  /** Follows an instance that has these controllers. */
  attach(hls: Hls, video: HTMLVideoElement): void {
    const { backBufferLength } = hls.config;
    /** Whether all that follows the position is buffered. */
    let isAllThere = false;
    /** What is buffered before this is new, or has been dropped. */
    let dropped = 0;
    const drop = (from: number, until: number): void => {
      hls.trigger(Events.BUFFER_FLUSHING, { startOffset: from, endOffset: until, type: null });
    };
    const leave = (): void => {
      isAllThere = false;
      this.isOn = false;
      hls.config.backBufferLength = backBufferLength;
    };
    /** Begins once a clip lies behind that can be requested anew, and drops the others when they lie behind. */
    const look = (): void => {
      const { fragments = [] } = hls.latestLevelDetails ?? {};
      const start = fragments.findLast((it) => it.start <= video.currentTime)?.start ?? 0;
      if (!this.isOn && this.repeats && isAllThere && start > 0) {
        this.isOn = true;
        hls.config.backBufferLength = Infinity;
        dropped = 0;
      }
      if (this.isOn && start > dropped) {
        // The controllers load again when that is done.
        drop(dropped, start - MARGIN_SECONDS);
        dropped = start;
      }
    };
    /** Data that comes or goes opens the stream again; then playback would wait for more at the end. */
    const tellEnd = (): void => {
      if (this.isOn) {
        hls.trigger(Events.BUFFER_EOS, { type: null });
      }
    };
    const sought = (): void => {
      if (this.isOn && video.currentTime >= dropped) {
        // Still at the end; hls.js itself seeks a little where playback got stuck.
        return;
      }
      if (this.isOn) {
        // What has played of the end.
        drop(dropped, Infinity);
      }
      leave();
    };
    /** What was dropped may be the rest of the title: of another path, or in another size. Then that comes first. */
    const flushed = (): void => {
      const end = hls.latestLevelDetails?.edge ?? Infinity;
      if (this.isOn && video.currentTime + buffered(video) > end - MISSED_SECONDS) {
        tellEnd();
      } else {
        leave();
      }
    };
    this.forget = () => {
      drop(0, dropped - MARGIN_SECONDS);
    };
    hls.on(Events.BUFFERED_TO_END, () => {
      isAllThere = true;
      look();
    });
    hls.on(Events.FRAG_CHANGED, look);
    hls.on(Events.FRAG_BUFFERED, tellEnd);
    hls.on(Events.BUFFER_FLUSHED, flushed);
    video.addEventListener('seeking', sought);
    this.stop = () => {
      video.removeEventListener('seeking', sought);
    };
  }

  close(): void {
    this.stop();
  }
}

function controllers(isAhead: () => boolean): Ahead['controllers'] {
  const { streamController: Pictures, audioStreamController: Sound } = Hls.DefaultConfig;
  class PicturesAhead extends Pictures {
    protected override getFwdBufferInfoAtPos(buffer: Bufferable | null, position: number, type: PlaylistLevelType, hole: number): BufferInfo | null {
      return bufferAt(position, (it) => super.getFwdBufferInfoAtPos(buffer, it, type, hole), isAhead());
    }

    protected override getLoadPosition(): number {
      return isAhead() ? 0 : super.getLoadPosition();
    }
  }
  if (Sound === undefined) {
    return { streamController: PicturesAhead };
  }
  class SoundAhead extends Sound {
    protected override getFwdBufferInfoAtPos(buffer: Bufferable | null, position: number, type: PlaylistLevelType, hole: number): BufferInfo | null {
      return bufferAt(position, (it) => super.getFwdBufferInfoAtPos(buffer, it, type, hole), isAhead());
    }

    protected override getLoadPosition(): number {
      return isAhead() ? 0 : super.getLoadPosition();
    }
  }
  return { streamController: PicturesAhead, audioStreamController: SoundAhead };
}
