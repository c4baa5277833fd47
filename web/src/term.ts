/**
 * Jargon: a button that shows what a word means, with a link to the document that says more: while it is pointed at or
 * has the keyboard's focus; after a click until the next one, or until Escape.
 */
import './term.css';
import { sectionUrl, type Section } from './docs';
import { html } from './dom';

/** What a word means, and where a document says more. */
export interface Meaning {
  text: string;
  section: Section;
}

function id(word: string): string {
  return `word-${word}`;
}

/** A button that shows the meaning of a word, once `explain` has built it. */
export function termOf(word: string, text: string): HTMLElement {
  return html('button', { type: 'button', class: 'term', popovertarget: id(word) }, text);
}

/** The link to the document that says more. */
export function linkOf({ section }: Meaning): HTMLElement {
  return html('a', { href: sectionUrl(section), target: '_blank' }, `More: ${section.heading} (${section.document})`);
}

/** Builds what the buttons show. */
export function explain(place: HTMLElement, words: Record<string, Meaning>): void {
  place.replaceChildren(
    ...Object.entries(words).map(([word, meaning]) =>
      html('div', { id: id(word), class: 'word', popover: 'auto' }, html('p', {}, meaning.text), linkOf(meaning)),
    ),
  );
  showWhilePointedAt(place);
}

/** Crossing a word shows nothing; moving from a word to its meaning keeps it open. */
const POINTED_MILLIS = 250;

/** What is shown by pointing can be pointed at itself, and Escape ends it (WCAG 2.2, 1.4.13). */
function showWhilePointedAt(place: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether a click has shown what is shown. */
  let isKept = false;
  const shown = () => place.querySelector<HTMLElement>(':popover-open');
  /** Whether a meaning is being closed: that gives the focus back to its word, and must not show it again. */
  let isClosing = false;
  const show = (button: HTMLButtonElement) => {
    const meaning = button.popoverTargetElement;
    const open = shown();
    if (meaning instanceof HTMLElement && meaning !== open && !(isKept && open !== null)) {
      isKept = false;
      meaning.showPopover({ source: button });
    }
  };
  const hide = () => {
    if (!isKept) {
      shown()?.hidePopover();
    }
  };
  /** Shows the meaning of what is pointed at, or hides another one. */
  const look = (target: EventTarget | null, act: (action: () => void) => void) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('button.term') : null;
    const isInside = target instanceof Node && place.contains(target);
    act(button !== null ? () => { show(button); } : isInside ? () => undefined : hide);
  };
  // Neither event bubbles. The second one comes when the focus has been given back.
  place.addEventListener(
    'beforetoggle',
    ({ newState }) => {
      isClosing = newState === 'closed';
    },
    { capture: true },
  );
  place.addEventListener(
    'toggle',
    () => {
      isClosing = false;
    },
    { capture: true },
  );
  /** Where the mouse was. What scrolls under it while it rests is not pointed at. */
  let mouse = { x: NaN, y: NaN };
  const moves = ({ clientX: x, clientY: y }: PointerEvent) => {
    const isMoved = x !== mouse.x || y !== mouse.y;
    mouse = { x, y };
    return isMoved;
  };
  document.addEventListener('pointermove', moves, { passive: true });
  document.addEventListener('pointerover', (event) => {
    const { target, pointerType } = event;
    if (pointerType === 'mouse' && moves(event)) {
      clearTimeout(timer);
      look(target, (action) => {
        timer = setTimeout(action, POINTED_MILLIS);
      });
    }
  });
  document.addEventListener('focusin', ({ target }) => {
    if (!isClosing && target instanceof Element && target.matches(':focus-visible')) {
      look(target, (action) => {
        action();
      });
    }
  });
  document.addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button.term') : null;
      if (button !== null) {
        clearTimeout(timer);
        if (button.popoverTargetElement === shown() && !isKept) {
          // It is shown by pointing, and the click would hide it.
          event.preventDefault();
        }
        isKept = true;
      }
    },
    { capture: true },
  );
}
