// What articles bring along runs nothing, nothing is asked of another host, and who may only read can only read.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { folder, inWindow, record, serve, views } from './helpers.mjs';

const file = record('hostile.jsonl');
const server = await serve(file);
const all = await views(server, 'hostile');

describe('safety', () => {
  it('runs nothing that an article brings along, and asks no other host, on any view', () =>
    inWindow(server, async (window) => {
      let shown = '';
      for (const [name, view] of all) {
        await window.goto(view);
        shown += await window.locator('body').textContent();
        const foreign = 'body script, img, iframe, body style, object, embed, [onload], [onerror], [onclick], a[href^="javascript:"]';
        assert.equal(await window.locator(foreign).count(), 0, name);
        window.calm();
      }
      for (const signs of ["<script>alert('title')</script>", '"><img src=x onerror=alert(1)>', "<script>alert('text')</script>", '{{ 7*7 }}', "'><iframe src=//evil.example></iframe>"])
        assert.ok(shown.includes(signs), `${signs} is shown as it stands`);
    }));

  it('notices what it looks for', async () => {
    await assert.rejects(
      inWindow(server, async (window) => {
        await window.goto('/');
        await window.evaluate(() => {
          const image = document.createElement('img');
          image.src = 'http://evil.example/x.png';
          image.setAttribute('onerror', 'alert(1)');
          document.body.append(image);
        });
        await window.waitForTimeout(300);
      }),
      (error) => error.actual.some((trouble) => trouble.startsWith('policy: ')),
    );
  });

  it('shows a view that was handed on from a file, with no script and no request', async () => {
    const [, article] = all.find(([name]) => name === 'statement of hostile-1');
    for (const [at, view] of ['/', article.replace(/#.*/, ''), '/timeline', '/speakers', '/search?q=the'].entries()) {
      const answer = await fetch(`${server.address}${view}${view.includes('?') ? '&' : '?'}format=html`);
      const alone = join(folder, `handed-${at}.html`);
      writeFileSync(alone, await answer.text());
      const address = pathToFileURL(alone).href;
      await inWindow(null, async (window) => {
        await window.goto(address);
        assert.equal(await window.locator('script, form, button, link[rel=stylesheet], img, a[href^="/"]').count(), 0, view);
        assert.ok((await window.locator('main').innerText()).length > 200);
        const paper = await window.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.notEqual(paper, 'rgba(0, 0, 0, 0)', 'its style is in it');
      });
    }
  });

  it('shows no form to who may only read, and refuses what is sent', async () => {
    const closed = await serve(file, '--read-only');
    await inWindow(closed, async (window) => {
      for (const [name, view] of all) {
        await window.goto(view);
        assert.equal(await window.locator('form[method=post], button[form]').count(), 0, name);
      }
    });
    await inWindow(closed, async (window) => {
      await window.goto('/review');
      const [row] = (await closed.json('/review')).rows;
      const answer = await window.request.post('/correct', { form: { confirm: row.id }, headers: { origin: closed.address } });
      assert.equal(answer.status(), 403);
    });
  });
});
