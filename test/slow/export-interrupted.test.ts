import { describe, expect, it } from 'vitest';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { exportUsers } from '../../core/export/export-users.ts';
import type { PackageWriter } from '../../core/export/package-port.ts';
import { createMemoryRunStorage } from '../../core/journal/create-memory-run-store.ts';
import type { PackageManifest } from '../../core/journal/package-manifest.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { buildExportPorts, buildExportSettings, openMemoryRun } from '../support/export-world.ts';
import { createFakeUserPool } from '../support/fake-user-pool.ts';
import { createInMemoryPackage } from '../support/in-memory-package.ts';
import { around, mortalListing, mortalRun, mortalWriter, type Step } from '../support/mortal-ports.ts';
import { buildSource, buildUser, buildUsersConfig } from '../support/user-builders.ts';

class Killed extends Error {}

/** Dies at its n-th step; whatever is asked of it afterwards, it is dead. */
const createMortal = (killAt: number) => {
  let steps = 0;
  let isDead = false;
  const step = () => {
    steps += 1;
    isDead ||= steps === killAt;
    if (isDead) throw new Killed();
  };
  return { step, steps: () => steps };
};

type World = {
  readonly users: readonly UserRecord[];
  readonly settings: ExportSettings;
  readonly pageSize: number;
};

/** What outlives a process: the pool, what is kept of the run, and a package that has its name. */
const createSurroundings = ({ users, settings, pageSize }: World) => {
  const pool = createFakeUserPool(users, { pageSize, emptyEvery: 5 });
  const storage = createMemoryRunStorage();
  let files: ReadonlyMap<string, string> | undefined;
  let manifest: PackageManifest | undefined;

  const exportOnce = async (step: Step) => {
    const run = await openMemoryRun(storage, pool.clock);
    const written = createInMemoryPackage(manifest === undefined ? {} : { existing: manifest });
    const named: PackageWriter = {
      ...written,
      async finish(finished) {
        const outcome = await written.finish(finished);
        files = written.files;
        manifest = finished;
        return outcome;
      },
    };
    const ask = async (username: string) => (username.endsWith('7') ? ['SOFTWARE_TOKEN_MFA'] : []);
    await exportUsers(
      settings,
      await buildExportPorts([], {
        listing: mortalListing(pool.listing, step),
        run: mortalRun(run, step),
        writer: mortalWriter(named, step),
        secondFactors: {
          listSecondFactors: around(step, ask),
          rateLimit: { acquire: async () => {}, charge: () => {} },
        },
      }),
    );
    step();
    await run.discard();
  };
  return {
    pool,
    exportOnce,
    package: () => (files === undefined ? undefined : { ...Object.fromEntries(files), manifest }),
    keptFiles: () => [...storage.files.values()].flatMap((kept) => [...kept.keys()]),
  };
};

/** Kills an export of this world at every step there is, and each time runs it again. Returns the number of points. */
const sweep = async (world: World) => {
  const undisturbed = createSurroundings(world);
  await undisturbed.exportOnce(() => {});
  const calm = undisturbed.package();
  for (let killAt = 1; ; killAt += 1) {
    const surroundings = createSurroundings(world);
    const mortal = createMortal(killAt);
    const isKilled = await surroundings.exportOnce(mortal.step).then(
      () => false,
      (error) => {
        if (!(error instanceof Killed)) throw error;
        return true;
      },
    );
    expect([undefined, calm]).toContainEqual(surroundings.package());
    if (!isKilled) return { points: killAt - 1, mode: calm?.manifest?.listing.mode };

    if (killAt % 3 === 0) surroundings.pool.expireTokens();
    await surroundings.exportOnce(() => {});

    expect(surroundings.package(), `killed at step ${killAt}`).toEqual(calm);
    expect(surroundings.keptFiles(), `killed at step ${killAt}`).toEqual([]);
  }
};

const uuid = (n: number) => `${(n % 16).toString(16)}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const people = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    buildUser(n, {
      sub: uuid(n),
      enabled: n % 11 !== 4,
      ...(n % 9 === 5 ? { status: 'UNCONFIRMED' } : {}),
      ...(n % 8 === 3 ? { attributes: { email: `user${n - 1}@example.com` } } : {}),
    }),
  );

const settings = (users: number, overrides: Partial<ExportSettings> = {}) =>
  buildExportSettings({
    source: { profile: buildSource({ estimatedUsers: users }), region: 'eu-west-1' },
    includeDisabled: true,
    users: buildUsersConfig({ duplicates: 'newest-created' }),
    limits: { maxRows: 12, maxBytes: 100_000 },
    memory: 2_000,
    ...overrides,
  });

describe('an export that is killed at any point', () => {
  it('leaves no package, or a whole one, and continues to the same bytes when it lists the pool as a whole', async () => {
    const { points, mode } = await sweep({ users: people(40), settings: settings(40), pageSize: 4 });
    expect(mode).toBe('serial');
    expect(points).toBeGreaterThan(100);
  });

  it('does so when it lists in shards', async () => {
    const { points, mode } = await sweep({ users: people(46), settings: settings(46), pageSize: 2 });
    expect(mode).toBe('sharded');
    expect(points).toBeGreaterThan(250);
  });

  it('does so while it reads second factors', async () => {
    const source = { profile: buildSource({ estimatedUsers: 20, mfa: 'OPTIONAL' }), region: 'eu-west-1' };
    const set = settings(20, { source, mfa: 'check' });
    const { points } = await sweep({ users: people(20), settings: set, pageSize: 4 });
    expect(points).toBeGreaterThan(100);
  });
});
