import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { createLedgerClient } from '../../aws/ledger/ledger-client.ts';
import { RefusedError } from '../../core/errors.ts';
import { readJsonLines } from '../../core/export/read-json-lines.ts';
import { buildIdentityMap, type StatedPair, type UnprovenPair } from '../../core/identity/build-identity-map.ts';
import {
  type MergedUser,
  pairsOfLedger,
  pairsOfMerges,
  pairsOfOutcomes,
} from '../../core/identity/collect-map-sources.ts';
import { formatIdentityPair } from '../../core/identity/identity-map-file.ts';
import { readOperatorPairs } from '../../core/identity/read-operator-pairs.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import { packageFileNames, packageUserSchema } from '../../core/journal/package-manifest.ts';
import { assertReplaceableMap } from '../files/assert-replaceable-map.ts';
import { openPackage } from '../files/package-reader.ts';
import { writeLinesAtomically } from '../files/write-lines-atomically.ts';
import type { Command, CommandContext } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { hashManifest } from './import-package.ts';
import { listImportRuns, ofInput, readImportOutcomes } from './import-runs.ts';
import { listUsersOf } from './list-users-of.ts';
import { mapBlocks, mapJson } from './map-report.ts';
import { isUndone, listUndos } from './undone-imports.ts';

export const mapCommand: Command = {
  name: 'map',
  summary: 'Builds the identity map: who every user was, and who they are now.',
  description:
    'Puts together the pairs of old and new users that are proven: rows that an import of ours carried across, users whom ' +
    'the ledger bound at their sign-in, and pairs that you state. Whoever merely has the same name is listed and not ' +
    'mapped. Changes nothing in AWS; refuses to write a map that would be ambiguous.',
  options: [
    { flags: '--package <dir...>', description: 'Packages that were imported.' },
    { flags: '--ledger <table>', description: "The trigger's DynamoDB table." },
    { flags: '--pairs <csv>', description: 'Pairs you state: oldSub,oldUsername,newSub,newUsername.' },
    { flags: '--out <file>', description: 'File to write, for example identity-map.jsonl.', required: true },
  ],
  examples: [
    {
      command: 'poolferry map --package package --ledger poolferry-ledger --out identity-map.jsonl',
      explains: 'Everybody who was imported, and everybody who came by signing in.',
    },
  ],
  writesToAws: false,
  needs: ['target'],
  async run(context) {
    const { ledger, pairs, out } = context.options;
    const packages = (context.options.package ?? []) as readonly string[];
    if (packages.length === 0 && ledger === undefined && pairs === undefined) {
      throw new RefusedError('There is nothing to build a map from.', {
        code: 'no-map-sources',
        hint: 'Name at least one of --package DIR, --ledger TABLE and --pairs CSV.',
      });
    }
    const outPath = resolve(context.workingDirectory, String(out));
    await assertReplaceableMap(outPath, String(out));
    const operatorPairs = pairs === undefined ? [] : await readPairs(String(pairs), context);
    const { target } = await connectPools(context, ['target']);
    const imported = await readPackages(packages, target, context);
    const bound = ledger === undefined ? nobody : await readLedger(String(ledger), target, context);
    const targetUsernames = await context.progress(
      'Listing the target',
      async (progress) => {
        const usernames = new Map<string, string>();
        for await (const { sub, username } of listUsersOf(target, context, progress)) {
          usernames.set(sub, username);
          progress.advance();
        }
        return usernames;
      },
      { unit: 'users', total: target.profile.estimatedUsers },
    );
    const stated = [...bound.pairs, ...imported.stated, ...operatorPairs];
    const map = buildIdentityMap({
      stated: [...stated, ...pairsOfMerges(imported.merged, stated)],
      unproven: imported.unproven,
      targetUsernames,
      sourceUsernames: imported.sourceUsernames,
      forgotten: bound.forgotten,
    });
    await writeLinesAtomically(outPath, map.pairs.values().map(formatIdentityPair));
    const { unfinished } = imported;
    const hasLeftovers = map.gone.length + map.unproven.length + unfinished.length > 0;
    return {
      exitCode: hasLeftovers ? 3 : 0,
      json: mapJson(map, String(out), unfinished),
      summary: mapBlocks(map, String(out), unfinished),
    };
  },
};

const readPairs = async (path: string, { workingDirectory }: CommandContext): Promise<StatedPair[]> => {
  const text = await readFile(resolve(workingDirectory, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new RefusedError(`The pairs in "${path}" cannot be read (${error.code ?? 'unknown'}).`, {
      code: 'bad-pairs',
    });
  });
  return readOperatorPairs(text, path);
};

type ImportedUsers = {
  readonly stated: readonly StatedPair[];
  readonly unproven: readonly UnprovenPair[];
  readonly sourceUsernames: ReadonlyMap<string, string>;
  readonly merged: readonly MergedUser[];
  /** Packages whose import has not come to its end. */
  readonly unfinished: readonly string[];
};

/** Outcomes of packages come from the runs that imported exactly these files, into this target. */
const readPackages = async (
  directories: readonly string[],
  target: ConnectedPool,
  context: CommandContext,
): Promise<ImportedUsers> => {
  const sourceUsernames = new Map<string, string>();
  const outcomes: RowOutcome[] = [];
  const unfinished: string[] = [];
  const merged: MergedUser[] = [];
  const runs = await listImportRuns(context.runs, target.profile.userPoolId);
  const undos = await listUndos(context.runs);
  for (const directory of directories) {
    const reader = await openPackage(resolve(context.workingDirectory, directory));
    const lines = reader.read(packageFileNames.users);
    for await (const user of readJsonLines(lines, packageUserSchema, packageFileNames.users)) {
      sourceUsernames.set(user.sub, user.username);
      for (const { sub, username } of user.merged ?? []) {
        merged.push({ oldSub: sub, oldUsername: username, intoSub: user.sub });
      }
    }
    const ofThis = ofInput(runs, hashManifest(reader));
    if (ofThis.length === 0) throw neverImported(directory);
    if (ofThis.some((run) => run.state !== 'finished' && !isUndone(run, undos))) unfinished.push(directory);
    for await (const outcome of readImportOutcomes(context.runs, ofThis.toReversed())) outcomes.push(outcome);
  }
  return { ...pairsOfOutcomes(outcomes), sourceUsernames, merged, unfinished };
};

const neverImported = (directory: string) =>
  new RefusedError(`The package "${directory}" was not imported into this target from here.`, {
    code: 'package-not-imported',
    hint: 'Import it first, or run this where it was imported: the proof of who became whom stands in .poolferry/.',
  });

const nobody = { pairs: [], forgotten: new Set<string>() };

const readLedger = async (tableName: string, target: ConnectedPool, { signal }: CommandContext) => {
  try {
    const client = createLedgerClient(target.settings);
    return await pairsOfLedger(createLedger({ client, tableName, signal }).list());
  } catch (error) {
    throw explainAwsError(error, { doing: `read the ledger "${tableName}"`, action: 'dynamodb:Scan' });
  }
};
