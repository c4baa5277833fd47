// Looks for what keeps people from using a page, in the state that it is in now.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page: the controls that Tab skips. */
function unreachable() {
  const controls = [...document.querySelectorAll('select, input, button, summary, a[href], [role=grid]')];
  return controls.filter((it) => it.checkVisibility() && !it.disabled && it.tabIndex < 0).map((it) => it.outerHTML.slice(0, 120));
}

/**
 * Tells of content wider than the window, controls that the keyboard does not reach, and violations of axe-core's impacts
 * serious and critical.
 */
export async function check(page, tell) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > page.viewportSize().width) {
    tell(`${width} pixels wide`);
  }
  (await page.evaluate(unreachable)).forEach((it) => tell(`not reached by the keyboard: ${it}`));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .forEach(({ id, nodes }) => tell(`${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`));
}
