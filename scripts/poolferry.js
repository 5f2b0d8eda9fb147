#!/usr/bin/env node
// Plain JavaScript that any Node can parse: an old Node hands over to the one that came along, or gets a sentence.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findBroughtNode, isSupportedNode, unsupportedNodeMessage } from './require-node.js';

const built = new URL('./cli.js', import.meta.url);
const cli = existsSync(built) ? built : new URL('./cli.ts', import.meta.url);

const refuse = (lead = '') => {
  const message = `${lead}${unsupportedNodeMessage()}`;
  process.stderr.write(message);
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'node-too-old', message } }, null, 2)}\n`);
  }
  process.exitCode = 1;
};

const handOver = (node) => {
  let child;
  // A terminal's Ctrl-C reaches the child by itself; this process only has to outlive it. Both are listened for before
  // there is a child, so that no signal finds this process without an answer.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child?.kill('SIGTERM'));
  child = spawn(node, [fileURLToPath(cli), ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('error', (error) => refuse(`${node}: ${error.message}\n`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
};

const broughtNode = isSupportedNode() ? undefined : findBroughtNode();
if (isSupportedNode()) {
  await import(cli.href);
} else if (broughtNode !== undefined) {
  handOver(broughtNode);
} else {
  refuse();
}
