import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openExclusive } from '../../../scripts/files/open-exclusive.ts';
import { isProcessAlive, processStart } from '../../../scripts/files/process-start.ts';
import { writeFileAtomically } from '../../../scripts/files/write-file-atomically.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

describe('a file that is replaced as a whole', () => {
  it('is for its owner alone, and leaves nothing beside it', async () => {
    const directory = await makeTemporaryDirectory();
    const path = join(directory, 'state.json');

    await writeFileAtomically(path, 'old');
    await writeFileAtomically(path, 'new');

    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['state.json']);
  });

  it('stays as it was when writing fails, and leaves nothing beside it', async () => {
    const directory = await makeTemporaryDirectory();
    const path = join(directory, 'state.json');
    await mkdir(join(path, 'in the way'), { recursive: true });

    await expect(writeFileAtomically(path, 'new')).rejects.toThrow();

    expect(await readdir(directory)).toEqual(['state.json']);
  });

  it('is written although a crash left a half-written one beside it, even a link', async () => {
    const directory = await makeTemporaryDirectory();
    const path = join(directory, 'state.json');
    await writeFile(join(directory, 'elsewhere'), 'untouched');
    await symlink(join(directory, 'elsewhere'), `${path}.tmp`);

    await writeFileAtomically(path, 'new');

    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
    expect(await readFile(join(directory, 'elsewhere'), 'utf8')).toBe('untouched');
  });
});

describe('a file that is created exclusively', () => {
  it.each(['a file', 'a dangling link'])('is refused where there is %s', async (what) => {
    const path = join(await makeTemporaryDirectory(), 'new');
    await (what === 'a file' ? writeFile(path, '') : symlink('/nowhere/at/all', path));

    await expect(openExclusive(path)).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

describe('a process', () => {
  it('is alive while it runs, and dead when there is none with its id', () => {
    const start = processStart(process.pid);

    expect(isProcessAlive({ processId: process.pid, ...(start === undefined ? {} : { processStart: start }) })).toBe(
      true,
    );
    expect(isProcessAlive({ processId: process.pid })).toBe(true);
    expect(isProcessAlive({ processId: 2 ** 22 + 1 })).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('is dead when it was killed and nobody asks for its exit code', async () => {
    // "exec" puts a parent in place that never waits for its child; until then the shell would.
    const parent = spawn('bash', ['-c', 'sleep 60 & echo $!; exec sleep 61']);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const processId = Number(line.toString());
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
    process.kill(processId, 'SIGKILL');
    await expect.poll(() => readFileSync(`/proc/${processId}/stat`, 'utf8')).toContain(') Z ');

    expect(isProcessAlive({ processId })).toBe(false);
  });
});
