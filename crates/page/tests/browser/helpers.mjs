// What the tests of the page share: records of the example story, the program that serves them, and a browser in which
// nothing passes unnoticed.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../../../..');
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
const program = resolve(root, process.env.ONRECORD ?? join(target, 'debug/onrecord'));
const modules = createRequire(join(target, 'browser/package.json'));
const { chromium } = modules('playwright-core');
export const axe = modules.resolve('axe-core/axe.min.js');

export const folder = mkdtempSync(join(tmpdir(), 'onrecord-browser-'));
const running = new Set();
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export function onrecord(...words) {
  return execFileSync(program, words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

let records = 0;
const path = () => join(folder, `${(records += 1)}.db`);

const example = ['--meta', 'examples/meta.jsonl', 'examples/ister-sluice'];
const made = new Map();

/** A record of its own: the example story, and with it the articles of `articles/` whose names are given. */
export function record(...names) {
  const key = names.join(' ');
  if (!made.has(key)) {
    const first = path();
    onrecord('add', '--record', first, ...example);
    if (names.length) onrecord('add', '--record', first, ...names.map((name) => join(here, 'articles', name)));
    made.set(key, first);
  }
  const own = path();
  copyFileSync(made.get(key), own);
  return own;
}

/** A record in which there is nothing but an article that could not be read. */
export function emptyRecord() {
  const own = path();
  assert.throws(() => onrecord('add', '--record', own, 'not-there.txt'), { status: 1 });
  return own;
}

/** Opens the page over a record; its address, and how it is closed. */
export async function serve(file, ...flags) {
  const server = spawn(program, ['serve', '--record', file, '--port', '0', '--author', 'Ada Penn', ...flags]);
  running.add(server);
  let told = '';
  for await (const line of createInterface({ input: server.stderr })) {
    told += `${line}\n`;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address) return { address, json: (view) => json(address, view), close: () => server.kill() };
  }
  throw new Error(`onrecord serve: ${told}`);
}

/** A view as JSON. */
async function json(address, view) {
  const answer = await fetch(`${address}${view}${view.includes('?') ? '&' : '?'}format=json`);
  assert.equal(answer.status, 200, view);
  return answer.json();
}

let browser;

/** The browser, started when first it is needed. */
export async function theBrowser() {
  const options = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromiumSandbox: process.getuid?.() !== 0 };
  browser ??= await chromium.launch(options);
  return browser;
}

/** Ends what was started; what still runs would keep the tests waiting. */
export async function end() {
  for (const server of running) server.kill();
  await browser?.close();
}

/**
 * A window on the page. What should never happen there is written down in `troubles`: dialogs, errors and warnings of the
 * console, errors of scripts, broken policies, answers that are no success, and requests to anywhere else, which are not let
 * through.
 */
export async function open(server, options = {}) {
  const context = await (await theBrowser()).newContext({ baseURL: server?.address, ...options });
  const troubles = [];
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (server ? url.startsWith(`${server.address}/`) : url.startsWith('file:')) return route.continue();
    troubles.push(`request to ${url}`);
    return route.abort();
  });
  await context.exposeFunction('policyBroken', (what) => troubles.push(`policy: ${what}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => window.policyBroken(`${event.violatedDirective} ${event.blockedURI}`));
  });
  const window = await context.newPage();
  window.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  window.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  window.on('pageerror', (error) => troubles.push(`script: ${error}`));
  window.on('response', (answer) => {
    if (answer.status() >= 400) troubles.push(`${answer.status()} at ${answer.url()}`);
  });
  window.troubles = troubles;
  window.calm = () => assert.deepEqual(troubles.splice(0), [], window.url());
  return window;
}

/** Does something in a window of its own, in which nothing may go wrong. */
export async function inWindow(server, work, options = {}) {
  const window = await open(server, options);
  try {
    await work(window);
    window.calm();
  } finally {
    await window.context().close();
  }
}

/** The name and address of every view over a record; of articles, those in whose names some letters are. */
export async function views(server, letters = '') {
  const first = await server.json('/');
  const people = (await server.json('/speakers')).rows;
  const stories = (await server.json('/stories')).rows;
  const found = (await server.json('/search?in=text&q=the')).rows;
  const [least] = (await server.json('/review')).rows;
  const encoded = encodeURIComponent;
  const [a, b] = found.map((article) => encoded(article.document));
  const [most] = people.toSorted((one, other) => other.statements - one.statements);
  const to = (way, what) => what && `${way}${encoded(what.id)}`;
  const statement = (way) => least && `${way}${encoded(least.document)}/${least.number}`;
  const all = {
    'first screen': '/',
    dispute: to('/dispute/', first.rows[0]),
    changed: '/changes',
    'at odds': '/odds',
    timeline: '/timeline',
    'without a day': '/timeline?undated=1',
    speakers: '/speakers',
    speaker: to('/speaker/', most),
    stories: '/stories',
    story: to('/story/', stories[0]),
    search: '/search',
    'what was found': '/search?q=the',
    'articles found': '/search?in=text&q=the',
    'nothing found': '/search?q=zzzz',
    review: '/review',
    'review of ties': '/review?of=ties',
    compare: '/compare',
    compared: b && `/compare?a=${a}&b=${b}`,
    'correct a statement': statement('/correct/'),
    ties: statement('/ties/'),
    corrections: '/corrections',
    failures: '/failures',
  };
  for (const { document, doc } of found.filter((article) => article.doc.includes(letters))) {
    all[`article ${doc}`] = `/article/${encoded(document)}`;
    all[`original of ${doc}`] = `/article/${encoded(document)}?text=original`;
    all[`statement of ${doc}`] = `/article/${encoded(document)}?s=1#s1`;
  }
  return Object.entries(all).filter(([, view]) => view);
}

/** The words that the reader marks as a statement, joined; marks of another statement within them are part of them. */
export async function marked(window, number) {
  return (await window.locator(`mark[data-of~="${number}"]`).allTextContents()).join('');
}

/** The id of the article whose name has these letters. */
export async function article(server, name) {
  const { rows } = await server.json('/search?in=text&q=the');
  const found = rows.find((row) => row.doc.includes(name));
  assert.ok(found, `no article ${name}`);
  return found.document;
}
