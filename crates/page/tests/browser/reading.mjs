// From a dispute to the words and back, as somebody reads.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { article, inWindow, marked, record, serve } from './helpers.mjs';

const server = await serve(record('nested.html', 'plain.txt'));

describe('reading', () => {
  it('leads from a dispute to the words of both sides', () =>
    inWindow(server, async (window) => {
      const [dispute] = (await server.json('/')).rows;
      await window.goto('/');
      await window.getByRole('heading', { level: 2 }).getByRole('link', { name: dispute.heading }).click();
      await window.waitForURL(/\/dispute\//);
      for (const side of ['On one side', 'On the other']) {
        const section = window.locator('section.side', { has: window.getByRole('heading', { name: side }) });
        const words = section.locator('a.words').first();
        const told = await words.textContent();
        await words.click();
        await window.waitForURL(/\/article\/.*#s\d+$/);
        const number = /#s(\d+)$/.exec(window.url())[1];
        assert.equal(await marked(window, number), told, 'the words are those that led here');
        assert.ok(await window.locator(`mark[data-of~="${number}"]`).first().isVisible());
        const lit = window.locator('mark.chosen, mark.lit');
        assert.equal((await lit.allTextContents()).join(''), told, 'they alone stand out');
        const card = window.locator(`#c${number}`);
        assert.ok(await card.evaluate((card) => card.open), 'what is known of them is open beside them');
        await window.goBack();
      }
    }));

  it('marks exactly the words of a statement, whatever signs and mark-up are in them', () =>
    inWindow(server, async (window) => {
      const expected = {
        'nested.html': {
          2: 'that “the gate 🚪 was open all night & nobody came”',
          3: 'that the gate had been open',
          4: '“Naïve 👨‍👩‍👧 talk,”',
        },
        'plain.txt': {
          2: 'that “the gate 🚪 stood open until ten”, and inspector سامي حداد denied that anybody had left it open',
          4: '“Naïve 👨‍👩‍👧 talk,”',
        },
      };
      for (const [name, statements] of Object.entries(expected)) {
        await window.goto(`/article/${await article(server, name)}`);
        for (const [number, words] of Object.entries(statements)) assert.equal(await marked(window, number), words);
        const shown = await window.locator('main').textContent();
        assert.ok(shown.includes('🌊') && shown.includes('כהן') && shown.includes('حداد'));
        assert.ok(!shown.includes('\ufffd'));
        await window.locator('#c2 summary').click();
        await window.locator('mark.lit').first().waitFor();
        const lit = (await window.locator('mark.lit').allTextContents()).join('');
        assert.equal(lit, statements[2], 'opening a card lights its words');
      }
    }));

  it('marks the same words in the original text, with what stands within them there', () =>
    inWindow(server, async (window) => {
      await window.goto(`/article/${await article(server, 'nested')}`);
      await window.getByRole('link', { name: 'original' }).click();
      const words = 'that &#8220;the gate 🚪 was <em>open <strong>all</strong></em> night&nbsp;&amp; nobody came&#8221;';
      assert.equal(await marked(window, 2), words);
      assert.equal(await window.locator('.text strong').count(), 0, 'what stands there is shown, not obeyed');
    }));

  it('leads from the first screen to the words by the keyboard alone', () =>
    inWindow(server, async (window) => {
      const key = (name) => window.keyboard.press(name);
      const focused = () => window.evaluate(() => document.activeElement.textContent);
      await window.goto('/');
      await key('Tab');
      assert.equal(await focused(), 'Skip to the content');
      await key('Enter');
      await key('j');
      const [dispute] = (await server.json('/')).rows;
      assert.equal(await focused(), dispute.heading);
      await key('Enter');
      await window.waitForURL(/\/dispute\//);
      await key('j');
      await key('j');
      await key('k');
      let told;
      for (let steps = 0; steps < 3; steps += 1) {
        told = await focused();
        if (await window.evaluate(() => document.activeElement.classList.contains('words'))) break;
        await key('Tab');
      }
      await key('Enter');
      await window.waitForURL(/\/article\//);
      assert.equal((await window.locator('mark.chosen, mark.lit').allTextContents()).join(''), told);
      await key('j');
      const next = await window.evaluate(() => document.activeElement.closest('details').id.slice(1));
      assert.equal((await window.locator('mark.lit').allTextContents()).join(''), await marked(window, next), 'j goes on');
    }));

  for (const javaScriptEnabled of [true, false])
    it(`opens a card beside the text without covering another, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () =>
      inWindow(
        server,
        async (window) => {
          await window.goto(`/article/${await article(server, '01-courier')}`);
          const cards = await window.locator('details.card').all();
          assert.ok(cards.length > 3);
          const box = async (locator) => locator.boundingBox();
          for (const card of cards.slice(0, 6)) {
            await card.locator('summary').click();
            const open = await box(card);
            assert.ok(open.height > 80, 'it is open');
            for (const other of cards) {
              const { x, y, width, height } = await box(other.locator('summary'));
              const own = (await other.getAttribute('id')) === (await card.getAttribute('id'));
              const apart = x >= open.x + open.width || x + width <= open.x || y >= open.y + open.height - 1 || y + height <= open.y + 1;
              assert.ok(own || apart, `${await card.getAttribute('id')} covers ${await other.getAttribute('id')}`);
            }
            for (const paragraph of await window.locator('.row > p, .row > h2').all())
              assert.ok((await box(paragraph)).x + (await box(paragraph)).width <= open.x, 'the text stays beside it');
          }
        },
        { javaScriptEnabled, viewport: { width: 1280, height: 900 } },
      ));

  it('steps into the search field and out of it', () =>
    inWindow(server, async (window) => {
      await window.goto('/');
      await window.keyboard.press('/');
      await window.keyboard.type('jk');
      assert.equal(await window.locator('#find').inputValue(), 'jk', 'in a field, keys are letters');
      await window.keyboard.press('Escape');
      await window.keyboard.press('j');
      assert.equal(await window.locator('.here').count(), 1);
    }));

  it('finds statements, and fewer by a facet', () =>
    inWindow(server, async (window) => {
      await window.goto('/');
      await window.getByRole('searchbox', { name: 'Search the record' }).fill('agreed');
      await window.keyboard.press('Enter');
      await window.waitForURL(/\/search\?/);
      const hits = window.locator('.found ol > li');
      const all = await hits.count();
      const narrow = window.getByRole('complementary', { name: 'Narrow down' }).locator('li', { hasText: 'denies' });
      const count = Number(await narrow.locator('.known').textContent());
      await narrow.getByRole('link').click();
      await window.waitForURL(/stance=denies/);
      assert.ok(count > 0 && count < all, `${count} of ${all}`);
      assert.equal(await hits.count(), count, 'as many as the facet tells');
      assert.deepEqual([...new Set(await hits.locator('.stance').allTextContents())], ['denies']);
      await window.getByRole('link', { name: /stance denies.*take away/ }).click();
      assert.equal(await hits.count(), all);
    }));

  it('compares two articles', () =>
    inWindow(server, async (window) => {
      await window.goto('/stories');
      await window.locator('.rows h2 a').first().click();
      await window.getByRole('link', { name: 'compare with the first' }).first().click();
      await window.waitForURL(/\/compare\?/);
      const { a, b, both, only_a } = await server.json(window.url().slice(server.address.length));
      const titles = await window.locator('.titles h2').allTextContents();
      assert.deepEqual(titles, [a.title, b.title]);
      const pairs = window.locator('section', { has: window.getByRole('heading', { name: 'What both tell' }) }).locator('.pair');
      assert.equal(await pairs.count(), Math.min(both.length, 25));
      const only = window.locator('section', { has: window.getByRole('heading', { name: 'Only the one tells' }) });
      assert.equal(await only.locator('blockquote').first().textContent(), only_a[0].plain);
    }));
});
