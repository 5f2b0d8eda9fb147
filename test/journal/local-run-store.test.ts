import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunIdentity } from '../../core/journal/run-store.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { isProcessAlive, processStart } from '../../scripts/files/process-start.ts';
import { readAll } from '../support/read-all.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const identity: RunIdentity = { command: 'remap', inputHashes: {}, options: {} };

const openStore = (stateDirectory: string, process = { id: 101, start: undefined as string | undefined }) => {
  const store = createLocalRunStore({
    stateDirectory,
    hostName: hostname(),
    processId: process.id,
    processStart: process.start,
    isProcessAlive,
    clock: { nowMs: () => 0 },
    breakLock: false,
  });
  onTestFinished(() => store.closeAll());
  return store;
};

/** A run with a journal and a checkpoint, let go of. */
const keepRun = async (options: Record<string, unknown> = {}) => {
  const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');
  const run = await openStore(stateDirectory).open({ ...identity, options }, 'report');
  await run.journal('writes').append([{ n: 1 }, { n: 2 }]);
  await run.checkpoints.write('position', { n: 2 });
  await run.close();
  return { stateDirectory, id: run.id, directory: join(stateDirectory, run.id) };
};

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('a run store of files', () => {
  it('lets nobody but the owner read what it keeps', async () => {
    const { stateDirectory, directory } = await keepRun();

    expect(await modeOf(stateDirectory)).toBe('700');
    expect(await modeOf(directory)).toBe('700');
    for (const name of await readdir(directory))
      expect([name, await modeOf(join(directory, name))]).toEqual([name, '600']);
    expect((await readdir(directory)).sort()).toEqual([
      'lock-1',
      'position.checkpoint.json',
      'run.json',
      'writes.jsonl',
    ]);
  });

  it('keeps itself out of git', async () => {
    const { stateDirectory } = await keepRun();

    expect(await readFile(join(stateDirectory, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps itself out of git although a process was stopped right after making the directory', async () => {
    const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');
    await mkdir(stateDirectory, { mode: 0o700 });

    await openStore(stateDirectory).open(identity, 'report');

    expect(await readFile(join(stateDirectory, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('leaves the .gitignore of a directory alone that holds anything', async () => {
    const stateDirectory = await makeTemporaryDirectory();
    await writeFile(join(stateDirectory, 'package.json'), '{}');

    await openStore(stateDirectory).open(identity, 'report');

    expect(await readdir(stateDirectory)).not.toContain('.gitignore');
  });

  it('touches nothing when runs are only listed', async () => {
    const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');

    await openStore(stateDirectory).list();

    await expect(stat(stateDirectory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    [
      'a symbolic link',
      async (path: string) => symlink(await makeTemporaryDirectory(), path),
      'Name another directory',
    ],
    ['a file', (path: string) => writeFile(path, ''), 'Name another directory'],
    ['writable by others', (path: string) => mkdir(path).then(() => chmod(path, 0o777)), 'chmod go-w'],
  ])('refuses a state directory that is %s', async (_what, prepare, wayOut) => {
    const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');
    await prepare(stateDirectory);

    await expect(openStore(stateDirectory).open(identity, 'report')).rejects.toMatchObject({
      code: 'unsafe-directory',
      exitCode: 2,
      hint: expect.stringContaining(wayOut),
    });
  });

  it('refuses a run directory that is a symbolic link', async () => {
    const { stateDirectory, directory } = await keepRun();
    await rm(directory, { recursive: true });
    await symlink(await makeTemporaryDirectory(), directory);

    await expect(openStore(stateDirectory).open(identity, 'report')).rejects.toMatchObject({
      code: 'unsafe-directory',
    });
  });

  it('never follows a link in place of a journal', async () => {
    const { stateDirectory, directory, id } = await keepRun();
    const elsewhere = join(await makeTemporaryDirectory(), 'target');
    await writeFile(elsewhere, 'untouched');
    await rm(join(directory, 'writes.jsonl'));
    await symlink(elsewhere, join(directory, 'writes.jsonl'));

    const run = await openStore(stateDirectory).openById(id);

    await expect(run.journal('writes').append([1])).rejects.toMatchObject({ code: 'ELOOP' });
    expect(await readFile(elsewhere, 'utf8')).toBe('untouched');
  });

  it('says which directory is missing when the state directory has no parent', async () => {
    const stateDirectory = join(await makeTemporaryDirectory(), 'no', 'such', '.poolferry');

    await expect(openStore(stateDirectory).open(identity, 'report')).rejects.toMatchObject({
      code: 'no-parent-directory',
    });
  });

  describe('when a file was damaged', () => {
    it('drops a torn last line and goes on', async () => {
      const { stateDirectory, directory, id } = await keepRun();
      const journal = join(directory, 'writes.jsonl');
      await truncate(journal, (await stat(journal)).size - 3);

      const run = await openStore(stateDirectory).openById(id);
      await run.journal('writes').append([{ n: 3 }]);

      expect(await readAll(run.journal('writes').read())).toEqual([{ n: 1 }, { n: 3 }]);
    });

    it('refuses a journal with another change, naming file and byte', async () => {
      const { stateDirectory, directory, id } = await keepRun();
      const journal = join(directory, 'writes.jsonl');
      const text = await readFile(journal, 'utf8');
      await writeFile(journal, text.replace('"n":1', '"n":7'));

      const run = await openStore(stateDirectory).openById(id);

      const secondLine = text.indexOf('\n') + 1;
      await expect(run.journal('writes').append([1])).rejects.toThrow(`"${journal}" is damaged at byte ${secondLine}`);
    });

    it('refuses a journal that was copied from another run', async () => {
      const { stateDirectory, directory, id } = await keepRun();
      const other = await keepRun({ other: true });
      await cp(join(other.directory, 'writes.jsonl'), join(directory, 'writes.jsonl'));

      const run = await openStore(stateDirectory).openById(id);

      await expect(readAll(run.journal('writes').read())).rejects.toMatchObject({ code: 'state-misplaced' });
    });

    it.each([
      ['cut short', (text: string) => text.slice(0, -2), 'checkpoint-damaged'],
      ['changed', (text: string) => text.replace('"n":2', '"n":3'), 'checkpoint-damaged'],
      ['emptied', () => '', 'checkpoint-damaged'],
    ])('refuses a checkpoint that was %s', async (_what, damage, code) => {
      const { stateDirectory, directory, id } = await keepRun();
      const file = join(directory, 'position.checkpoint.json');
      await writeFile(file, damage(await readFile(file, 'utf8')));

      const run = await openStore(stateDirectory).openById(id);

      await expect(run.checkpoints.read('position')).rejects.toMatchObject({ code });
    });

    it.each([
      [
        'is of a newer version',
        (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
        'state-too-new',
      ],
      ['was cut short', (text: string) => text.slice(0, 40), 'state-damaged'],
      ['is of another run', (text: string) => text.replace(/"id": "remap-/, '"id": "remap-x'), 'state-damaged'],
    ])('refuses a run whose run.json %s, and lists it as a problem', async (_what, damage, code) => {
      const { stateDirectory, directory } = await keepRun();
      const file = join(directory, 'run.json');
      await writeFile(file, damage(await readFile(file, 'utf8')));
      const store = openStore(stateDirectory);

      await expect(store.open(identity, 'report')).rejects.toMatchObject({ code });
      expect(await store.list()).toMatchObject({ runs: [], problems: [expect.stringContaining('run.json')] });
    });

    it.each([
      ['a link', (path: string) => symlink('/etc/hostname', path), 'ELOOP'],
      ['a directory', (path: string) => mkdir(path), 'EISDIR'],
    ])('never takes a checkpoint for absent that is %s', async (_what, replace, code) => {
      const { stateDirectory, directory, id } = await keepRun();
      const file = join(directory, 'position.checkpoint.json');
      await rm(file);
      await replace(file);

      const run = await openStore(stateDirectory).openById(id);

      await expect(run.checkpoints.read('position')).rejects.toMatchObject({ code });
    });

    it('lists the other runs beside one that cannot be read', async () => {
      const { stateDirectory, directory } = await keepRun();
      await rm(join(directory, 'run.json'));
      await mkdir(join(directory, 'run.json'));
      const store = openStore(stateDirectory);
      const other = await store.open({ ...identity, command: 'import' }, 'report');

      const { runs, problems } = await store.list();

      expect(runs.map(({ id }) => id)).toEqual([other.id]);
      expect(problems).toEqual([expect.stringMatching(/^The run "remap-\w+" cannot be read: EISDIR/)]);
    });

    it('refuses a run that has lost its run.json', async () => {
      const { stateDirectory, directory } = await keepRun();
      await rm(join(directory, 'run.json'));
      const store = openStore(stateDirectory);

      await expect(store.open(identity, 'report')).rejects.toMatchObject({ code: 'state-damaged' });
      expect((await store.list()).problems).toEqual([expect.stringContaining('has lost its "run.json"')]);
    });

    it('refuses a lock that names nobody, rather than guess that nobody is there', async () => {
      const { stateDirectory, directory } = await keepRun();
      await writeFile(join(directory, 'lock-2'), '');

      await expect(openStore(stateDirectory).open(identity, 'report')).rejects.toMatchObject({ code: 'run-locked' });
    });
  });

  it('is not held by another process that got the id of a dead one', async () => {
    const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');
    await openStore(stateDirectory, { id: process.pid, start: 'an earlier boot/1' }).open(identity, 'report');

    const run = await openStore(stateDirectory, { id: 101, start: undefined }).open(identity, 'report');

    expect(run.isResumed).toBe(true);
  });

  it('is held by a process that still runs', async () => {
    const stateDirectory = join(await makeTemporaryDirectory(), '.poolferry');
    await openStore(stateDirectory, { id: process.pid, start: processStart(process.pid) }).open(identity, 'report');

    const opening = openStore(stateDirectory, { id: 101, start: undefined }).open(identity, 'report');

    await expect(opening).rejects.toThrow(`process ${process.pid} on host`);
  });
});
