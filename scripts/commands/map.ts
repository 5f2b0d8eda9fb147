import { resolve } from 'node:path';
import { buildIdentityMap } from '../../core/identity/build-identity-map.ts';
import { collectMapEvidence } from '../../core/identity/collect-map-evidence.ts';
import { compareMaps } from '../../core/identity/compare-maps.ts';
import { interruptibleScratch } from '../../core/journal/interruptible-scratch.ts';
import type { Run } from '../../core/journal/run-store.ts';
import { explainDiskError } from '../files/explain-disk-error.ts';
import { assertReplaceableMap, type MapFiles, mapFilesOf, readMapBefore, writeMapFiles } from '../files/map-files.ts';
import type { Command, CommandContext } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { changeBlocks, type MapReport, mapBlocks, mapJson } from './map-report.ts';
import { collectMapSources, type MapSources, readMapSources } from './map-sources.ts';

export const mapCommand: Command = {
  name: 'map',
  summary: 'Builds the identity map: who every user was, and who they are now.',
  description:
    'Puts together the pairs of old and new users that are proven: rows that an import of ours carried across, users whom ' +
    'the ledger bound at their sign-in, and pairs that you state. Whoever merely has the same name is not mapped, but ' +
    'listed beside the map, with both sides. Where there is a map of that name, says what changed before it replaces it. ' +
    'Changes nothing in AWS; refuses to write a map that would be ambiguous.',
  options: [
    { flags: '--package <dir...>', description: 'Packages that were imported.' },
    { flags: '--ledger <table>', description: "The trigger's DynamoDB table. Default: the configured ledger." },
    {
      flags: '--without-ledger',
      description: 'Read no ledger. Who came by signing in, or was forgotten on request, is not known then.',
    },
    { flags: '--pairs <csv>', description: 'Pairs you state: oldSub,oldUsername,newSub,newUsername.' },
    { flags: '--out <file>', description: 'File to write, for example identity-map.jsonl.', required: true },
  ],
  examples: [
    {
      command: 'poolferry map --package package --out identity-map.jsonl',
      explains: 'Everybody who was imported, and everybody whom the configured ledger bound.',
    },
    {
      command: 'poolferry map --package package --pairs reviewed.csv --out identity-map.jsonl',
      explains: 'After a look at identity-map.unmapped.csv: with pairs of which you are sure.',
    },
  ],
  writesToAws: false,
  needs: ['target'],
  async run(context) {
    const names = mapFilesOf(String(context.options.out));
    const paths = inDirectory(names, context.workingDirectory);
    const isReplacing = await assertReplaceableMap(paths, names);
    const sources = await readMapSources(context);
    const { target } = await connectPools(context, ['target']);
    if (sources.ledgerTable === undefined) {
      context.warn('No ledger is read: who came by signing in, and who was forgotten on request, is not known.');
    }
    const run = await openScratchRun(target, context);
    try {
      const report = await buildAndWrite({ sources, target, run, names, paths, isReplacing }, context);
      const hasLeftovers = report.map.unmappedByCode.size + report.unfinished.length > 0;
      return { exitCode: hasLeftovers ? 3 : 0, json: mapJson(report), summary: mapBlocks(report) };
    } catch (error) {
      throw explainDiskError(error, writeFailed) ?? error;
    } finally {
      await run.discard();
    }
  },
};

type Wanted = {
  readonly sources: MapSources;
  readonly target: ConnectedPool;
  readonly run: Run;
  readonly names: MapFiles;
  readonly paths: MapFiles;
  readonly isReplacing: boolean;
};

const buildAndWrite = async (
  { sources, target, run, names, paths, isReplacing }: Wanted,
  context: CommandContext,
): Promise<MapReport> => {
  const scratch = interruptibleScratch(run.scratch, context.signal);
  const evidence = collectMapEvidence(scratch);
  const unfinished = await collectMapSources(sources, target, evidence, context);
  const map = await buildIdentityMap(evidence, scratch);
  const changes = isReplacing
    ? await compareMaps(readMapBefore(paths.map, names.map), map.pairs(), scratch)
    : undefined;
  if (changes !== undefined) context.say(...changeBlocks(changes, names.map));
  await writeMapFiles(paths, map);
  return { map, changes, names, unfinished, ledgerTable: sources.ledgerTable };
};

const inDirectory = ({ map, unmapped, unmappedForPeople }: MapFiles, directory: string): MapFiles => ({
  map: resolve(directory, map),
  unmapped: resolve(directory, unmapped),
  unmappedForPeople: resolve(directory, unmappedForPeople),
});

/** Room for what does not fit into memory. There is nothing to continue: what a killed map left behind is removed. */
const openScratchRun = async ({ profile }: ConnectedPool, { runs }: CommandContext): Promise<Run> => {
  const identity = { command: 'map', targetUserPoolId: profile.userPoolId, inputHashes: {}, options: {} };
  const run = await runs.open(identity, 'begin-again');
  if (!run.isResumed) return run;
  await run.discard();
  return runs.open(identity, 'begin-again');
};

const writeFailed = {
  doing: 'write the map, or keep what it is made of',
  code: 'map-unwritable',
  hint: 'Mend that, or use another place with --out or --state-dir, and run the same command again.',
};
