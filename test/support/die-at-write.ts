/**
 * Loaded into a process before its program: counts what it writes to files, an append or a replaced file each, and kills
 * it (kill -9) around the one that DIE_AT_WRITE names: `before 3`, `after 3`. Leaves the count in WRITES_FILE at the end.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [when, nth] = (process.env.DIE_AT_WRITE ?? '').split(' ');
let writes = 0;

const die = () => {
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; not one step further until it is here.
  for (;;);
};

const counted =
  <Arguments extends unknown[], Result>(write: (...args: Arguments) => Promise<Result>) =>
  async (...args: Arguments): Promise<Result> => {
    writes += 1;
    const isIt = writes === Number(nth);
    if (isIt && when === 'before') die();
    const result = await write(...args);
    if (isIt && when === 'after') die();
    return result;
  };

const { promises } = fs;
const probe = await promises.open(process.execPath, 'r');
const fileHandle = Object.getPrototypeOf(probe) as { appendFile: (this: unknown, text: string) => Promise<void> };
await probe.close();
const { appendFile } = fileHandle;
fileHandle.appendFile = function (this: unknown, text: string) {
  return counted(() => appendFile.call(this, text))();
};
promises.rename = counted(promises.rename);
syncBuiltinESMExports();

process.on('exit', () => {
  if (process.env.WRITES_FILE !== undefined) fs.writeFileSync(process.env.WRITES_FILE, String(writes));
});
