import { queryIndex } from '../../aws/tables/query-index.ts';
import { createTableClient } from '../../aws/tables/table-client.ts';
import { PoolferryError, ProblemsError, RefusedError } from '../../core/errors.ts';
import { type BoundUser, readBoundUsers } from '../../core/follow/bound-users.ts';
import { chooseRoute, costOf } from '../../core/follow/choose-route.ts';
import type { FollowPorts } from '../../core/follow/follow-ports.ts';
import { type FollowFailure, type FollowTotals, followUsers, type Round } from '../../core/follow/follow-users.ts';
import type { RunIdentity } from '../../core/journal/run-store.ts';
import { findObstacles, type TableToRemap } from '../../core/remap/plan-remap.ts';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import { warning } from '../terminal/blocks.ts';
import type { CommandContext, CommandResult, OptionSpec, Progress } from './command.ts';
import { openLedger } from './open-ledger.ts';
import { followPlanBlocks, roundBlocks, totalsBlocks } from './remap-follow-report.ts';
import { createTableWorkPorts } from './remap-options.ts';
import { connectTables } from './remap-tables.ts';
import { wholeNumber } from './whole-number.ts';

const defaultIntervalSeconds = 60;
/** Between scans of a table whose indexes may lack some items. */
const fullIntervalMs = 3_600_000;
/** The longest that Cognito lets an access token live: API_CreateUserPoolClient, AccessTokenValidity, read 2026-11-20. */
const longestTokenLifeMinutes = 24 * 60;

export const followOptions: readonly OptionSpec[] = [
  { flags: '--follow', description: 'Rewrite for users as they cross, by the ledger, until stopped. Takes no --map.' },
  { flags: '--once', description: 'With --follow: one round, and then end.' },
  {
    flags: '--interval <seconds>',
    description: 'With --follow: from one round to the next. Default: 60',
    parse: wholeNumber(1, 86_400),
  },
  {
    flags: '--token-life <minutes>',
    description:
      'With --follow: how long access tokens of the source live. For so long, items are still looked for. Default: 1440, the longest there is',
    parse: wholeNumber(5, longestTokenLifeMinutes),
  },
];

/** Rewrites what belongs to users who cross while it runs. */
export const followCrossings = async (context: CommandContext): Promise<CommandResult> => {
  const { config, options, clock } = context;
  if (config.ledger === undefined) {
    throw new RefusedError('Nothing says who crosses: the configuration names no ledger.', {
      code: 'ledger-missing',
      hint: 'Set "ledger.tableName" in the configuration.',
    });
  }
  const { ports: tables, tables: toFollow } = await connectTables(context);
  const { region, profile } = config.target ?? {};
  const client = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  };
  const ledger = openLedger({ settings: client }, context);
  const queries = createTableClient({ ...client, maxSockets: defaultPace.scanWorkers });
  const ports = (progress: Progress): FollowPorts => ({
    ...createTableWorkPorts(context, tables, progress),
    readLedger: () => ledger.claims({ by: 'all' }),
    queryIndex: (query) => queryIndex(queries, query),
  });

  const obstacles = [
    ...findObstacles(toFollow, {
      withoutPointInTimeRecovery: options.withoutPitr === true,
      regionIsWriter: options.regionIsWriter === true,
    }),
    ...toFollow.flatMap(({ rules, facts }) =>
      rules.moveLock === undefined
        ? []
        : [`table "${facts.name}": items are moved by "poolferry remap" only; leave it out with --table`],
    ),
  ];
  if (options.execute === true && obstacles.length > 0) {
    throw new ProblemsError('These tables cannot be rewritten like this', obstacles, { code: 'remap-refused' });
  }
  const once = options.once === true;
  const intervalMs = Number(options.interval ?? defaultIntervalSeconds) * 1_000;
  const tokenLifeMs = Number(options.tokenLife ?? longestTokenLifeMinutes) * 60_000;
  const isRecent = ({ boundAtMs }: BoundUser) => boundAtMs > clock.nowMs() - tokenLifeMs;
  const { bound, due, incomplete } = await context.progress('Reading the ledger', () =>
    readBoundUsers(ledger.claims({ by: 'all' }), isRecent),
  );
  const plan = {
    bound,
    recent: due.length,
    incomplete,
    intervalMs,
    fullIntervalMs,
    tokenLifeMs,
    once,
    ledgerName: ledger.tableName,
  };
  const blocks = [
    ...followPlanBlocks(plan, toFollow, config.limits.readUnitsPerSecond),
    ...obstacles.map((obstacle) => warning(obstacle)),
  ];
  if ((await context.consent(blocks)) === 'planned') {
    const routes = toFollow.map(({ rules, facts }) => {
      const route = chooseRoute(rules, facts);
      return { tableName: facts.name, route, ...costOf(route, facts) };
    });
    return { exitCode: 0, json: { plan: { ...plan, tables: routes }, obstacles }, summary: [] };
  }

  const run = await context.runs.open(toIdentity(context, toFollow), 'begin-again');
  const failures: FollowFailure[] = [];
  let last: Round | undefined;
  let totals: (() => FollowTotals) | undefined;
  let heldUpBy = '';
  const unseen = {
    setTotal: () => undefined,
    advance: () => undefined,
    note(reason: string) {
      if (reason !== '') heldUpBy = reason;
    },
  };
  try {
    const settings = { tables: toFollow, pace: defaultPace, intervalMs, fullIntervalMs, tokenLifeMs, once };
    await followUsers(settings, ports(unseen), run, {
      onStart(now) {
        totals = now;
      },
      onRound(round) {
        last = round;
        failures.push(...round.failures);
        context.say(...roundBlocks(round, heldUpBy));
        heldUpBy = '';
        for (const { tableName, message, hint = '' } of round.failures) {
          context.warn(`${tableName} is left out from now on: ${message} ${hint}`.trimEnd());
        }
      },
    });
  } catch (error) {
    if (totals !== undefined) context.say(...totalsBlocks(totals(), last));
    throw error;
  } finally {
    await run.close();
  }
  if (failures.length > 0) throw toError(failures);
  const conflicts = last?.tables.reduce((sum, { tally }) => sum + tally.conflicts, 0) ?? 0;
  return {
    exitCode: conflicts > 0 ? 3 : 0,
    json: { run: run.id, round: last, totals: totals?.() },
    summary: totals === undefined ? [] : totalsBlocks(totals(), last),
  };
};

/** A table that was made anew is another one, and its users are looked for from the start. */
const toIdentity = ({ config }: CommandContext, tables: readonly TableToRemap[]): RunIdentity => ({
  command: 'remap follow',
  ...(config.source === undefined ? {} : { sourceUserPoolId: config.source.userPoolId }),
  ...(config.target === undefined ? {} : { targetUserPoolId: config.target.userPoolId }),
  inputHashes: {},
  options: {
    ledger: config.ledger?.tableName ?? '',
    tables: tables
      .map(({ rules, facts }) => ({
        arn: facts.arn,
        createdAtMs: facts.createdAtMs,
        owners: rules.paths.map((path) => path.text).toSorted(),
        dataStore: rules.dataStore,
      }))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
  },
});

const toError = (failures: readonly FollowFailure[]) =>
  new PoolferryError(failures.map(({ tableName, message }) => `${tableName}: ${message}`).join('\n'), {
    code: 'tables-failed',
    hint: `${failures[0]?.hint ?? 'Mend the cause.'} The same command continues.`,
  });
