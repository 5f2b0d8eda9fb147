import { z } from 'zod';
import { PoolferryError } from '../errors.ts';
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

/** The text of `run.json`: for people too, so indented. */
export const encodeRunRecord = (record: RunRecord): string =>
  `${JSON.stringify({ schemaVersion: stateSchemaVersion, ...record }, null, 2)}\n`;

/** Reads `run.json`. Throws when it is damaged, of a newer version or of another run. */
export const decodeRunRecord = (text: string, id: string, fileName: string): RunRecord => {
  const raw = parse(text);
  assertSchemaVersion((raw as { schemaVersion?: unknown } | null)?.schemaVersion, fileName);
  const parsed = runRecordSchema.safeParse(raw);
  if (!parsed.success || parsed.data.id !== id) {
    throw new PoolferryError(`"${fileName}" does not describe the run "${id}", or it is damaged.`, {
      code: 'state-damaged',
      hint: 'Restore the file from a backup.',
    });
  }
  const { schemaVersion: _, ...record } = parsed.data;
  return record;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
