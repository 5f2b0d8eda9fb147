/**
 * Loaded before a program (`node --import`): kills it (SIGKILL) right before the n-th change of a file or folder, n being
 * DIE_AT. With 0 it lives, and writes how many there were into DIE_COUNT.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';

const { DIE_AT = '0', DIE_COUNT = devNull } = process.env;
let changes = 0;

const step = () => {
  changes += 1;
  if (changes !== Number(DIE_AT)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal ends the process before the next instruction, or the one after.
  for (;;);
};

// biome-ignore lint/suspicious/noExplicitAny: these are any functions.
type Functions = Record<string, (...args: any[]) => unknown>;

const watch = (functions: object, names: readonly string[]) => {
  const watched = functions as Functions;
  for (const name of names) {
    const change = watched[name];
    if (change === undefined) throw new Error(`there is no ${name}`);
    watched[name] = function (this: unknown, ...args) {
      step();
      return change.apply(this, args);
    };
  }
};

const handle = await fs.promises.open(devNull);
watch(Object.getPrototypeOf(handle) as object, ['write', 'writev', 'writeFile', 'appendFile', 'truncate', 'sync']);
await handle.close();
watch(fs.promises, ['link', 'mkdir', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile']);
syncBuiltinESMExports();

process.on('exit', () => fs.writeFileSync(DIE_COUNT, String(changes)));
