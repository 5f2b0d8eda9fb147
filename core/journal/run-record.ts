import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { PoolferryError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { assertSchemaVersion, stateSchemaVersion } from './record-envelope.ts';
import type { RunRecord } from './run-store.ts';

const runRecordSchema = z.strictObject({
  schemaVersion: z.literal(stateSchemaVersion),
  id: z.string(),
  identity: z.strictObject({
    command: z.string(),
    sourceUserPoolId: z.string().exactOptional(),
    targetUserPoolId: z.string().exactOptional(),
    inputHashes: z.record(z.string(), z.string()),
    options: z.record(z.string(), z.unknown()),
  }),
  state: z.enum(['running', 'finished']),
  startedAtMs: z.number(),
  finishedAtMs: z.number().exactOptional(),
  result: z.unknown().exactOptional(),
});

/** The text of `run.json`: for people too, so indented. Its checksum covers what it says, not how it is laid out. */
export const encodeRunRecord = (record: RunRecord): string => {
  const content = { schemaVersion: stateSchemaVersion, ...record };
  return `${JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)}\n`;
};

/** Reads `run.json`. Throws when it is damaged, of a newer version or of another run. */
export const decodeRunRecord = (text: string, id: string, fileName: string): RunRecord => {
  const { checksum, ...content } = parse(text);
  assertSchemaVersion(content.schemaVersion, fileName);
  const parsed = runRecordSchema.safeParse(content);
  if (!parsed.success || parsed.data.id !== id || checksum !== checksumOf(content)) {
    throw new PoolferryError(`"${fileName}" does not describe the run "${id}", or it is damaged.`, {
      code: 'state-damaged',
      hint: 'Restore the file from a backup.',
    });
  }
  const { schemaVersion: _, ...record } = parsed.data;
  return record;
};

const checksumOf = (content: object) => crc32(canonicalJson(content)).toString(16).padStart(8, '0');

const parse = (text: string): { readonly checksum?: unknown; readonly schemaVersion?: unknown } => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};
