import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFunctionRegistry, type FunctionRegistry } from '../../sandbox/functions/registry.ts';
import { isAlive } from '../support/is-alive.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { scriptedFunction } from '../support/trigger-world.ts';

let functions: FunctionRegistry;
beforeEach(() => {
  functions = createFunctionRegistry(() => ({ AWS_REGION: 'eu-west-1', SHARED: 'outer' }));
});
afterEach(() => functions.close());

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:scripted';
const EVENT = { request: {}, response: {} };
/** Of a caller who is not the subject. */
const patienceMs = 60_000;

const register = (
  script: object,
  handlerName = 'handler',
  environment: Record<string, string> = {},
  limits: object = {},
) =>
  functions.register(ARN, {
    ...limits,
    modulePath: scriptedFunction,
    handlerName,
    environment: { SCRIPT: JSON.stringify(script), ...environment },
  });

const served = async (): Promise<{ served: number; pid: number }> => {
  const result = await functions.invoke(ARN, EVENT, patienceMs);
  return (result as unknown as { payload: { response: { served: number; pid: number } } }).payload.response;
};

describe('a registered function', () => {
  it('keeps its process for the next event', async () => {
    register({ tellsServed: true });

    const [first, second] = [await served(), await served()];

    expect(second).toEqual({ served: 2, pid: first.pid });
    expect(functions.invocations(ARN).map(({ result }) => result.coldStart)).toEqual([true, false]);
  });

  it('serves one event at a time in a process', async () => {
    register({ tellsServed: true, waitsMs: 100 });

    const [first, second] = await Promise.all([served(), served()]);

    expect(first.pid).not.toBe(second.pid);
  });

  it('sees its own environment and what every function gets, and nothing else of this process', async () => {
    register({ tellsEnvironment: true }, 'handler', { SHARED: 'inner' });
    process.env.NOT_FOR_FUNCTIONS = 'set';

    const result = await functions.invoke(ARN, EVENT, patienceMs);
    delete process.env.NOT_FOR_FUNCTIONS;

    const { environment } = (result as unknown as { payload: { response: { environment: object } } }).payload.response;
    expect(environment).toMatchObject({ AWS_REGION: 'eu-west-1', SHARED: 'inner', _HANDLER: 'handler' });
    expect(environment).not.toHaveProperty('NOT_FOR_FUNCTIONS');
    expect(environment).not.toHaveProperty('HOME');
  });

  it('may return what it returns without a promise', async () => {
    register({}, 'answeringAtOnce');

    await expect(functions.invoke(ARN, EVENT, patienceMs)).resolves.toMatchObject({ kind: 'returned', payload: EVENT });
  });

  it('may not call back, which Lambda no longer lets it since Node.js 24', async () => {
    register({}, 'callingBack');

    await expect(functions.invoke(ARN, EVENT, patienceMs)).resolves.toMatchObject({
      kind: 'threw',
      errorType: 'Runtime.CallbackHandlerDeprecated',
    });
  });

  it('answers with what it throws', async () => {
    register({ throws: 'no' });

    await expect(functions.invoke(ARN, EVENT, patienceMs)).resolves.toMatchObject({
      kind: 'threw',
      errorType: 'Error',
      errorMessage: 'no',
    });
  });

  it.each([
    ['has no such export', scriptedFunction, 'missing'],
    ['is not there', '/nowhere/at/all.ts', 'handler'],
  ])('answers with an error when its module %s', async (_title, modulePath, handlerName) => {
    functions.register(ARN, { modulePath, handlerName, environment: {} });

    await expect(functions.invoke(ARN, EVENT, patienceMs)).resolves.toMatchObject({ kind: 'threw' });
  });

  it('shows all that it printed once it has answered, without marks', async () => {
    register({ prints: 'hello' });

    await functions.invoke(ARN, EVENT, patienceMs);
    await functions.invoke(ARN, EVENT, patienceMs);

    const lines = functions.outputOf(ARN).split('\n').sort();
    expect(lines).toEqual(['', 'hello on stderr', 'hello on stderr', 'hello on stdout', 'hello on stdout']);
  });

  it('is killed when its time is over, and starts anew for the next event', async () => {
    const file = join(await makeTemporaryDirectory(), 'may-answer');
    register({ printsProcess: true, waitsFor: file });
    await writeFile(file, '');
    const warm = await functions.invoke(ARN, EVENT, patienceMs);
    await rm(file);

    const late = await functions.invoke(ARN, EVENT, 300);
    const cold = await functions.invoke(ARN, EVENT, 300);
    await writeFile(file, '');
    const again = await functions.invoke(ARN, EVENT, patienceMs);

    const timeout = { kind: 'failed', reason: 'timeout' };
    expect([late, cold]).toEqual([
      { ...timeout, coldStart: false },
      { ...timeout, coldStart: true },
    ]);
    expect([warm, again]).toMatchObject(Array(2).fill({ kind: 'returned', coldStart: true }));
    // Whether the cold one came to print anything before its time was over, depends on the machine.
    const processes = [...functions.outputOf(ARN).matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(new Set(processes).size).toBeGreaterThan(1);
    expect(processes.slice(0, -1).filter(isAlive)).toEqual([]);
    expect(isAlive(processes.at(-1) ?? 0)).toBe(true);
  });

  it('has thrown what Lambda says when it ends by itself, and starts anew', async () => {
    register({ exits: true });

    const results = [await functions.invoke(ARN, EVENT, patienceMs), await functions.invoke(ARN, EVENT, patienceMs)];

    for (const result of results) {
      expect(result).toMatchObject({ kind: 'threw', errorType: 'Runtime.ExitError', coldStart: true });
    }
    expect(results[0]).toHaveProperty(
      'errorMessage',
      'RequestId: 00000000-0000-4000-8001-000000000001 Error: Runtime exited with error: exit status 1',
    );
  });

  it('has thrown what Lambda says when it outlives its own timeout', async () => {
    register({ waitsMs: 60_000 }, 'handler', {}, { timeoutMs: 250 });

    await expect(functions.invoke(ARN, EVENT, patienceMs)).resolves.toMatchObject({
      kind: 'threw',
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Error: Task timed out after 0.25 seconds'),
    });
  });

  it('takes no more events at once than its concurrency allows', async () => {
    register({ waitsMs: 100 }, 'handler', {}, { reservedConcurrency: 1 });

    const [first, second] = await Promise.all([
      functions.invoke(ARN, EVENT, patienceMs),
      functions.invoke(ARN, EVENT, patienceMs),
    ]);
    const third = await functions.invoke(ARN, EVENT, patienceMs);

    expect([first, second, third].map(({ kind }) => kind)).toEqual(['returned', 'failed', 'returned']);
    expect(second).toHaveProperty('reason', 'throttled');
  });

  it('runs from a bundle as it does from its source', async () => {
    const outfile = join(await makeTemporaryDirectory(), 'index.mjs');
    await build({ entryPoints: [scriptedFunction], outfile, bundle: true, platform: 'node', format: 'esm' });
    const answers = [];
    for (const modulePath of [scriptedFunction, outfile]) {
      const environment = { SCRIPT: JSON.stringify({ response: { finalUserStatus: 'CONFIRMED' } }) };
      functions.register(ARN, { modulePath, handlerName: 'handler', environment });
      answers.push(await functions.invoke(ARN, EVENT, patienceMs));
    }

    expect(answers[0]).toMatchObject({ kind: 'returned', payload: { response: { finalUserStatus: 'CONFIRMED' } } });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('starts anew when its process ended between two events', async () => {
    register({ tellsServed: true, exitsAfterMs: 10 });
    const first = await served();
    while (isAlive(first.pid)) await new Promise((resolve) => setTimeout(resolve, 10));

    const second = await served();

    expect(second).toMatchObject({ served: 1 });
    expect(second.pid).not.toBe(first.pid);
  });

  it('starts no process once the registry is closed', async () => {
    register({ printsProcess: true });
    await functions.close();

    await expect(functions.invoke(ARN, EVENT, patienceMs)).rejects.toThrow('closed');
    expect(functions.outputOf(ARN)).toBe('');
  });

  it('leaves no process behind when the registry closes', async () => {
    register({ tellsServed: true });
    const { pid } = await served();

    await functions.close();

    expect(isAlive(pid)).toBe(false);
  });
});
