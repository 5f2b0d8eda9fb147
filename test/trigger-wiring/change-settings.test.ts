import { describe, expect, it } from 'vitest';
import {
  type ChangePorts,
  changeSettings,
  type SettingsChange,
  type UpdateOutcome,
} from '../../core/trigger-wiring/change-settings.ts';
import type { PoolSettings } from '../../core/trigger-wiring/pool-settings.ts';

const before: PoolSettings = { AutoVerifiedAttributes: ['email'], LambdaConfig: {} };
const wanted: PoolSettings = { ...before, LambdaConfig: { UserMigration: 'migrate' } };

/** A pool that answers each update as told, the last way for ever. */
const createPool = (updates: ((sent: PoolSettings) => { outcome: UpdateOutcome; becomes?: PoolSettings })[]) => {
  let settings = before;
  const sent: PoolSettings[] = [];
  const sentMfa: unknown[] = [];
  const remembered: SettingsChange[] = [];
  const ports: ChangePorts = {
    readSettings: async () => settings,
    async updateSettings(given) {
      sent.push(given);
      const { outcome, becomes } = updates[Math.min(sent.length, updates.length) - 1]?.(given) ?? {
        outcome: 'applied',
      };
      settings = becomes ?? settings;
      return outcome;
    },
    async updateMfaConfig(config) {
      sentMfa.push(config);
      settings = { ...settings, UserPoolMfaConfig: config };
      return 'applied';
    },
    remember: async (change) => {
      remembered.push(change);
    },
    clock: { sleep: async () => undefined },
  };
  return { ports, sent, sentMfa, remembered, settings: () => settings };
};

const takes = (given: PoolSettings) => ({ outcome: 'applied' as const, becomes: given });
const isBusy = () => ({ outcome: 'busy' as const });
const loses = ({ LambdaConfig }: PoolSettings) => ({ outcome: 'applied' as const, becomes: { LambdaConfig } });

describe('a change of the settings of a pool', () => {
  it('is remembered before it is sent', async () => {
    const order: string[] = [];
    const pool = createPool([takes]);
    const { remember, updateSettings } = pool.ports;

    await changeSettings(
      { before, wanted },
      {
        ...pool.ports,
        remember: (change) => {
          order.push('remember');
          return remember(change);
        },
        updateSettings: (settings) => {
          order.push('update');
          return updateSettings(settings);
        },
      },
    );

    expect(order).toEqual(['remember', 'update']);
  });

  it('waits while AWS says that somebody else is changing the pool', async () => {
    const pool = createPool([isBusy, isBusy, takes]);

    await changeSettings({ before, wanted }, pool.ports);

    expect(pool.sent).toEqual([wanted, wanted, wanted]);
    expect(pool.settings()).toEqual(wanted);
  });

  it('gives up when AWS never takes it', async () => {
    const pool = createPool([isBusy]);

    await expect(changeSettings({ before, wanted }, pool.ports)).rejects.toMatchObject({ code: 'pool-unchanged' });
    expect(pool.settings()).toEqual(before);
  });

  it('sends nothing to a pool that is no longer as it was seen', async () => {
    const pool = createPool([takes]);
    const seen = { ...before, UserPoolTier: 'PLUS' };

    await expect(changeSettings({ before: seen, wanted: { ...seen, ...wanted } }, pool.ports)).rejects.toMatchObject({
      code: 'pool-changed',
    });
    expect(pool.sent).toEqual([]);
    expect(pool.remembered).toEqual([]);
  });

  it('is taken back with every setting when another was lost', async () => {
    const pool = createPool([loses, takes]);

    await expect(changeSettings({ before, wanted }, pool.ports)).rejects.toMatchObject({ code: 'pool-restored' });
    expect(pool.settings()).toEqual(before);
  });

  it('is taken back with the second factors when those were lost, by their own call', async () => {
    const seen = { ...before, UserPoolMfaConfig: { MfaConfiguration: 'ON' } };
    const pool = createPool([
      (given) => ({ outcome: 'applied', becomes: { ...given, UserPoolMfaConfig: { MfaConfiguration: 'OFF' } } }),
      ({ UserPoolMfaConfig: _, ...given }) => ({
        outcome: 'applied',
        becomes: { ...given, UserPoolMfaConfig: Object(pool.settings().UserPoolMfaConfig) },
      }),
    ]);
    await pool.ports.updateMfaConfig(seen.UserPoolMfaConfig);

    await expect(
      changeSettings({ before: seen, wanted: { ...seen, LambdaConfig: wanted.LambdaConfig } }, pool.ports),
    ).rejects.toMatchObject({ code: 'pool-restored', message: expect.stringContaining('UserPoolMfaConfig.Mfa') });
    expect(pool.settings()).toEqual(seen);
    expect(pool.sentMfa).toHaveLength(2);
  });

  it('sends no second factors while they are as they were', async () => {
    const pool = createPool([loses, takes]);

    await expect(changeSettings({ before, wanted }, pool.ports)).rejects.toMatchObject({ code: 'pool-restored' });
    expect(pool.sentMfa).toEqual([]);
  });

  it.each([
    ['once, is taken back by the next attempt', 1, { code: 'pool-restored' }],
    ['for good, is told', Number.POSITIVE_INFINITY, new Error('refused')],
  ])('whose second factors AWS refuses to take back %s', async (_title, times, told) => {
    let refused = 0;
    const seen = { ...before, UserPoolMfaConfig: { MfaConfiguration: 'ON' } };
    const pool = createPool([
      (given) => ({ outcome: 'applied', becomes: { ...given, UserPoolMfaConfig: {} } }),
      (given) => ({
        outcome: 'applied',
        becomes: { ...given, UserPoolMfaConfig: Object(pool.settings().UserPoolMfaConfig) },
      }),
    ]);
    const { updateMfaConfig } = pool.ports;
    await updateMfaConfig(seen.UserPoolMfaConfig);
    const ports: ChangePorts = {
      ...pool.ports,
      updateMfaConfig: async (config) => {
        refused += 1;
        if (refused <= times) throw new Error('refused');
        return updateMfaConfig(config);
      },
    };

    const change = { before: seen, wanted: { ...seen, LambdaConfig: wanted.LambdaConfig } };
    const error = expect(changeSettings({ ...change, before: { ...seen } }, ports)).rejects;
    await (told instanceof Error ? error.toThrow(told) : error.toMatchObject(told));
  });

  it('says so when it cannot be taken back, and remembers what is to be put back', async () => {
    const pool = createPool([loses]);

    await expect(changeSettings({ before, wanted }, pool.ports)).rejects.toMatchObject({ code: 'pool-not-restored' });
    expect(pool.remembered.at(-1)).toEqual({ before, wanted, isRestoring: true });
  });
});
