// What holds of every view: who uses other means than eyes and a wide screen can use it, with scripts or without, and it prints.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { axe, emptyRecord, inWindow, record, serve, views } from './helpers.mjs';

const server = await serve(record('nested.html', 'plain.txt', 'hostile.jsonl'));
const empty = await serve(emptyRecord());
// Of the articles, the two with the oddest signs.
const all = [...(await views(server, 'nested')), ...(await views(server, 'hostile-1'))].filter(
  ([name], at, list) => list.findIndex(([known]) => known === name) === at,
);
const none = await views(empty);
// Between light and dark only colours differ.
const RULES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** Does something on every view, and tells of all that is wrong. */
const onEvery = async (options, work) => {
  for (const [from, list] of [[server, all], [empty, none]]) {
    await inWindow(
      from,
      async (window) => {
        const wrong = [];
        for (const [name, view] of list) {
          await window.goto(view);
          wrong.push(...(await work(window, name)).map((what) => `${from === empty ? 'empty record, ' : ''}${name}: ${what}`));
        }
        assert.deepEqual(wrong, []);
      },
      options,
    );
  }
};

/** Opens all that is folded away. */
const unfold = (window) =>
  window.evaluate(() => {
    for (const fold of document.querySelectorAll('details:not(.card)')) fold.open = true;
    for (const card of [...document.querySelectorAll('details.card')].slice(0, 1)) card.open = true;
  });

describe('every view', () => {
  for (const colorScheme of ['light', 'dark']) {
    it(`has nothing that axe objects to, in ${colorScheme}`, () =>
      // Only the test puts a script of its own into the page, past the policy.
      onEvery({ colorScheme, bypassCSP: true }, async (window) => {
        await unfold(window);
        await window.addScriptTag({ path: axe });
        const { violations } = await window.evaluate((runOnly) => window.axe.run({ runOnly }), RULES[colorScheme]);
        return violations.map(({ id, nodes }) => `${id} at ${nodes.slice(0, 2).map((node) => `${node.html} ${node.failureSummary}`).join(' and ')}`);
      }));
  }

  it('needs no scrolling sideways on 360 pixels', () =>
    onEvery({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (window) => {
      await unfold(window);
      const wide = await window.evaluate(() => document.documentElement.scrollWidth);
      if (wide <= 360) return [];
      const culprits = await window.evaluate(() =>
        [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 361).map((e) => e.outerHTML.slice(0, 80)),
      );
      return [`${wide} pixels: ${culprits.slice(0, 3).join(' ')}`];
    }));

  it('prints without forms and navigation', () =>
    onEvery({}, async (window) => {
      await window.emulateMedia({ media: 'print' });
      const kept = await window.locator('form:visible, button:visible, nav:visible, .skip:visible, input:visible').all();
      return Promise.all(kept.map((element) => element.evaluate((e) => e.outerHTML.slice(0, 120))));
    }));

  it('has one heading of the first rank, a title of its own and a language', () =>
    onEvery({}, async (window) => {
      const wrong = [];
      if ((await window.locator('h1').count()) !== 1) wrong.push('not one h1');
      if (!/\S – on record$/.test(await window.title())) wrong.push(await window.title());
      if ((await window.locator('html').getAttribute('lang')) !== 'en') wrong.push('no language');
      return wrong;
    }));
});

describe('without scripts', () => {
  it('begins the timeline with the latest on a narrow screen, beside the names', () =>
    inWindow(
      server,
      async (window) => {
        await window.goto('/timeline');
        const within = (box) => box.x >= 0 && box.x + box.width <= 361;
        const bars = await window.locator('.drawing circle, .drawing rect').all();
        const boxes = await Promise.all(bars.map((bar) => bar.boundingBox()));
        const latest = boxes.toSorted((one, other) => other.x + other.width - one.x - one.width)[0];
        assert.ok(within(latest), JSON.stringify(latest));
        const name = await window.locator('.drawing .name').first().boundingBox();
        assert.ok(within(name), 'names are in sight');
        const lane = await window.locator('.drawing .lane').first().evaluate((line) => line.getBoundingClientRect().y);
        assert.ok(name.y < lane && lane < name.y + name.height, 'each stands at its lane');
      },
      { javaScriptEnabled: false, viewport: { width: 360, height: 740 } },
    ));

  it('reads from a dispute to the words and back, and searches', () =>
    inWindow(
      server,
      async (window) => {
        await window.goto('/');
        await window.locator('.dispute h2 a').first().click();
        const words = window.locator('section.side a.words').first();
        const told = await words.textContent();
        await words.click();
        await window.waitForURL(/\/article\//);
        assert.equal((await window.locator('mark.chosen').allTextContents()).join(''), told);
        const number = /#s(\d+)$/.exec(window.url())[1];
        assert.ok(await window.locator(`#c${number} dl`).isVisible(), 'its card is open');
        assert.ok(await window.locator(`#s${number}`).evaluate((e) => e.getBoundingClientRect().top < innerHeight), 'in sight');
        await window.goBack();
        await window.getByRole('searchbox').first().fill('agreed');
        await window.keyboard.press('Enter');
        await window.waitForURL(/\/search/);
        assert.ok((await window.locator('.found mark').count()) > 0);
      },
      { javaScriptEnabled: false },
    ));
});
