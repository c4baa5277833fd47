/** Where other players find what the page plays. */
import { html } from './dom';

/**
 * Draws the manifests of a title, for other players.
 *
 * @param failed told why a URL could not be copied
 */
export function drawManifests(place: HTMLElement, titleId: string, failed: (why: string) => void): void {
  const names = ['server.m3u8', 'server.mpd', 'player.m3u8', 'player.mpd'];
  place.replaceChildren(
    ...names.map((name) => {
      const url = new URL(`./titles/${encodeURIComponent(titleId)}/${name}`, location.href).href;
      const copy = html('button', { type: 'button', 'aria-label': `Copy the URL of ${name}` }, 'Copy');
      copy.addEventListener('click', () => {
        navigator.clipboard.writeText(url).then(
          () => {
            copy.textContent = 'Copied';
          },
          () => {
            failed('The browser does not let this page copy; the link beside the button has the URL.');
          },
        );
      });
      return html('li', {}, html('a', { href: url }, name), copy);
    }),
  );
}
