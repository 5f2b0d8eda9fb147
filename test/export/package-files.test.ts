import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { PackageWriter } from '../../core/export/package-port.ts';
import { readJsonLines } from '../../core/export/read-json-lines.ts';
import type { PackageManifest } from '../../core/journal/package-manifest.ts';
import { openPackage } from '../../scripts/files/package-reader.ts';
import { createPackageWriter } from '../../scripts/files/package-writer.ts';

let around: string;
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), 'poolferry-package-'));
});
afterEach(() => rmSync(around, { recursive: true, force: true }));

const manifestOf = (files: PackageManifest['files'], toolVersion = '0.1.0'): PackageManifest => ({
  schemaVersion: 1,
  toolVersion,
  source: { userPoolId: 'eu-west-1_a', region: 'eu-west-1' },
  target: { userPoolId: 'eu-west-1_b', region: 'eu-west-1' },
  options: {},
  header: ['cognito:username'],
  complete: true,
  counts: { listed: 1, exported: 1, rejected: 0, alreadyCrossed: 0, rejectedByCode: {} },
  listing: { mode: 'serial', differences: [] },
  files,
});

const writeFile = async (writer: PackageWriter, name: string, pieces: Iterable<string>) => {
  const file = await writer.create(name);
  for (const piece of pieces) await file.append(piece);
  return file.end();
};

const write = async (directory: string, text = 'cognito:username\nann\n', toolVersion?: string) => {
  const writer = await createPackageWriter(directory);
  const written = await writeFile(writer, 'users-001.csv', [text.slice(0, 5), text.slice(5)]);
  return writer.finish(manifestOf([{ name: 'users-001.csv', rows: 1, ...written }], toolVersion));
};

const readText = async (chunks: AsyncIterable<Uint8Array>) => {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString('utf8');
  return text;
};

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a package directory', () => {
  it('appears under its name only when it is complete, for its owner alone', async () => {
    const directory = join(around, 'deep', 'package');
    const writer = await createPackageWriter(directory);
    const written = await writeFile(writer, 'users-001.csv', ['x\n']);
    expect(existsSync(directory)).toBe(false);

    expect(await writer.finish(manifestOf([{ name: 'users-001.csv', rows: 0, ...written }]))).toBe('written');

    expect(readdirSync(join(around, 'deep'))).toEqual(['package']);
    expect(mode(directory)).toBe('700');
    expect(readdirSync(directory).map((name) => mode(join(directory, name)))).toEqual(['600', '600']);
  });

  it('reads back what was written', async () => {
    const directory = join(around, 'package');
    await write(directory);

    const reader = await openPackage(directory);

    expect(reader.manifest.counts.exported).toBe(1);
    expect(await readText(reader.read('users-001.csv'))).toBe('cognito:username\nann\n');
    expect(() => reader.read('../secret')).toThrow('No package has');
  });

  it('may take the place of an empty directory', async () => {
    mkdirSync(join(around, 'package'), { mode: 0o755 });
    expect(await write(join(around, 'package'))).toBe('written');
    expect(mode(join(around, 'package'))).toBe('700');
  });

  it('is left alone by an export of the same users, also by another version of the tool', async () => {
    const directory = join(around, 'package');
    await write(directory);
    const before = statSync(join(directory, 'manifest.json')).mtimeMs;

    expect(await write(directory, undefined, '0.2.0')).toBe('unchanged');

    expect(statSync(join(directory, 'manifest.json')).mtimeMs).toBe(before);
    expect(readdirSync(around)).toEqual(['package']);
  });

  it('is never replaced by an export of other users', async () => {
    const directory = join(around, 'package');
    await write(directory);

    await expect(write(directory, 'cognito:username\nbob\n')).rejects.toMatchObject({ code: 'package-differs' });

    expect(await readText((await openPackage(directory)).read('users-001.csv'))).toContain('ann');
    expect(readdirSync(around)).toEqual(['package']);
  });

  it('is not called the same when one of its files was changed', async () => {
    const directory = join(around, 'package');
    await write(directory);
    writeFileSync(join(directory, 'users-001.csv'), 'cognito:username\neve\n');

    await expect(write(directory)).rejects.toMatchObject({ code: 'package-damaged' });
  });

  it('leaves nothing behind when it is discarded', async () => {
    const writer = await createPackageWriter(join(around, 'package'));
    await writeFile(writer, 'users-001.csv', ['x']);
    await writer.discard();
    await writer.discard();
    expect(readdirSync(around)).toEqual([]);
  });

  it('is not half there when the disk fails, and the error says what to mend', async () => {
    const writer = await createPackageWriter(join(around, 'package'));
    const file = await writer.create('users-001.csv');
    const handle = await open(join(around, 'any'), 'w');
    await handle.close();
    const full = Object.assign(new Error('canary'), { code: 'ENOSPC', syscall: 'write' });
    vi.spyOn(Object.getPrototypeOf(handle), 'write').mockRejectedValueOnce(full);

    await expect(file.append('cognito:username\n')).rejects.toMatchObject({
      code: 'package-unwritable',
      message: expect.stringContaining('the disk is full (ENOSPC)'),
    });
    await writer.discard();

    expect(readdirSync(around)).toEqual(['any']);
  });

  it('clears away what a killed export left, and leaves a living one alone', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(around, `.package.partial-${dead}`));
    writeFileSync(join(around, `.package.partial-${dead}`, 'users-001.csv'), 'half a file');
    mkdirSync(join(around, `.package.partial-${process.ppid}`));
    mkdirSync(join(around, `.other.partial-${dead}`));

    await write(join(around, 'package'));

    expect(readdirSync(around).sort()).toEqual([
      `.other.partial-${dead}`,
      `.package.partial-${process.ppid}`,
      'package',
    ]);
  });

  it.runIf(process.platform === 'linux')(
    'clears away what a process left whose end nobody has asked about',
    async () => {
      // The shell becomes a program that never asks about the end of its child, and only then the child ends.
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        const [told] = (await once(parent.stdout, 'data')) as [Buffer];
        const zombie = Number(told.toString());
        await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
        process.kill(zombie, 'SIGKILL');
        await expect.poll(() => readFileSync(`/proc/${zombie}/stat`, 'utf8')).toMatch(/\) Z /);
        mkdirSync(join(around, `.package.partial-${zombie}`));

        await write(join(around, 'package'));

        expect(readdirSync(around)).toEqual(['package']);
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it('may lie behind a link to a directory that is safe, and not behind one to a place where anyone may write', async () => {
    mkdirSync(join(around, 'mine'));
    symlinkSync(join(around, 'mine'), join(around, 'shortcut'));
    expect(await write(join(around, 'shortcut', 'package'))).toBe('written');
    expect(readdirSync(join(around, 'mine'))).toEqual(['package']);

    mkdirSync(join(around, 'open'));
    chmodSync(join(around, 'open'), 0o777);
    symlinkSync(join(around, 'open'), join(around, 'trap'));
    await expect(write(join(around, 'trap', 'package'))).rejects.toMatchObject({ code: 'unsafe-directory' });
  });

  it('refuses a symbolic link, a file, a directory with something else in it, and a place where anyone may write', async () => {
    mkdirSync(join(around, 'elsewhere'));
    symlinkSync(join(around, 'elsewhere'), join(around, 'link'));
    symlinkSync(join(around, 'nowhere'), join(around, 'dangling'));
    writeFileSync(join(around, 'file'), '');
    mkdirSync(join(around, 'full'));
    writeFileSync(join(around, 'full', 'thesis.txt'), '');
    mkdirSync(join(around, 'open'));
    chmodSync(join(around, 'open'), 0o777);
    for (const name of ['link', 'dangling', 'file', 'full', 'open/package']) {
      await expect(createPackageWriter(join(around, name)), name).rejects.toMatchObject({
        code: 'unsafe-directory',
        exitCode: 2,
      });
    }
  });
});

describe('openPackage', () => {
  it.each<[string, (directory: string) => void, string]>([
    ['a directory without a manifest', (at) => rmSync(join(at, 'manifest.json')), 'package-not-found'],
    ['a missing directory', (at) => rmSync(at, { recursive: true }), 'package-not-found'],
    ['a manifest that is none', (at) => writeFileSync(join(at, 'manifest.json'), '{}'), 'package-damaged'],
    ['a missing file', (at) => rmSync(join(at, 'users-001.csv')), 'package-damaged'],
    ['a changed file', (at) => writeFileSync(join(at, 'users-001.csv'), 'cognito:username\neve\n'), 'package-damaged'],
    [
      'a file that is a link',
      (at) => {
        rmSync(join(at, 'users-001.csv'));
        writeFileSync(join(at, 'copy'), 'cognito:username\nann\n');
        symlinkSync(join(at, 'copy'), join(at, 'users-001.csv'));
      },
      'package-damaged',
    ],
    [
      'a manifest that leads elsewhere',
      (at) => {
        writeFileSync(
          join(at, 'manifest.json'),
          JSON.stringify(manifestOf([{ name: '../x', rows: 0, bytes: 0, sha256: '0'.repeat(64) }])),
        );
      },
      'package-damaged',
    ],
  ])('refuses %s', async (_what, damage, code) => {
    const directory = join(around, 'package');
    await write(directory);
    damage(directory);

    await expect(openPackage(directory)).rejects.toMatchObject({ code, exitCode: 2 });
  });
});

describe('readJsonLines', () => {
  const schema = z.strictObject({ name: z.string() });
  const read = async (...chunks: Uint8Array[]) => {
    const records: unknown[] = [];
    for await (const record of readJsonLines(chunks, schema, 'users.jsonl')) records.push(record);
    return records;
  };

  it('reads the same records wherever the bytes are cut', async () => {
    const bytes = Buffer.from('{"name":"é😀"}\n{"name":"b"}\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([{ name: 'é😀' }, { name: 'b' }]);
    }
  });

  it('names the line it cannot read, and not what stands in it', async () => {
    const error = await read(Buffer.from('{"name":"a"}\n{"name":"canary"')).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'damaged-line', message: '"users.jsonl" cannot be read at line 2.' });
    expect(JSON.stringify(error)).not.toContain('canary');
  });
});
