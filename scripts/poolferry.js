#!/usr/bin/env node
// Plain JavaScript that any Node can parse: an old Node gets a sentence, not a syntax error.
import { existsSync } from 'node:fs';
import { isSupportedNode, unsupportedNodeMessage } from './require-node.js';

if (isSupportedNode()) {
  const built = new URL('./cli.js', import.meta.url);
  await import(existsSync(built) ? built.href : new URL('./cli.ts', import.meta.url).href);
} else {
  process.stderr.write(unsupportedNodeMessage());
  process.exitCode = 1;
}
