/**
 * The token for operators. It stays in the tab. A URL may bring it in its fragment, `#token=TOKEN`, which browsers send
 * to nobody; it is taken out of the address at once, so that it is not copied with it.
 */
const KEY = 'starling-admin-token';

/** The token of a fragment; undefined if it brings none. */
export function brought(fragment: string): string | undefined {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  return token === null || token === '' ? undefined : token;
}

/** Takes the token that the address brings, if it does, now or when it changes while the page is open. */
export function take(): void {
  window.addEventListener('hashchange', () => {
    if (brought(location.hash) !== undefined) {
      location.reload();
    }
  });
  const token = brought(location.hash);
  if (token !== undefined) {
    keep(token);
    history.replaceState(null, '', location.pathname + location.search);
  }
}

/** The token of this tab; undefined if there is none. */
export function kept(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Keeps a token in this tab. */
export function keep(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** Forgets the token of this tab. */
export function forget(): void {
  sessionStorage.removeItem(KEY);
}
