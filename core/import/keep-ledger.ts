import pMap from 'p-map';
import type { ImportPorts } from './import-ports.ts';
import type { JudgedRow } from './judged-row.ts';

const concurrency = 8;

/**
 * Binds who was imported and releases who was not, so that they may cross the lazy way. A binding that the ledger refuses
 * takes the proof away: then the row is no longer taken for imported.
 */
export const keepLedger = async (
  judged: readonly JudgedRow[],
  { ledger, run, clock, signal }: Pick<ImportPorts, 'ledger' | 'run' | 'clock' | 'signal'>,
): Promise<readonly JudgedRow[]> => {
  if (ledger === undefined) return judged;
  const keep = async (each: JudgedRow): Promise<JudgedRow> => {
    const { row, judgement } = each;
    if (judgement.kind === 'failed') await ledger.release(row.sub, run.id);
    if (judgement.kind !== 'imported') return each;
    const { user } = judgement;
    const { sub: previousSub, username: previousUsername } = row;
    const loginHash = ledger.hashLogin(row.names[0]);
    const nowMs = clock.nowMs();
    const bind = () =>
      ledger.bind({ previousSub, loginHash, newSub: user.sub, newUsername: user.username, boundAtMs: nowMs });
    let outcome = await bind();
    if (outcome === 'not-reserved') {
      // Another import run shared the claim and released it, because its own row failed: on this user.
      const claimedBy = 'import';
      await ledger.claim({ previousSub, previousUsername, loginHash, claimedBy, runId: run.id, claimedAtMs: nowMs });
      outcome = await bind();
    }
    if (outcome === 'bound') return each;
    const found = await ledger.find(previousSub);
    const code = found?.state === 'forgotten' ? 'forgotten' : 'unproven';
    return { ...each, judgement: { kind: 'failed', code, holder: user } };
  };
  return pMap(judged, keep, { concurrency, signal });
};
