// Pictures of every view, to look at: light, dark and on a narrow screen, over the example story, over a long record of made
// articles, and over one with nothing in it. They go to target/screenshots.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { emptyRecord, end, folder, onrecord, open, record, serve, target, views } from './helpers.mjs';

const out = join(target, 'screenshots');
mkdirSync(out, { recursive: true });

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1200, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1200, height: 900 } },
  narrow: { colorScheme: 'light', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
};

/** A record in which one person says a great deal, under long names and titles. */
function longRecord() {
  const months = ['January', 'February', 'March', 'April', 'May', 'June'];
  const lines = Array.from({ length: 30 }, (_, at) => {
    const [day, month] = [(at % 27) + 1, months[at % 6]];
    const paragraphs = Array.from({ length: 6 }, (_, more) => {
      const figure = 100 + at * 7 + more;
      const said = more % 3 ? `said that the harbour would need ${figure} cranes` : `denied that the harbour needed ${figure - 1} cranes`;
      const who = more % 2 ? 'Minister Bartholomew Featherstonehaugh-Okonkwo' : `Keeper Nora Vail of the Harbour and Inland Waterways Board`;
      return `${who} ${said} on ${day} ${month} 2026, before the joint committee on ports, ferries and fishing grounds.`;
    });
    const title = `Harbour: a long account of cranes, part ${at + 1}, in which ministers, keepers and boards contradict each other again and again`;
    return JSON.stringify({ id: `long-${at}`, outlet: 'The Gazette of the Harbour and Inland Waterways', title, text: `${title}\n\n${paragraphs.join('\n\n')}`, published: `2026-0${(at % 6) + 1}-28` });
  });
  const articles = join(folder, 'long.jsonl');
  writeFileSync(articles, lines.join('\n'));
  const own = join(folder, 'long.db');
  onrecord('add', '--record', own, articles);
  return own;
}

async function pictures(name, file, letters, only = () => true) {
  const server = await serve(file);
  const list = (await views(server, letters)).filter(([view]) => only(view));
  for (const [look, options] of Object.entries(looks)) {
    const window = await open(server, options);
    for (const [view, address] of list) {
      await window.goto(address);
      const picture = `${name}, ${view}, ${look}`.replace(/[^a-z0-9]+/gi, '-');
      await window.screenshot({ path: join(out, `${picture}.png`), fullPage: !view.startsWith('statement') });
    }
    await window.context().close();
  }
}

/** The pictures of README: the first screen, and the words of a denial with what is known of them. */
async function showpieces() {
  const own = join(folder, 'bridge.db');
  renameSync(record(), own);
  const server = await serve(own);
  const window = await open(server, { viewport: { width: 1100, height: 720 }, deviceScaleFactor: 1.5 });
  await window.goto('/');
  await window.screenshot({ path: join(out, 'readme-disputes.png') });
  const [denial] = (await server.json('/search?q=agreed&stance=denies&speaker=Brandt')).rows;
  const [document, number] = denial.id.split('#');
  await window.goto(`/article/${document}?s=${number}`);
  await window.screenshot({ path: join(out, 'readme-words.png') });
  await window.goto('/timeline');
  await window.screenshot({ path: join(out, 'readme-timeline.png') });
  await window.context().close();
}

await showpieces();
if (process.argv[2] === 'readme') {
  await end();
  process.exit();
}
await pictures('example', record('nested.html'), '01-courier');
await pictures('odd', record('nested.html', 'hostile.jsonl'), 'nested', (view) => /article|original|statement/.test(view));
await pictures('empty', emptyRecord(), 'none');
await pictures('long', longRecord(), 'long-29');
await end();
