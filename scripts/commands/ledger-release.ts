import { RefusedError } from '../../core/errors.ts';
import { formatAge } from '../../core/flow/format-age.ts';
import type { ClaimRow, LedgerRow } from '../../core/identity/ledger.ts';
import { type Block, facts, heading, text, warning } from '../terminal/blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';
import type { Command } from './command.ts';
import { connectPools } from './connect-pools.ts';
import { claimFacts, claimJson } from './ledger-claims-report.ts';
import { subOption } from './ledger-subject.ts';
import { openLedger } from './open-ledger.ts';

export const ledgerReleaseCommand: Command = {
  name: 'ledger release',
  summary: 'Takes back a claim that is bound to nobody.',
  description:
    'Deletes an unbound claim, so that the source user can be claimed anew, also under another sign-in name. It happens ' +
    'only if nobody has claimed again since the plan was shown. A bound or forgotten user stays out: those rows are refused.',
  options: [subOption],
  examples: [
    {
      command: 'poolferry ledger release --sub 11111111-2222-4333-8444-555555555555',
      explains: 'Shows the claim, and what could go wrong.',
    },
    {
      command: 'poolferry ledger release --sub 11111111-2222-4333-8444-555555555555 --execute',
      explains: 'Deletes it.',
    },
  ],
  writesToAws: true,
  needs: ['target', 'ledger'],
  async run(context) {
    const sub = String(context.options.sub);
    const { target } = await connectPools(context, ['target']);
    const ledger = openLedger(target, context);
    const claim = assertReleasable(await ledger.find(sub), sub);

    const outcome = await context.consent(planBlocks(claim, ledger.tableName, context.clock.nowMs()));
    if (outcome === 'planned') return { exitCode: 0, json: { plan: claimJson(claim) }, summary: [] };

    if ((await ledger.withdraw(claim)) === 'changed') {
      throw new RefusedError(`The claim of "${sub}" changed while you were looking at it; it was left as it is.`, {
        code: 'claim-changed',
        hint: `Somebody may just be signing in. See: ${toCommandLine(['ledger', 'show', '--sub', sub])}`,
      });
    }
    return {
      exitCode: 0,
      json: { released: sub },
      summary: [text(`The claim of source user "${sub}" is gone. The user can cross by either way.`)],
    };
  },
};

const assertReleasable = (row: LedgerRow | undefined, sub: string): ClaimRow => {
  if (row === undefined) {
    throw new RefusedError(`Nobody has claimed "${sub}": there is nothing to release.`, {
      code: 'no-claim',
      hint: `If that is not the sub you meant, find it: ${toCommandLine(['ledger', 'show', '--login', 'NAME'])}`,
    });
  }
  if (row.state === 'forgotten') {
    throw new RefusedError(`"${sub}" was forgotten on request: nothing may let the user back in.`, {
      code: 'claim-forgotten',
      hint: 'A person who wants to come back signs up anew.',
    });
  }
  if (row.state === 'bound') {
    throw new RefusedError(`"${sub}" has crossed: releasing the row would let a deleted or banned user return.`, {
      code: 'claim-bound',
      hint: 'A row for ever is what keeps them out. A person who was deleted by mistake signs up anew.',
    });
  }
  return row;
};

const planBlocks = (claim: ClaimRow, tableName: string, nowMs: number): Block[] => [
  heading('Plan'),
  facts(['Ledger', tableName], ['Source user', claim.previousSub], ...claimFacts(claim, nowMs)),
  text('Deletes this claim. Afterwards whoever proves the password can claim it anew, under any name of the user.'),
  ...warnings(claim, nowMs).map(warning),
];

const warnings = ({ claimedBy, triggerClaimedAtMs, runId }: ClaimRow, nowMs: number): string[] => {
  const attempt =
    claimedBy === 'import'
      ? []
      : [
          `If a sign-in is on its way (the last was ${formatAge(nowMs - (triggerClaimedAtMs ?? nowMs))}), or a user was ` +
            'created that is not bound yet, that user will belong to nobody: no binding, no place in the map. Run ' +
            '"poolferry ledger reconcile" first.',
        ];
  const run = runId === undefined ? [] : [`Make sure that import run "${runId}" is not running: see "poolferry runs".`];
  return [...attempt, ...run];
};
