import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJournal } from '../../core/journal/decode-journal.ts';
import { decodeJournalLine, encodeJournalLine, toRecordJson } from '../../core/journal/journal-line.ts';

const encode = (records: readonly unknown[]): Buffer => {
  let crc = 0;
  let text = '';
  for (const record of records) {
    const encoded = encodeJournalLine(toRecordJson(record), crc);
    text += encoded.line;
    crc = encoded.crc;
  }
  return Buffer.from(text);
};

const decode = async (bytes: Uint8Array, chunkBytes = 7): Promise<unknown[]> => {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  );
  const records: unknown[] = [];
  for await (const { record } of decodeJournal(chunks, 'writes.jsonl')) records.push(record);
  return records;
};

const sample = [{ kind: 'intent', key: 'ä€😀' }, [1, 2.5, null], 'text with "quotes", \n and \u2028', true];
const lineCount = (bytes: Uint8Array) => bytes.filter((byte) => byte === 0x0a).length;

describe('a journal line', () => {
  it('is a JSON document by itself, for people who read a journal with other tools', () => {
    const { line } = encodeJournalLine(toRecordJson({ n: 1 }), 0);

    expect(JSON.parse(line)).toEqual({ crc: expect.stringMatching(/^[0-9a-f]{8}$/), record: { n: 1 } });
    expect(line.endsWith('}\n')).toBe(true);
  });

  it('comes back as it was, for any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(0xffffffff), (value, previousCrc) => {
        const { line, crc } = encodeJournalLine(toRecordJson(value), previousCrc);

        expect(decodeJournalLine(Buffer.from(line.slice(0, -1)), previousCrc)).toEqual({
          record: JSON.parse(JSON.stringify(value)),
          crc,
        });
      }),
    );
  });
});

describe('journal bytes', () => {
  it('give the same records in chunks of any size', async () => {
    const bytes = encode(sample);

    for (let chunkBytes = 1; chunkBytes <= bytes.length; chunkBytes += 1) {
      expect(await decode(bytes, chunkBytes)).toEqual(sample);
    }
  });

  it('that were cut anywhere give the records before the cut, and never an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.nat(), async (records, cutAt) => {
        const bytes = encode(records);
        const kept = bytes.subarray(0, cutAt % (bytes.length + 1));

        const expected = JSON.parse(JSON.stringify(records)).slice(0, lineCount(kept));
        expect(await decode(kept)).toEqual(expected);
      }),
    );
  });

  it('with any single bit flipped are refused, or only lose a last line that now looks torn', async () => {
    const bytes = encode(sample);

    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const outcome = await decode(flipped).catch((error: { code: string }) => error.code);

      const isLastLineFeed = bit >> 3 === bytes.length - 1;
      expect(outcome).toEqual(isLastLineFeed ? sample.slice(0, -1) : 'journal-damaged');
    }
  });

  it.each([
    ['a line is missing', [0, 2, 3], 1],
    ['a line came twice', [0, 1, 1, 2, 3], 2],
    ['two lines changed places', [0, 2, 1, 3], 1],
  ])('are refused with file and byte when %s', async (_what, order, damagedAt) => {
    const lines = encode(sample)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => `${line}\n`);
    const offset = Buffer.byteLength(
      order
        .slice(0, damagedAt)
        .map((at) => lines[at])
        .join(''),
    );

    const reading = decode(Buffer.from(order.map((at) => lines[at]).join('')));

    await expect(reading).rejects.toThrow(`The journal "writes.jsonl" is damaged at byte ${offset}.`);
  });
});
