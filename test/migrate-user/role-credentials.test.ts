import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toClientConfig } from '../../aws/clients/client-settings.ts';
import { createRoleCredentials } from '../../aws/clients/role-credentials.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Fate, startRelay } from '../support/relay.ts';
import { MORNING_MS, startStillSandbox } from '../support/trigger-world.ts';

const role = { arn: 'arn:aws:iam::444455556666:role/source', externalId: 'an-external-id' };
const minuteMs = 60_000;

describe('the credentials of a role', () => {
  let sandbox: Sandbox;
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let fate: Fate = 'pass';
  let nowMs = MORNING_MS;
  beforeAll(async () => {
    sandbox = await startStillSandbox();
    sandbox.roles.register(role);
    relay = await startRelay(sandbox.url, () => fate);
  });
  afterAll(async () => {
    await relay.close();
    await sandbox.close();
  });

  const never = new AbortController().signal;
  const create = async () => {
    fate = 'pass';
    nowMs = sandbox.clock.nowMs();
    const sts = new STSClient({
      ...toClientConfig({ region: 'eu-west-1', maxAttempts: 1 }),
      endpoint: relay.url,
      credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'x' },
    });
    const held = createRoleCredentials(sts, role, 'session', () => nowMs);
    await held.ready(never);
    relay.operations.length = 0;
    const first = await held.credentials();
    return { ready: held.ready, credentials: held.credentials, first };
  };

  it('are kept while they have time', async () => {
    const { ready, credentials, first } = await create();
    nowMs += 49 * minuteMs;

    await ready(never);

    expect(await credentials()).toBe(first);
    expect(relay.operations).toEqual([]);
  });

  it('are renewed ahead of their end', async () => {
    const { ready, credentials, first } = await create();
    nowMs += 51 * minuteMs;

    await ready(never);

    expect((await credentials()).accessKeyId).not.toBe(first.accessKeyId);
  });

  it('serve on where renewing them ahead takes too long', async () => {
    const { ready, credentials, first } = await create();
    nowMs += 51 * minuteMs;
    fate = 'silence';

    await ready(never);

    expect(await credentials()).toBe(first);
    await expect.poll(() => relay.stalled().hungUp).toBe(relay.stalled().requests);
  });

  it('are not used to their last second: without new ones nobody is asked', async () => {
    const { ready } = await create();
    nowMs += 59 * minuteMs + 1_000;
    fate = 'silence';

    await expect(ready(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('come anew after an invocation that was cut off before they came', async () => {
    const { ready, credentials, first } = await create();
    nowMs += 61 * minuteMs;
    fate = 'silence';
    await ready(AbortSignal.timeout(100)).catch(() => undefined);
    fate = 'pass';

    await ready(never);

    expect((await credentials()).accessKeyId).not.toBe(first.accessKeyId);
  });
});
