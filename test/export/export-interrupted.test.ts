import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportSettings } from '../../core/export/export-settings.ts';
import { exportUsers } from '../../core/export/export-users.ts';
import type { PackageWriter } from '../../core/export/package-port.ts';
import { createPackageWriter } from '../../scripts/files/package-writer.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { buildSource, buildTarget, buildUser, buildUsersConfig, importHeader } from '../support/user-builders.ts';

let around: string;
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), 'poolferry-interrupted-'));
});
afterEach(() => rmSync(around, { recursive: true, force: true }));

const settings: ExportSettings = {
  source: { profile: buildSource(), region: 'eu-west-1' },
  target: { profile: buildTarget(), region: 'eu-west-1' },
  header: importHeader,
  users: buildUsersConfig(),
  includeDisabled: true,
  onlyMissing: false,
  marking: { kind: 'none' },
  mfa: undefined,
  toolVersion: '0.1.0',
  limits: { maxRows: 4, maxBytes: 100_000 },
};
const users = Array.from({ length: 9 }, (_, n) =>
  buildUser(n, { enabled: n !== 4, ...(n === 5 ? { status: 'UNCONFIRMED' } : {}) }),
);

const exportWith = (writer: PackageWriter, order = users) =>
  exportUsers(settings, {
    listUsers: async function* () {
      yield* order;
    },
    listCrossedSubs: async function* () {},
    secondFactors: {
      listSecondFactors: () => Promise.reject(new Error('nobody asked for second factors')),
      rateLimit: {
        acquire: () => createSimulatedClock().sleep(0),
        charge: () => undefined,
      },
    },
    writer,
  });

class Killed extends Error {}

/** Dies at its n-th step and cleans up nothing, as a process that is killed. Half of what it was writing is there. */
const killedAt = (step: number, directory: string, writer: PackageWriter): PackageWriter => {
  let steps = 0;
  const alive = () => {
    steps += 1;
    if (steps === step) throw new Killed();
  };
  return {
    ...writer,
    async write(name, chunks) {
      alive();
      const written = await writer.write(name, chunks);
      steps += 1;
      if (steps === step) {
        const provisional = readdirSync(around).find((entry) => entry.startsWith(`.${directory}.partial-`)) ?? '';
        const path = join(around, provisional, name);
        writeFileSync(path, readFileSync(path).subarray(0, written.bytes / 2));
        throw new Killed();
      }
      return written;
    },
    async finish(manifest) {
      alive();
      const outcome = await writer.finish(manifest);
      alive();
      return outcome;
    },
    discard: async () => undefined,
  };
};

const contentOf = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));

describe('an export that is killed', () => {
  it('leaves no package, or a whole one, and the next export ends as if nothing had been', async () => {
    await exportWith(await createPackageWriter(join(around, 'calm')));
    const calm = contentOf(join(around, 'calm'));
    let step = 0;
    for (let isKilled = true; isKilled; ) {
      step += 1;
      const directory = `package-${step}`;
      const path = join(around, directory);
      isKilled = await exportWith(killedAt(step, directory, await createPackageWriter(path))).then(
        () => false,
        (error) => error instanceof Killed,
      );
      const appeared = readdirSync(around).includes(directory);
      if (appeared) expect(contentOf(path), `step ${step}`).toEqual(calm);

      const { outcome } = await exportWith(await createPackageWriter(path), users.toReversed());

      expect(outcome).toBe(appeared ? 'unchanged' : 'written');
      expect(contentOf(path), `step ${step}`).toEqual(calm);
    }
    expect(step).toBeGreaterThan(16);
    expect(readdirSync(around).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
