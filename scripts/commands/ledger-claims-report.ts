import { formatAge } from '../../core/flow/format-age.ts';
import type { ClaimRow, LedgerRow } from '../../core/identity/ledger.ts';
import type { ClaimSummary } from '../../core/ledger/summarize-claims.ts';
import { type Block, command, facts, heading, table, text } from '../terminal/blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';

/** A row of the ledger as people read it. No hashes: they say nothing to anybody. */
export const claimFacts = (row: LedgerRow, nowMs: number): [string, string][] => {
  const when = (ms: number) => `${formatMoment(ms)} (${formatAge(nowMs - ms)})`;
  if (row.state === 'forgotten')
    return [
      ['State', 'forgotten'],
      ['Forgotten', when(row.forgottenAtMs)],
    ];
  const { state, claimedBy, claimedAtMs, triggerClaimedAtMs, runId, previousUsername, boundAtMs, newSub } = row;
  const optional: [string, string | undefined][] = [
    ['Last attempt', triggerClaimedAtMs === undefined ? undefined : when(triggerClaimedAtMs)],
    ['Import run', runId],
    ['Old username', previousUsername],
    ['Bound', boundAtMs === undefined ? undefined : when(boundAtMs)],
    ['New sub', newSub],
    ['New username', row.newUsername],
  ];
  return [
    ['State', state],
    ['Claimed', `${when(claimedAtMs)}, by ${claimers[claimedBy]}`],
    ...optional.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  ];
};

export const claimers: Readonly<Record<ClaimRow['claimedBy'], string>> = {
  trigger: 'the trigger',
  import: 'an import',
};

/** A claim, what its state means, and what to do next. */
export const claimBlocks = (row: LedgerRow, nowMs: number): Block[] => [
  heading(`Source user ${row.previousSub}`),
  facts(...claimFacts(row, nowMs)),
  ...explain(row),
];

const explain = (row: LedgerRow): Block[] => {
  const subject = ['--sub', row.previousSub];
  if (row.state === 'forgotten') {
    return [text('Erased on request. The row keeps the user out, by either way across. Nothing to do.')];
  }
  if (row.state === 'bound') {
    return [
      text(
        'Crossed. The row keeps the source user from crossing again, also when the new user was deleted or banned. ' +
          'Nothing to do.',
      ),
    ];
  }
  if (row.claimedBy === 'import') {
    return [
      text('An import run claimed the user for a row and has not said yet what became of it.'),
      text('Next: run the same import again, it binds or releases what it claimed. Only if that run is lost:'),
      command(toCommandLine(['ledger', 'reconcile'])),
      command(toCommandLine(['ledger', 'release', ...subject])),
    ];
  }
  return [
    text(
      'The trigger let Cognito create the user, and no user is bound yet: creating failed, or the person has not signed ' +
        'in to the end. The same sign-in name can claim it again, so as a rule there is nothing to do.',
    ),
    text('If the person says they cannot sign in, see whether their user is there:'),
    command(toCommandLine(['ledger', 'reconcile'])),
    text('If their sign-in name in the source changed since:'),
    command(toCommandLine(['ledger', 'release', ...subject])),
  ];
};

export const summaryBlocks = (summary: ClaimSummary, tableName: string, nowMs: number): Block[] => {
  const { reserved, bound, forgotten, oldestUnbound } = summary;
  const unbound = reserved.trigger + reserved.import;
  return [
    facts(['Ledger', tableName]),
    table(
      [
        { title: 'State' },
        { title: 'By sign-in', align: 'right' },
        { title: 'By import', align: 'right' },
        { title: 'What it means' },
      ],
      [
        ['reserved', String(reserved.trigger), String(reserved.import), 'claimed, and bound to nobody yet'],
        ['bound', String(bound.trigger), String(bound.import), 'crossed; cannot cross again'],
        ['forgotten', String(forgotten), '', 'erased on request; cannot cross'],
      ],
    ),
    ...(unbound === 0 ? [] : oldestBlocks(oldestUnbound, unbound, nowMs)),
  ];
};

const oldestBlocks = (oldest: readonly ClaimRow[], unbound: number, nowMs: number): Block[] => [
  heading(unbound > oldest.length ? `The oldest ${oldest.length} of ${unbound} unbound claims` : 'Unbound claims'),
  table(
    [{ title: 'Source user' }, { title: 'By' }, { title: 'Claimed' }],
    oldest.map(({ previousSub, claimedBy, claimedAtMs }) => [
      previousSub,
      claimedBy === 'trigger' ? 'sign-in' : 'import',
      formatAge(nowMs - claimedAtMs),
    ]),
  ),
  text('Whether their users are in the target says:'),
  command(toCommandLine(['ledger', 'reconcile'])),
];

export const claimJson = (row: LedgerRow) => {
  const { previousSub, state } = row;
  if (row.state === 'forgotten') return { previousSub, state, forgottenAt: toIso(row.forgottenAtMs) };
  const { claimedBy, claimedAtMs, triggerClaimedAtMs, runId, previousUsername, boundAtMs, newSub, newUsername } = row;
  return {
    previousSub,
    state,
    claimedBy,
    claimedAt: toIso(claimedAtMs),
    lastAttemptAt: toIso(triggerClaimedAtMs),
    runId,
    previousUsername,
    boundAt: toIso(boundAtMs),
    newSub,
    newUsername,
  };
};

const toIso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
const formatMoment = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
