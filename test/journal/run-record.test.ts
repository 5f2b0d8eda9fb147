import { describe, expect, it } from 'vitest';
import { decodeRunRecord, encodeRunRecord } from '../../core/journal/run-record.ts';
import type { RunRecord } from '../../core/journal/run-store.ts';

const record: RunRecord = {
  id: 'import-3fa9c1d2e0',
  identity: {
    command: 'import',
    targetUserPoolId: 'eu-west-1_New',
    inputHashes: { manifest: 'a1b2c3' },
    options: { mode: 'zwölf', __proto__: undefined, only: ['a'] },
  },
  state: 'finished',
  startedAtMs: 1000,
  finishedAtMs: 2000,
  result: { imported: 12, at: new Date(0), 'ä€😀': null, nothing: undefined },
};

const decode = (bytes: Uint8Array) => decodeRunRecord(Buffer.from(bytes).toString('utf8'), record.id, 'run.json');

describe('the record of a run', () => {
  it('comes back as JSON holds it', () => {
    expect(decode(Buffer.from(encodeRunRecord(record)))).toEqual(JSON.parse(JSON.stringify(record)));
  });

  it('is refused with any single bit flipped', () => {
    const whole = Buffer.from(encodeRunRecord(record));

    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));

      expect(() => decode(flipped), `bit ${bit}`).toThrow(/damaged|newer poolferry/);
    }
  });
});
