import { resolve } from 'node:path';
import { ProblemsError } from '../../core/errors.ts';
import { executeRemap } from '../../core/remap/execute-remap.ts';
import { findObstacles, planRemap } from '../../core/remap/plan-remap.ts';
import { toRemapIdentity } from '../../core/remap/remap-identity.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import { unjudgedIn } from '../../core/remap/tally.ts';
import type { RemapResult } from '../../core/remap/work-through-tables.ts';
import { type Block, command, text, warning } from '../terminal/blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { followCrossings, followOptions } from './remap-follow.ts';
import { mapFileCheckpoint, readIdentityMap } from './remap-identity-map.ts';
import { createTableWorkPorts, segmentsOf, tableOptions } from './remap-options.ts';
import { planBlocks, resultBlocks } from './remap-report.ts';
import { failedTables, totalOf } from './remap-results.ts';
import { describeLeaving, findRunsBeside, leaveOption, openBeside, refuse } from './remap-rivals.ts';
import { connectTables } from './remap-tables.ts';

export const remapCommand: Command = {
  name: 'remap',
  summary: 'Rewrites the owners in DynamoDB tables from old users to new ones.',
  description:
    'Reads the configured tables and replaces, at the configured paths, exactly the values that belong to a user of ' +
    'the identity map. Every write happens only if the item still holds the old value, so whatever the application ' +
    'writes meanwhile wins. Without --execute it reads only, and says what it would change.',
  options: [
    // The map is not needed by all of it.
    ...tableOptions.map((option) => ({ ...option, required: false })),
    { flags: '--without-pitr', description: 'Go on although point-in-time recovery is not on.' },
    { flags: '--region-is-writer', description: 'A global table is written by the application in this Region only.' },
    leaveOption,
    ...followOptions,
  ],
  examples: [
    { command: 'poolferry remap --map identity-map.jsonl', explains: 'Shows what would change, and what it costs.' },
    {
      command: 'poolferry remap --map identity-map.jsonl --execute',
      explains: 'Rewrites. Interrupted, the same command continues.',
    },
    { command: 'poolferry remap --follow --execute', explains: 'Rewrites for users as they cross, until Ctrl-C.' },
  ],
  writesToAws: true,
  needs: ['tables'],
  async run(context) {
    refuseContradictions(context);
    if (context.options.follow === true) return followCrossings(context);
    const mapFile = resolve(context.workingDirectory, String(context.options.map));
    const { lookup, sha256 } = await readIdentityMap(mapFile);
    const { ports: tablePorts, tables } = await connectTables(context);
    const identity = toRemapIdentity(poolsOf(context.config), tables, sha256);
    const beside = await findRunsBeside(identity, context);
    const { unfinished, toLeave, unreadable } = beside;
    const obstacles = [
      ...findObstacles(tables, {
        withoutPointInTimeRecovery: context.options.withoutPitr === true,
        regionIsWriter: context.options.regionIsWriter === true,
      }),
      ...beside.obstacles,
    ];
    if (context.options.execute === true) refuse(obstacles);

    const settings = { tables, pace: defaultPace, ...segmentsOf(context) };
    const blocks: Block[] = [];
    let json: unknown = { unfinishedRun: unfinished?.id };
    if (unfinished === undefined || context.options.execute !== true) {
      const plan = await context.progress(
        'Reading',
        (progress) =>
          planRemap(
            { ...settings, limits: context.config.limits },
            { ...createTableWorkPorts(context, tablePorts, progress), lookup },
          ),
        { unit: 'items', ...totalOf(tables) },
      );
      blocks.push(...planBlocks(plan), ...obstacles.map((obstacle) => warning(obstacle)));
      json = { plan, obstacles, unfinishedRun: unfinished?.id ?? null, runsToLeave: toLeave.map(({ id }) => id) };
    }
    blocks.push(...unreadable.map((problem) => warning(problem)), ...toLeave.map((run) => text(describeLeaving(run))));
    if (unfinished !== undefined)
      blocks.push(text(`Run ${unfinished.id} is not finished; it continues where it stopped.`));
    if ((await context.consent(blocks)) === 'planned') return { exitCode: 0, json, summary: [] };

    const run = await openBeside(identity, context);
    try {
      await run.checkpoints.write(mapFileCheckpoint, { mapFile });
      const result = await context.progress(
        'Rewriting',
        (progress) => executeRemap(settings, { ...createTableWorkPorts(context, tablePorts, progress), lookup }, run),
        { unit: 'items' },
      );
      if (result.failures.length > 0) throw failedTables(result);
      await run.finish(result);
      return toResult(result, run.id, String(context.options.map), beside.leftRemaps);
    } finally {
      await run.close();
    }
  },
};

/** Who has crossed stands in the map or, as long as people cross, in the ledger. */
const refuseContradictions = ({ options }: CommandContext) => {
  const { follow, map, segments, leave, once, interval, tokenLife } = options;
  const problems: string[] = [];
  if (follow !== true && map === undefined) problems.push('--map: is required');
  if (follow === true && map !== undefined) problems.push('--map: not with --follow, which reads the ledger');
  if (follow === true && segments !== undefined) problems.push('--segments: not with --follow');
  if (follow === true && leave !== undefined) problems.push('--leave: not with --follow');
  if (follow !== true && [once, interval, tokenLife].some((option) => option !== undefined)) {
    problems.push('--once, --interval and --token-life: only with --follow');
  }
  if (problems.length > 0) {
    throw new ProblemsError('poolferry remap', problems, { code: 'bad-usage', hint: 'See: poolferry remap --help' });
  }
};

const poolsOf = ({ source, target }: CommandContext['config']) => ({
  ...(source === undefined ? {} : { sourceUserPoolId: source.userPoolId }),
  ...(target === undefined ? {} : { targetUserPoolId: target.userPoolId }),
});

const toResult = (
  result: RemapResult,
  runId: string,
  mapFile: string,
  leftRemaps: readonly string[],
): CommandResult => {
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
      command(toCommandLine(['remap', 'verify', '--map', mapFile])),
      text('To take it back, as far as the application has not written since:'),
      command(toCommandLine(['undo', runId])),
      ...(leftRemaps.length === 0
        ? []
        : [text('What was left may have written too. To take that back as well, after it:')]),
      ...leftRemaps.map((id) => command(toCommandLine(['undo', id]))),
    ],
  };
};
