import { RefusedError } from '../../core/errors.ts';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { summarizeClaims } from '../../core/ledger/summarize-claims.ts';
import { canonicalLogin } from '../../core/users/target-login.ts';
import { type Block, facts, text } from '../terminal/blocks.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { type ConnectedPool, connectPools } from './connect-pools.ts';
import { counted } from './counted.ts';
import { claimBlocks, claimJson, summaryBlocks } from './ledger-claims-report.ts';
import { subOption } from './ledger-subject.ts';
import { type OpenLedger, openLedger, readLoginHasher } from './open-ledger.ts';

export const ledgerShowCommand: Command = {
  name: 'ledger show',
  summary: 'Shows a claim of the ledger, or counts them all.',
  description:
    'Says how far a source user has come on the way across, what that means and what to do next. Without an option it ' +
    'counts all claims, and names the oldest that are bound to nobody. Sign-in names stand in the ledger as keyed hashes, ' +
    'so --login needs the right to read the key. Changes nothing in AWS.',
  options: [
    { ...subOption, required: false },
    { flags: '--username <name>', description: 'The username that the user has in either pool.' },
    { flags: '--login <name>', description: 'What the person types to sign in to the target.' },
  ],
  examples: [
    { command: 'poolferry ledger show', explains: 'How many claims there are in which state.' },
    {
      command: 'poolferry ledger show --login ada@example.com',
      explains: 'Somebody says that they cannot sign in.',
    },
    { command: 'poolferry ledger show --sub 11111111-2222-4333-8444-555555555555', explains: 'One source user.' },
  ],
  writesToAws: false,
  needs: ['target', 'ledger'],
  async run(context) {
    const { sub, username, login } = context.options;
    if ([sub, username, login].filter((given) => given !== undefined).length > 1) {
      throw new RefusedError('One source user is shown at a time.', {
        code: 'bad-usage',
        hint: 'Give only one of --sub, --username and --login.',
      });
    }
    const { target } = await connectPools(context, ['target']);
    const ledger = openLedger(target, context);
    if (sub !== undefined) {
      const row = await ledger.find(String(sub));
      return showClaims(row === undefined ? [] : [row], context, ledger, []);
    }
    if (username !== undefined) {
      return showClaims(
        await collect(ledger.claims({ by: 'username', username: String(username) }), context),
        context,
        ledger,
        [],
      );
    }
    if (login !== undefined) return showLogin(String(login), target, context, ledger);

    const summary = await context.progress(
      'Reading the ledger',
      (progress) => summarizeClaims(counted(ledger.claims({ by: 'all' }), progress)),
      { unit: 'claims' },
    );
    const { oldestUnbound, ...counts } = summary;
    return {
      exitCode: 0,
      json: { ...counts, oldestUnbound: oldestUnbound.map(claimJson) },
      summary: summaryBlocks(summary, ledger.tableName, context.clock.nowMs()),
    };
  },
};

const showLogin = async (
  login: string,
  target: ConnectedPool,
  context: CommandContext,
  ledger: OpenLedger,
): Promise<CommandResult> => {
  const hashLogin = await readLoginHasher(target, context);
  const loginHash = hashLogin(canonicalLogin(login, target.profile));
  const indexed = await ledger.findIndexed(loginHash);
  const claims = await collect(ledger.claims({ by: 'login', loginHash }), context);
  const leadsTo =
    indexed === undefined
      ? 'does not have this name'
      : indexed.ambiguous
        ? 'the name is shared, and leads to nobody'
        : `leads to source user ${indexed.previousSub}${indexed.verified ? '' : ', who has not verified it'}`;
  const indexedSub = indexed === undefined || indexed.ambiguous ? undefined : indexed.previousSub;
  const other = claims.some(({ previousSub }) => previousSub === indexedSub) ? undefined : indexedSub;
  const row = other === undefined ? undefined : await ledger.find(other);
  const shown = await showClaims(row === undefined ? claims : [...claims, row], context, ledger, [
    ['Login index', leadsTo],
  ]);
  const index = { isIndexed: indexed !== undefined, isShared: indexed?.ambiguous === true, previousSub: indexedSub };
  return { ...shown, json: { ...(shown.json as object), index } };
};

const showClaims = (
  claims: readonly LedgerRow[],
  { clock }: CommandContext,
  { tableName }: OpenLedger,
  about: readonly (readonly [string, string])[],
): CommandResult => {
  const nobody: Block[] = [
    text('The ledger has no such claim: the user has not begun to cross, or the name is another one.'),
  ];
  return {
    exitCode: 0,
    json: { claims: claims.map(claimJson) },
    summary: [
      facts(['Ledger', tableName], ...about),
      ...(claims.length === 0 ? nobody : claims.flatMap((row) => claimBlocks(row, clock.nowMs()))),
    ],
  };
};

const collect = (rows: AsyncIterable<LedgerRow>, context: CommandContext): Promise<LedgerRow[]> =>
  context.progress('Reading the ledger', (progress) => Array.fromAsync(counted(rows, progress)), { unit: 'claims' });
