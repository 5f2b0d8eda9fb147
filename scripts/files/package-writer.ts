import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PoolferryError, RefusedError } from '../../core/errors.ts';
import type { PackageWriter } from '../../core/export/package-port.ts';
import { canonicalJson } from '../../core/journal/canonical-json.ts';
import { type PackageManifest, packageFileNames } from '../../core/journal/package-manifest.ts';
import { explainDiskError } from './explain-disk-error.ts';
import { openExclusive } from './open-exclusive.ts';
import { assertFilesWhole, readManifest } from './package-manifest-file.ts';
import { isProcessAlive } from './process-start.ts';
import { createReusingWriter, readReusing } from './reused-buffer.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Writes a package beside its final name, readable by its owner alone, and renames it when it is complete. What killed
 * exports to the same name left behind is removed. Refuses a name that is taken by anything but a package or an empty directory.
 */
export const createPackageWriter = async (directory: string): Promise<PackageWriter> => {
  const explained = <T>(work: () => Promise<T>): Promise<T> => work().catch((error) => explain(error, directory));
  const { parent, final } = await explained(async () => {
    const place = await findPlace(directory);
    await assertSafePlace(directory, place);
    await removeLeftovers(place.parent, basename(place.final));
    return place;
  });
  const provisional = join(parent, `${provisionalPrefix(basename(final))}${process.pid}`);
  let isMade = false;

  const makeOnce = async () => {
    if (isMade) return;
    await mkdir(provisional, { mode: 0o700 });
    isMade = true;
  };
  const open = new Set<Awaited<ReturnType<typeof createFile>>>();
  const discard = async () => {
    for (const file of open) await file.close();
    await rm(provisional, { recursive: true, force: true });
  };

  return {
    existing: () => explained(() => readManifest(final)),
    create: (name) =>
      explained(async () => {
        await makeOnce();
        const file = await createFile(join(provisional, name));
        open.add(file);
        return {
          append: (text) => explained(() => file.append(text)),
          end: () => explained(() => file.end()),
        };
      }),
    read: (name) => readReusing(join(provisional, name)),
    finish: (manifest) =>
      explained(async () => {
        await makeOnce();
        const file = await createFile(join(provisional, packageFileNames.manifest));
        open.add(file);
        await file.append(`${JSON.stringify(manifest, null, 2)}\n`);
        await file.end();
        await syncDirectory(provisional);
        const existing = await readManifest(final);
        if (existing !== undefined) {
          await discard();
          await assertSame(directory, final, existing, manifest);
          return 'unchanged';
        }
        await rename(provisional, final);
        await syncDirectory(parent);
        return 'written';
      }),
    discard,
  };
};

/** A full disk or a missing right is the operator's to mend; a package is there as a whole or not at all. */
const explain = (error: unknown, directory: string): never => {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const failed = {
    doing: `write the package "${directory}"`,
    code: 'package-unwritable',
    hint: 'Mend that, or choose another directory with --out, and run the same command again.',
  };
  const explained = explainDiskError(error, failed);
  if (explained !== undefined) throw explained;
  if (error instanceof PoolferryError || code === undefined || syscall === undefined) throw error;
  throw new PoolferryError(`Cannot ${failed.doing}: ${syscall} failed (${code}).`, { ...failed, cause: error });
};

const provisionalPrefix = (name: string) => `.${name}.partial-`;

type Place = { readonly parent: string; readonly final: string };

/** Links on the way are followed once and for all: the place that is found safe is the place that is written to. */
const findPlace = async (directory: string): Promise<Place> => {
  const asked = resolve(directory);
  await mkdir(dirname(asked), { recursive: true });
  const parent = await realpath(dirname(asked));
  return { parent, final: join(parent, basename(asked)) };
};

const assertSafePlace = async (directory: string, { parent, final }: Place) => {
  const refuse = (what: string) => {
    throw new RefusedError(`Cannot write a package to "${directory}": ${what}.`, {
      code: 'unsafe-directory',
      hint: 'Choose another directory with --out.',
    });
  };
  const around = await lstat(parent);
  // Where everyone may rename everything, a package could be swapped for another. Sticky directories like /tmp forbid it.
  if ((around.mode & 0o002) !== 0 && (around.mode & 0o1000) === 0)
    refuse('anyone can write to the directory around it');
  const found = await lstat(final).catch(() => undefined);
  if (found === undefined) return;
  if (found.isSymbolicLink()) refuse('it is a symbolic link');
  if (!found.isDirectory()) refuse('it is a file');
  if ((await readManifest(final)) === undefined && (await readdir(final)).length > 0) {
    refuse('it holds something that is not a package');
  }
};

const removeLeftovers = async (parent: string, name: string) => {
  const prefix = provisionalPrefix(name);
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(prefix)) continue;
    const pid = Number(entry.slice(prefix.length));
    if (Number.isSafeInteger(pid) && pid > 0 && (pid === process.pid || !isProcessAlive({ processId: pid }))) {
      await rm(join(parent, entry), { recursive: true, force: true });
    }
  }
};

const createFile = async (path: string) => {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await openExclusive(path);
  const writer = createReusingWriter(file, (chunk) => {
    hash.update(chunk);
    bytes += chunk.byteLength;
  });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await file.close();
    isClosed = true;
  };
  return {
    append: (text: string) => writer.write(text),
    async end() {
      await file.sync();
      await close();
      return { bytes, sha256: hash.digest('hex') };
    },
    close,
  };
};

/** The version of the tool may differ: what counts is what the package says about the users. */
const assertSame = async (directory: string, final: string, existing: PackageManifest, made: PackageManifest) => {
  const { toolVersion: _one, ...found } = existing;
  const { toolVersion: _other, ...meant } = made;
  if (canonicalJson(found) !== canonicalJson(meant)) {
    throw new RefusedError(`"${directory}" holds a package of an earlier state of the source pool.`, {
      code: 'package-differs',
      hint: 'Choose another directory with --out, or move that one away.',
    });
  }
  await assertFilesWhole(final, existing);
};
