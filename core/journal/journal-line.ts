import { crc32 } from 'node:zlib';

/**
 * A journal line is `{"crc":"1a2b3c4d","record":<JSON>}` and a line feed. The checksum covers the record's bytes and
 * starts from the checksum of the line before, so that a line that changed, went missing, came twice or came from
 * another journal shows.
 */
export type EncodedLine = { readonly line: string; readonly crc: number };

const head = '{"crc":"';
const middle = '","record":';
const tail = '}';
const recordAt = head.length + 8 + middle.length;

/** The JSON text of a record. Throws a `TypeError` for what JSON cannot hold. */
export const toRecordJson = (record: unknown): string => {
  const json = JSON.stringify(record);
  if (json === undefined) throw new TypeError('a journal record must be a JSON value');
  return json;
};

export const encodeJournalLine = (json: string, previousCrc: number): EncodedLine => {
  const crc = crc32(json, previousCrc);
  return { line: `${head}${toHex(crc)}${middle}${json}${tail}\n`, crc };
};

/** Reads one line, given without its line feed. Undefined when it is not exactly what was written there. */
export const decodeJournalLine = (
  line: Uint8Array,
  previousCrc: number,
): { readonly record: unknown; readonly crc: number } | undefined => {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const json = bytes.subarray(recordAt, Math.max(recordAt, bytes.length - tail.length));
  const crc = crc32(json, previousCrc);
  const frame = `${head}${toHex(crc)}${middle}`;
  if (json.length === 0 || bytes.toString('latin1', 0, recordAt) !== frame) return undefined;
  if (bytes.toString('latin1', bytes.length - tail.length) !== tail) return undefined;
  try {
    return { record: JSON.parse(json.toString('utf8')), crc };
  } catch {
    return undefined;
  }
};

const toHex = (crc: number) => crc.toString(16).padStart(8, '0');
