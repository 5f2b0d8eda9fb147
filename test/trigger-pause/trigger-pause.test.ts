import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toEnvironment } from '../../functions/migrate-user/environment.ts';
import { triggerPauseCommand } from '../../scripts/commands/trigger-pause.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { expectGolden } from '../support/golden.ts';
import { runInWorld } from '../support/run-in-world.ts';

const password = 'canary-Password-1';

describe('poolferry trigger pause', () => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({
      users: ['ada', 'grace'].map((username) => ({
        username,
        password,
        attributes: { email: `${username}@example.com`, email_verified: 'true' },
      })),
    });
    await world.indexLogins();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const run = (argv: string) => runInWorld(world, triggerPauseCommand, argv);
  const golden = (name: string) => new URL(`golden/${name}.golden.txt`, import.meta.url);
  /** A container that has not read the switch yet. */
  const startAnew = () =>
    world.register('migrate-user', toEnvironment({ config: world.config, source: world.source, target: world.target }));
  const callsToSource = () =>
    world.sandbox.requests.filter(({ operation }) => operation === 'AdminInitiateAuth').length;

  it('shows its plan and changes nothing without --execute', async () => {
    const { transcript } = await run('trigger pause');

    expectGolden(golden('pause-plan'), transcript);
    expect((await world.signIn('ada@example.com', password)).claims).toBeTruthy();
  });

  it('keeps everybody out who has not crossed, without a call to the source and without an alarm', async () => {
    expectGolden(golden('pause-execute'), (await run('trigger pause --execute')).transcript);
    startAnew();
    const before = callsToSource();

    const answers = [
      await world.signIn('grace@example.com', password),
      await world.signIn('grace@example.com', 'canary-Wrong-1'),
      await world.signIn('nobody@example.com', password),
    ];

    expect(answers[0]?.refusal).toContain('Please try again later.');
    expect(new Set(answers.map(({ refusal }) => refusal)).size).toBe(1);
    expect(callsToSource()).toBe(before);
    expect(world.outputOf('migrate-user')).toContain('"Paused":1');
    expect(world.outputOf('migrate-user')).not.toContain('"Outage":1');
    expect(world.outputOf('migrate-user')).not.toContain('"level":"ERROR"');
    expect(world.outputOf('migrate-user')).not.toContain('canary');
    expect((await world.signIn('ada@example.com', password)).claims).toBeTruthy();
  });

  it('says so when there is nothing to do', async () => {
    const { stdout, exitCode } = await run('trigger pause --execute --json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ paused: true, changed: false });
  });

  it('lets people cross again with --resume, and says since when they could not', async () => {
    expectGolden(golden('resume-execute'), (await run('trigger pause --resume --execute')).transcript);
    startAnew();

    expect((await world.signIn('grace@example.com', password)).claims).toBeTruthy();
    expect(JSON.parse((await run('trigger pause --resume --json')).stdout)).toEqual({ paused: false, changed: false });
  });

  it('explains itself', async () => {
    expectGolden(golden('pause-help'), (await run('trigger pause --help')).transcript);
  });
});
