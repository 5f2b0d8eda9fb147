import { PoolferryError, RefusedError } from '../errors.ts';
import type { Clock } from '../flow/clock.ts';
import { findDifferences } from './find-differences.ts';
import type { MfaConfig, PoolSettings } from './pool-settings.ts';

export type SettingsChange = {
  readonly before: PoolSettings;
  readonly wanted: PoolSettings;
  /** It went wrong, and everything is to become again as it was before. */
  readonly isRestoring?: boolean;
};

/** `unknown`: it may have been applied. `busy`: somebody else was changing the pool, and nothing was applied. */
export type UpdateOutcome = 'applied' | 'unknown' | 'busy';

export type ChangePorts = {
  readSettings(): Promise<PoolSettings>;
  /** Sends all settings. Throws when AWS refuses them; then nothing was applied. */
  updateSettings(settings: PoolSettings): Promise<UpdateOutcome>;
  /** Sends what an update does not take, second factors and passkeys. Throws when AWS refuses it. */
  updateMfaConfig(config: MfaConfig): Promise<UpdateOutcome>;
  /** Resolves when it is durable. */
  remember(change: SettingsChange): Promise<void>;
  readonly clock: Pick<Clock, 'sleep'>;
};

const maxAttempts = 6;
const waitMs = 5_000;

/**
 * Changes the settings of a pool from what was seen to what is wanted, and looks at the result field by field. Throws
 * `RefusedError` (`pool-changed`) when the pool is no longer as it was seen; nothing was sent then. When anything else
 * than wanted comes of it, everything is put back as it was, and `PoolferryError` (`pool-restored`) names the fields.
 */
export const changeSettings = async (change: SettingsChange, ports: ChangePorts): Promise<void> => {
  const { before, wanted } = change;
  const others = findDifferences(before, await ports.readSettings());
  if (others.length > 0) throw changedMeanwhile(others);
  await ports.remember(change);
  const outcome = await bringAbout(before, wanted, ports);
  if (outcome.kind === 'reached') return;
  if (outcome.kind === 'not-sent') throw changedMeanwhile(outcome.fields);
  await ports.remember({ ...change, isRestoring: true });
  const restored = await restoreSettings(before, ports);
  throw restored ? putBack(outcome.fields) : notPutBack(outcome.fields);
};

/** Puts a pool back as it was. True when every field is. Throws what AWS refuses for good. */
export const restoreSettings = async (before: PoolSettings, ports: Omit<ChangePorts, 'remember'>): Promise<boolean> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (attempt > 1) await ports.clock.sleep(waitMs);
    // First, because an update is refused when it demands a second factor that the pool has lost.
    const refusal = await restoreMfaConfig(before, ports);
    await ports.updateSettings(before);
    if (findDifferences(before, await ports.readSettings()).length === 0) return true;
    if (refusal !== undefined && attempt > 1) throw refusal.error;
  }
  return false;
};

/** What AWS refuses may lack a setting that the update brings back, so it is not thrown at once. */
const restoreMfaConfig = async (
  { UserPoolMfaConfig = {}, ...before }: PoolSettings,
  { readSettings, updateMfaConfig }: Pick<ChangePorts, 'readSettings' | 'updateMfaConfig'>,
): Promise<{ readonly error: unknown } | undefined> => {
  const now = await readSettings();
  if (findDifferences({ ...before, UserPoolMfaConfig }, now).every((path) => !path.startsWith('UserPoolMfaConfig.')))
    return undefined;
  try {
    await updateMfaConfig(UserPoolMfaConfig);
    return undefined;
  } catch (error) {
    return { error };
  }
};

type Result =
  | { readonly kind: 'reached' }
  | { readonly kind: 'not-sent'; readonly fields: readonly string[] }
  | { readonly kind: 'other'; readonly fields: readonly string[] };

const bringAbout = async (before: PoolSettings, wanted: PoolSettings, ports: ChangePorts): Promise<Result> => {
  let wasSent = false;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await ports.updateSettings(wanted);
    wasSent ||= outcome !== 'busy';
    const now = await ports.readSettings();
    const fields = findDifferences(wanted, now);
    if (fields.length === 0) return { kind: 'reached' };
    const others = findDifferences(before, now);
    if (!wasSent && others.length > 0) return { kind: 'not-sent', fields: others };
    if (others.length > 0) return { kind: 'other', fields };
    if (attempt === maxAttempts) throw neverApplied();
    await ports.clock.sleep(waitMs);
  }
};

const changedMeanwhile = (fields: readonly string[]) =>
  new RefusedError(`Somebody else changed the pool meanwhile: ${fields.join(', ')}. Nothing was sent.`, {
    code: 'pool-changed',
    hint: 'Wait until they are done, look at the plan again, and run it again.',
  });

const neverApplied = () =>
  new PoolferryError('The pool stayed as it was; AWS did not take the change.', {
    code: 'pool-unchanged',
    hint: 'Somebody may be changing the pool. Run the same command again later.',
  });

const putBack = (fields: readonly string[]) =>
  new PoolferryError(
    `The pool did not become what was planned: ${fields.join(', ')}. Everything was put back as it was before.`,
    {
      code: 'pool-restored',
      hint: 'If somebody changed these settings at the same moment, their change is gone: tell them, and run it again.',
    },
  );

const notPutBack = (fields: readonly string[]) =>
  new PoolferryError(
    `The pool did not become what was planned, and could not be put back as it was: ${fields.join(', ')}.`,
    { code: 'pool-not-restored', hint: 'How it was is kept in the run. The same command tries again to put it back.' },
  );
