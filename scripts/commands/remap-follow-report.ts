import { chooseRoute, costOf, type FollowRoute, type RouteCost } from '../../core/follow/choose-route.ts';
import { type ExpectedLag, expectLag } from '../../core/follow/expect-lag.ts';
import type { FollowTotals, Round } from '../../core/follow/follow-users.ts';
import { toDollars } from '../../core/remap/estimate.ts';
import type { TableToRemap } from '../../core/remap/plan-remap.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import { type Block, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import { formatDuration } from '../terminal/format-progress.ts';
import { describeKey } from './remap-report-parts.ts';

const number = (value: number) => Math.round(value).toLocaleString('en-US');
const units = (value: number) => (value < 10 ? value.toLocaleString('en-US') : number(value));

type FollowPlan = {
  readonly ledgerName: string;
  readonly bound: number;
  /** Bound so short a time ago that somebody may still write the old ids. */
  readonly recent: number;
  readonly incomplete: number;
  readonly intervalMs: number;
  readonly fullIntervalMs: number;
  readonly tokenLifeMs: number;
  readonly once: boolean;
};

export const followPlanBlocks = (
  plan: FollowPlan,
  tables: readonly TableToRemap[],
  readUnitsPerSecond: number,
): Block[] => {
  const costs = tables.map(({ rules, facts: about }) => {
    const route = chooseRoute(rules, about);
    return { about, route, cost: costOf(route, about) };
  });
  const lag = expectLag(
    costs.map(({ cost }) => cost),
    { ...plan, users: plan.recent, readUnitsPerSecond },
  );
  const ofUnknownSize = costs.filter(({ about, route }) => isUnknown(route, about)).map(({ about }) => about.name);
  return [
    facts(
      ['Ledger', plan.ledgerName],
      ['Have crossed', `${number(plan.bound)}, of whom ${number(plan.recent)} within the life of a token`],
      ['Rounds', plan.once ? 'one' : `every ${formatDuration(plan.intervalMs)}, until stopped`],
      [
        'Lag',
        `${plan.once ? 'until this is run again' : formatDuration(lag.untilNextMs)}, and the time of a round ` +
          `(${describeRoundTime(lag, ofUnknownSize)}), after a user is bound`,
      ],
      [
        'Looked for',
        `until ${formatDuration(plan.tokenLifeMs)} after they are bound: so long an old access token may write`,
      ],
    ),
    text('How items are found, and what a round costs while anybody is looked for:'),
    table(
      [
        { title: 'table' },
        { title: 'by' },
        { title: 'read units', align: 'right' },
        { title: 'per user', align: 'right' },
        { title: 'dollars a day', align: 'right' },
      ],
      costs.map(({ about, route, cost }) => [
        about.name,
        waysText[route.kind],
        route.kind === 'scan' && isUnknown(route, about) ? 'unknown' : units(cost.unitsPerRound),
        units(cost.unitsPerUser),
        isUnknown(route, about) ? 'unknown' : dollarsPerDay(cost, plan, about.billing),
      ]),
    ),
    ...costs.flatMap(({ about, route, cost }) => describeRoute(about, route, cost, lag)),
    text('Every round also reads the whole ledger.'),
    ...(plan.incomplete === 0
      ? []
      : [warning(`Claims that lack a name or a time, and so cannot be followed: ${number(plan.incomplete)}.`)]),
  ];
};

const describeRoundTime = ({ roundMs, fullRoundMs }: ExpectedLag, ofUnknownSize: readonly string[]): string =>
  roughly(roundMs) +
  (fullRoundMs === roundMs ? '' : `, and ${roughly(fullRoundMs)} with the scan`) +
  (ofUnknownSize.length === 0 ? '' : `; not counted: the scan of ${ofUnknownSize.join(' and ')}, of unknown size`);

const roughly = (durationMs: number) =>
  durationMs < 1_000 ? 'about a second' : `about ${formatDuration(Math.round(durationMs / 1_000) * 1_000)}`;

/** DynamoDB counts a table's size every six hours or so. */
const isUnknown = (route: FollowRoute, about: TableFacts) => route.kind !== 'indexes' && about.estimatedBytes === 0;

const waysText: Readonly<Record<FollowRoute['kind'], string>> = {
  indexes: 'index',
  'indexes-and-scan': 'index, some scans',
  scan: 'scan',
};

const describeRoute = (
  { name, estimatedBytes }: TableFacts,
  route: FollowRoute,
  { unitsPerScan }: RouteCost,
  { untilNextFullMs }: ExpectedLag,
): Block[] => {
  if (route.kind === 'indexes') return [];
  if (route.kind === 'scan') {
    const paths = quoted(route.withoutIndex);
    return [text(`${name}: no index has ${paths} as its partition key, so every round reads the whole table.`)];
  }
  const size = estimatedBytes === 0 ? 'an unknown number of' : `about ${number(unitsPerScan)}`;
  return [
    text(
      `${name}: items without ${quoted(route.sortKeys)} are in no index. For these the whole table is read (${size} read ` +
        `units) in the first round, and then once in ${formatDuration(untilNextFullMs)}: so long they may wait, and the time of that round. ` +
        'Nobody is done before it was read once more after their last old token.',
    ),
  ];
};

const quoted = (names: readonly string[]) => names.map((each) => `"${each}"`).join(' and ');

const dollarsPerDay = (
  { unitsPerRound, unitsPerUser, unitsPerScan }: RouteCost,
  { intervalMs, fullIntervalMs, recent, once }: FollowPlan,
  billing: string,
): string => {
  if (billing !== 'on-demand') return 'provisioned';
  const [rounds, scans] = once ? [1, 1] : [86_400_000 / intervalMs, 86_400_000 / fullIntervalMs];
  const read = (unitsPerRound + recent * unitsPerUser) * rounds + unitsPerScan * scans;
  const dollars = toDollars({ read, write: 0 });
  return dollars < 0.01 ? '<0.01' : dollars.toFixed(2);
};

/** One line a round. */
export const roundBlocks = (round: Round, heldUpBy: string): Block[] => {
  const changed = round.tables.reduce((sum, { tally }) => sum + tally.changed, 0);
  const conflicts = round.tables.reduce((sum, { tally }) => sum + tally.conflicts, 0);
  const parts = [
    `${number(round.newlyBound)} new`,
    `${number(round.due)} looked for`,
    `changed ${number(changed)}`,
    ...(conflicts === 0 ? [] : [`${number(conflicts)} conflicts`]),
    ...(round.settled === 0 ? [] : [`${number(round.settled)} settled`]),
    ...(heldUpBy === '' ? [] : [`held up (${heldUpBy})`]),
    ...(round.lagMs === undefined ? [] : [`lag ${formatDuration(round.lagMs)}`]),
  ];
  const missing = round.isFull || round.due === 0 ? '' : ' (by indexes only)';
  return [text(`Round ${number(round.number)}${missing}: ${parts.join(', ')}.`)];
};

const conflictsShown = 20;

export const totalsBlocks = (totals: FollowTotals, last: Round | undefined): Block[] => {
  const conflicts = (last?.tables ?? []).flatMap(({ tableName, conflicts: found }) =>
    found.map(({ key, code }) => `${tableName}, ${describeKey(key)}: ${code}`),
  );
  return [
    heading('Followed'),
    facts(
      ['Rounds', number(totals.rounds)],
      ['Users', `followed ${number(totals.followed)}, of whom ${number(totals.settled)} need no more`],
      ...Object.entries(totals.changedByTable).map(
        ([tableName, changed]) => [tableName, `changed ${number(changed)}`] as const,
      ),
    ),
    ...(conflicts.length === 0
      ? []
      : [
          text('Conflicts of the last round are left as they are. Settle them by hand:'),
          list([
            ...conflicts.slice(0, conflictsShown),
            ...(conflicts.length > conflictsShown ? [`and ${number(conflicts.length - conflictsShown)} more`] : []),
          ]),
        ]),
  ];
};
