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
    const outcome = await ledger.bind({
      previousSub: row.sub,
      loginHash: ledger.hashLogin(row.names[0]),
      newSub: user.sub,
      newUsername: user.username,
      boundAtMs: clock.nowMs(),
    });
    return outcome === 'bound' ? each : { ...each, judgement: { kind: 'failed', code: 'unproven', holder: user } };
  };
  return pMap(judged, keep, { concurrency, signal });
};
