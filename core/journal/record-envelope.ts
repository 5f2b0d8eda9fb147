import { PoolferryError, RefusedError } from '../errors.ts';

/** Version of everything a run keeps. A newer one is refused, for its rules are not known here. */
export const stateSchemaVersion = 1;

/** What stands before a journal's records, or around a checkpoint's value: which run it belongs to, and which part of it. */
export type Envelope = {
  readonly schemaVersion: number;
  readonly run: string;
  readonly kind: 'journal' | 'checkpoint';
  readonly name: string;
};

export const toEnvelope = (run: string, kind: Envelope['kind'], name: string): Envelope => ({
  schemaVersion: stateSchemaVersion,
  run,
  kind,
  name,
});

/** Throws unless what was found is of this version and belongs exactly here. */
export const assertEnvelope = (found: unknown, expected: Envelope, fileName: string): void => {
  const envelope = (found ?? {}) as Partial<Envelope>;
  assertSchemaVersion(envelope.schemaVersion, fileName);
  const { run, kind, name } = expected;
  if (envelope.run !== run || envelope.kind !== kind || envelope.name !== name) {
    throw new PoolferryError(`The file "${fileName}" does not belong to the ${kind} "${name}" of run "${run}".`, {
      code: 'state-misplaced',
      hint: 'Put back the file that was here. Nothing was read from it.',
    });
  }
};

export const assertSchemaVersion = (found: unknown, fileName: string): void => {
  if (found === stateSchemaVersion) return;
  if (typeof found === 'number' && found > stateSchemaVersion) {
    throw new RefusedError(`"${fileName}" was written by a newer poolferry (state version ${found}).`, {
      code: 'state-too-new',
      hint: 'Continue this run with the version of poolferry that began it.',
    });
  }
  throw new PoolferryError(`"${fileName}" is not a state file of poolferry, or it is damaged.`, {
    code: 'state-damaged',
    hint: 'Restore the file from a backup.',
  });
};
