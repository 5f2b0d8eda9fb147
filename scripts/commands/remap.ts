import { resolve } from 'node:path';
import { PoolferryError, ProblemsError, RefusedError } from '../../core/errors.ts';
import { isSameRun } from '../../core/journal/run-identity.ts';
import type { RunIdentity } from '../../core/journal/run-store.ts';
import { executeRemap, type RemapResult } from '../../core/remap/execute-remap.ts';
import { findObstacles, planRemap, type TableToRemap } from '../../core/remap/plan-remap.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import { unjudgedIn } from '../../core/remap/tally.ts';
import { type Block, command, text, warning } from '../terminal/blocks.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { readIdentityMap } from './remap-identity-map.ts';
import { createRemapPorts, segmentsOf, tableOptions } from './remap-options.ts';
import { planBlocks, resultBlocks } from './remap-report.ts';
import { connectTables } from './remap-tables.ts';

export const remapCommand: Command = {
  name: 'remap',
  summary: 'Rewrites the owners in DynamoDB tables from old users to new ones.',
  description:
    'Reads the configured tables and replaces, at the configured paths, exactly the values that belong to a user of ' +
    'the identity map. Every write happens only if the item still holds the old value, so whatever the application ' +
    'writes meanwhile wins. Without --execute it reads only, and says what it would change.',
  options: [
    ...tableOptions,
    { flags: '--without-pitr', description: 'Go on although point-in-time recovery is not on.' },
    { flags: '--region-is-writer', description: 'A global table is written by the application in this Region only.' },
    { flags: '--follow', description: 'Keep rewriting for users who cross lazily. Not built yet: refused.' },
  ],
  examples: [
    { command: 'poolferry remap --map identity-map.jsonl', explains: 'Shows what would change, and what it costs.' },
    {
      command: 'poolferry remap --map identity-map.jsonl --execute',
      explains: 'Rewrites. Interrupted, the same command continues.',
    },
  ],
  writesToAws: true,
  needs: ['tables'],
  async run(context) {
    if (context.options.follow === true) {
      throw new RefusedError('--follow is not built yet.', {
        code: 'not-built-yet',
        hint: 'Run "poolferry map" and "poolferry remap" again after more users have crossed.',
      });
    }
    const { lookup, sha256 } = await readIdentityMap(resolve(context.workingDirectory, String(context.options.map)));
    const { ports: tablePorts, tables } = await connectTables(context);
    const obstacles = findObstacles(tables, {
      withoutPointInTimeRecovery: context.options.withoutPitr === true,
      regionIsWriter: context.options.regionIsWriter === true,
    });
    if (context.options.execute === true && obstacles.length > 0) {
      throw new ProblemsError('These tables cannot be rewritten like this', obstacles, { code: 'remap-refused' });
    }
    const identity = toIdentity(context, tables, sha256);
    const { runs } = await context.runs.list();
    const unfinished = runs.find((run) => run.state === 'running' && isSameRun(run.identity, identity));

    const settings = { tables, pace: defaultPace, ...segmentsOf(context) };
    const blocks: Block[] = [];
    let json: unknown = { unfinishedRun: unfinished?.id };
    if (unfinished === undefined || context.options.execute !== true) {
      const plan = await context.progress(
        'Reading',
        (progress) =>
          planRemap(
            { ...settings, limits: context.config.limits },
            createRemapPorts(context, tablePorts, lookup, progress),
          ),
        { unit: 'items', ...totalOf(tables) },
      );
      blocks.push(...planBlocks(plan), ...obstacles.map((obstacle) => warning(obstacle)));
      json = { plan, obstacles, unfinishedRun: unfinished?.id ?? null };
    }
    if (unfinished !== undefined)
      blocks.push(text(`Run ${unfinished.id} is not finished; it continues where it stopped.`));
    if ((await context.consent(blocks)) === 'planned') return { exitCode: 0, json, summary: [] };

    const run = await context.runs.open(identity, 'begin-again');
    try {
      const result = await context.progress(
        'Rewriting',
        (progress) => executeRemap(settings, createRemapPorts(context, tablePorts, lookup, progress), run),
        { unit: 'items' },
      );
      if (result.failures.length > 0) throw toError(result);
      await run.finish(result);
      return toResult(result, run.id, String(context.options.map));
    } finally {
      await run.close();
    }
  },
};

/** The tables themselves are part of it, by ARN: the same names in another account are another run. */
const toIdentity = ({ config }: CommandContext, tables: readonly TableToRemap[], mapHash: string): RunIdentity => ({
  command: 'remap',
  ...(config.source === undefined ? {} : { sourceUserPoolId: config.source.userPoolId }),
  ...(config.target === undefined ? {} : { targetUserPoolId: config.target.userPoolId }),
  inputHashes: { map: mapHash },
  options: {
    tables: tables
      .map(({ rules, facts }) => ({
        arn: facts.arn,
        owners: rules.paths.map(describePath).toSorted(),
        dataStore: rules.dataStore,
        ...(rules.moveLock === undefined ? {} : { moveLock: rules.moveLock }),
      }))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
  },
});

const describePath = ({ text: path, templates = [] }: TableToRemap['rules']['paths'][number]) =>
  [path, ...templates.map((template) => template.text)].join(' ');

const totalOf = (tables: readonly TableToRemap[]) => {
  const total = tables.reduce((sum, { facts }) => sum + facts.estimatedItems, 0);
  return total > 0 ? { total } : {};
};

const toError = ({ tables, failures }: RemapResult) => {
  const [first] = failures;
  const others = tables.length === 0 ? 'No table is done' : 'The other tables are done';
  return new PoolferryError(failures.map(({ message }) => message).join('\n'), {
    code: 'tables-failed',
    hint: `${first?.hint ?? 'Mend the cause.'} ${others}; the same command continues.`,
  });
};

const toResult = (result: RemapResult, runId: string, mapFile: string): CommandResult => {
  const leftovers = result.tables.filter(({ isClean, passes }) => {
    const last = passes.at(-1);
    return !isClean || last === undefined || last.conflicts > 0 || unjudgedIn(last) > 0;
  });
  return {
    exitCode: leftovers.length > 0 ? 3 : 0,
    json: { run: runId, ...result },
    summary: [
      ...resultBlocks(result),
      text('Check it with a scan of its own, once the application no longer writes old ids:'),
      command(`poolferry remap verify --map ${mapFile}`),
    ],
  };
};
