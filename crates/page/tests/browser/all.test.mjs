// All tests of the page in a browser, one after the other in one process: they share the browser.
import { after } from 'node:test';

import { end } from './helpers.mjs';

import './reading.mjs';
import './correcting.mjs';
import './safety.mjs';
import './views.mjs';

after(end);
