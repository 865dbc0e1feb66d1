// Corrections made, seen and taken back.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { inWindow, record, serve } from './helpers.mjs';

const server = await serve(record());

const undo = async (window) => {
  await window.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await window.waitForLoadState();
};

describe('correcting', () => {
  it('gives a statement another speaker, and takes it back', () =>
    inWindow(server, async (window) => {
      const [hit] = (await server.json('/search?q=agreed&stance=denies&speaker=Teodor+Brandt')).rows;
      const [document, number] = hit.id.split('#');
      await window.goto(`/article/${document}?s=${number}#s${number}`);
      const who = window.locator(`#c${number} summary b`);
      assert.equal(await who.textContent(), 'Teodor Brandt');
      await window.locator(`#c${number}`).getByRole('link', { name: 'Correct …' }).click();
      await window.getByLabel(/^Name; empty/).fill('Berit Holm');
      await window.getByRole('button', { name: 'Correct the speaker' }).click();
      await window.waitForURL(/done=\d+/);
      assert.match(await window.getByRole('status').textContent(), /Correction \d+ is made: .*Berit Holm/);
      assert.equal(await who.textContent(), 'Berit Holm', 'one is back at the words, and sees it');
      await undo(window);
      await window.goto(`/article/${document}?s=${number}`);
      assert.equal(await who.textContent(), 'Teodor Brandt');
      await window.goto('/corrections');
      assert.match(await window.locator('tbody').textContent(), /Ada Penn[\s\S]*taken back/);
    }));

  it('makes one of two people, and two of them again', () =>
    inWindow(server, async (window) => {
      const named = async (name) => (await server.json(`/speakers?name=${name}`)).rows;
      const [[holm], [dorn]] = [await named('Holm'), await named('Dorn')];
      assert.ok(holm.statements > 0 && dorn.statements > 0);
      await window.goto(`/speaker/${holm.id}`);
      await window.getByLabel(/^Names or ids of the others/).fill('Katya Dorn');
      await window.getByRole('button', { name: 'Merge' }).click();
      await window.waitForURL(/\/speakers\?done=\d+/);
      await window.getByRole('row', { name: 'Berit Holm' }).getByRole('link').click();
      await window.waitForURL(/\/speaker\//);
      const also = window.locator('.names');
      assert.match(await also.textContent(), /Also named.*Dorn/);
      assert.equal((await named('Holm'))[0].statements, holm.statements + dorn.statements);
      await window.goto('/corrections');
      await window.getByRole('button', { name: /^Undo/ }).first().click();
      await window.waitForLoadState();
      assert.deepEqual([await named('Holm'), await named('Dorn')], [[holm], [dorn]]);
    }));

  it('confirms and rejects by the keyboard, and undoes', () =>
    inWindow(server, async (window) => {
      const [first, second, third] = (await server.json('/review')).rows.map((row) => row.id);
      const status = async () => (await server.json('/corrections')).rows.filter((row) => !row.undone).map((row) => row.number);
      const before = (await status()).length;
      await window.goto('/review');
      await window.keyboard.press('c');
      await window.waitForURL(/done=/);
      assert.match(await window.getByRole('status').textContent(), /confirm/i);
      let left = (await server.json('/review')).rows.map((row) => row.id);
      assert.ok(!left.includes(first) && left.includes(second), 'the first is done with');
      await window.keyboard.press('j');
      const address = window.url();
      await window.keyboard.press('x');
      await window.waitForURL((url) => url.href !== address && url.search.includes('done='));
      left = (await server.json('/review')).rows.map((row) => row.id);
      assert.ok(left.includes(second) && !left.includes(third), 'the one after the next was rejected');
      assert.equal((await status()).length, before + 2);
      await undo(window);
      left = (await server.json('/review')).rows.map((row) => row.id);
      assert.ok(left.includes(third), 'it is to be judged again');
    }));

  for (const javaScriptEnabled of [true, false])
    it(`ties a statement to one that is looked for and chosen, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () =>
      inWindow(
        server,
        async (window) => {
          const [hit] = (await server.json('/search?q=agreed&stance=denies&speaker=Teodor+Brandt')).rows;
          const [document, number] = hit.id.split('#');
          const tied = async () => (await server.json(`/ties/${document}/${number}`)).ties.map((tie) => tie.other);
          const before = await tied();
          await window.goto(`/correct/${document}/${number}`);
          await window.getByLabel(/^Words of the other/).fill('Berit Holm');
          await window.getByRole('button', { name: 'Look for it' }).click();
          await window.waitForURL(/find=/);
          const choices = window.locator('fieldset input[type=radio]');
          const ids = await choices.evaluateAll((all) => all.map((one) => one.value));
          const other = ids.find((id) => !before.includes(id));
          await window.locator(`input[value="${other}"]`).check();
          await window.locator('select[name=relation]').selectOption('contradicts');
          await window.getByRole('button', { name: 'Tie them' }).click();
          await window.waitForURL(/done=\d+/);
          assert.ok((await tied()).includes(other));
          await undo(window);
          assert.deepEqual(await tied(), before);
        },
        { javaScriptEnabled },
      ));

  it('adds a statement that is missing, at the words that were typed', () =>
    inWindow(server, async (window) => {
      const [{ document }] = (await server.json('/search?in=text&q="third+gate+of+the+Vesk"')).rows;
      const words = 'One gate is one gate.';
      await window.goto(`/article/${document}`);
      await window.getByText('A statement is missing').click();
      await window.getByLabel(/^Its words/).fill('for one that is nowhere in the article');
      await window.getByRole('button', { name: 'Add the statement' }).click();
      assert.match(await window.locator('main').textContent(), /not|no /, 'words that do not stand there are refused');
      assert.deepEqual(window.troubles.splice(0).filter((trouble) => !/400/.test(trouble)), []);
      await window.goBack();
      await window.getByText('A statement is missing').click();
      await window.getByLabel(/^Its words/).fill(words);
      await window.getByLabel('Speaker', { exact: true }).fill('Mira Stolz');
      await window.getByRole('button', { name: 'Add the statement' }).click();
      await window.waitForURL(/done=/);
      const told = (await window.locator('mark').allTextContents()).join('|');
      assert.ok(told.includes(words), told);
    }));
});
