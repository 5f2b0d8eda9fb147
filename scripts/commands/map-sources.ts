import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import { readJsonLines } from '../../core/export/read-json-lines.ts';
import type { MapEvidence, StatedPair } from '../../core/identity/collect-map-evidence.ts';
import { readOperatorPairs } from '../../core/identity/read-operator-pairs.ts';
import { packageFileNames, packageUserSchema } from '../../core/journal/package-manifest.ts';
import { openPackage } from '../files/package-reader.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { hashManifest } from './import-package.ts';
import { listImportRuns, ofInput, streamImportOutcomes } from './import-runs.ts';
import { listEveryUserOf } from './list-users-of.ts';
import { openLedger } from './open-ledger.ts';
import { isUndone, listUndos, readTakenBack } from './undone-imports.ts';

/** What a map is made of, as the operator asks for it. */
export type MapSources = {
  readonly packages: readonly string[];
  readonly ledgerTable: string | undefined;
  readonly pairs: readonly StatedPair[];
};

/** Throws `RefusedError` (`no-map-sources`) where there is nothing to build a map from. */
export const readMapSources = async ({ options, config, workingDirectory }: CommandContext): Promise<MapSources> => {
  const { ledger, withoutLedger, pairs } = options;
  const packages = (options.package ?? []) as readonly string[];
  if (ledger !== undefined && withoutLedger === true) {
    throw new RefusedError('Both --ledger and --without-ledger are given.', {
      code: 'ledger-with-and-without',
      hint: 'Leave one of them out.',
    });
  }
  const ledgerTable =
    withoutLedger === true ? undefined : ledger === undefined ? config.ledger?.tableName : String(ledger);
  if (packages.length === 0 && ledgerTable === undefined && pairs === undefined) {
    throw new RefusedError('There is nothing to build a map from.', {
      code: 'no-map-sources',
      hint: 'Name at least one of --package DIR, --ledger TABLE and --pairs CSV.',
    });
  }
  return {
    packages,
    ledgerTable,
    pairs: pairs === undefined ? [] : await readPairs(String(pairs), workingDirectory),
  };
};

const readPairs = async (path: string, workingDirectory: string): Promise<StatedPair[]> => {
  const text = await readFile(resolve(workingDirectory, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new RefusedError(`The pairs in "${path}" cannot be read (${error.code ?? 'unknown'}).`, {
      code: 'bad-pairs',
    });
  });
  return readOperatorPairs(text, path);
};

/** Reads all sources. Returns the packages whose import has not come to its end. */
export const collectMapSources = async (
  { packages, ledgerTable, pairs }: MapSources,
  target: ConnectedPool,
  evidence: MapEvidence,
  context: CommandContext,
): Promise<readonly string[]> => {
  for (const pair of pairs) await evidence.statedPair(pair);
  const unfinished = await collectPackages(packages, target, evidence, context);
  if (ledgerTable !== undefined) {
    const config = { ...context.config, ledger: { ...context.config.ledger, tableName: ledgerTable } };
    const ledger = openLedger(target, { ...context, config });
    for await (const row of ledger.claims({ by: 'all' })) await evidence.ledgerRow(row);
  }
  const { estimatedUsers } = target.profile;
  await context.progress(
    'Listing the target',
    async (progress) => {
      for await (const user of listEveryUserOf(target, context, progress)) {
        await evidence.targetUser(user);
        progress.advance();
      }
    },
    { unit: 'users', ...(estimatedUsers > 0 ? { total: estimatedUsers } : {}) },
  );
  return unfinished;
};

/** Outcomes of packages come from the runs that imported exactly these files, into this target. */
const collectPackages = async (
  directories: readonly string[],
  target: ConnectedPool,
  evidence: MapEvidence,
  { runs, workingDirectory }: CommandContext,
): Promise<readonly string[]> => {
  const unfinished: string[] = [];
  const known = await listImportRuns(runs, target.profile.userPoolId);
  const undos = await listUndos(runs);
  const wanted = new Set<string>();
  for (const directory of directories) {
    const reader = await openPackage(resolve(workingDirectory, directory));
    const ofThis = ofInput(known, hashManifest(reader));
    if (ofThis.length === 0) throw neverImported(directory);
    if (ofThis.some((run) => run.state !== 'finished' && !isUndone(run, undos))) unfinished.push(directory);
    for (const { id } of ofThis) wanted.add(id);
    const lines = reader.read(packageFileNames.users);
    for await (const user of readJsonLines(lines, packageUserSchema, packageFileNames.users)) {
      await evidence.packageUser(user);
    }
  }
  // An import may have found users there whom another one made, and which was taken back since.
  const takenBack = await readTakenBack(runs, known);
  for (const [at, { id }] of known.toReversed().entries()) {
    if (!wanted.has(id)) continue;
    for await (const outcome of streamImportOutcomes(runs, id, takenBack)) await evidence.outcome(outcome, at);
  }
  return unfinished;
};

const neverImported = (directory: string) =>
  new RefusedError(`The package "${directory}" was not imported into this target from here.`, {
    code: 'package-not-imported',
    hint: 'Import it first, or run this where it was imported: the proof of who became whom stands in .poolferry/.',
  });
