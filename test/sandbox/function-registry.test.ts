import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFunctionRegistry, type FunctionRegistry } from '../../sandbox/functions/registry.ts';
import { scriptedFunction } from '../support/trigger-world.ts';

let functions: FunctionRegistry;
beforeEach(() => {
  functions = createFunctionRegistry(() => ({ AWS_REGION: 'eu-west-1', SHARED: 'outer' }));
});
afterEach(() => functions.close());

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:scripted';
const EVENT = { request: {}, response: {} };

const register = (script: object, handlerName = 'handler', environment: Record<string, string> = {}) =>
  functions.register(ARN, {
    modulePath: scriptedFunction,
    handlerName,
    environment: { SCRIPT: JSON.stringify(script), ...environment },
  });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const served = async (): Promise<{ served: number; pid: number }> => {
  const result = await functions.invoke(ARN, EVENT, 5_000);
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

    const result = await functions.invoke(ARN, EVENT, 5_000);
    delete process.env.NOT_FOR_FUNCTIONS;

    const { environment } = (result as unknown as { payload: { response: { environment: object } } }).payload.response;
    expect(environment).toMatchObject({ AWS_REGION: 'eu-west-1', SHARED: 'inner', _HANDLER: 'handler' });
    expect(environment).not.toHaveProperty('NOT_FOR_FUNCTIONS');
    expect(environment).not.toHaveProperty('HOME');
  });

  it('may call back instead of returning a promise', async () => {
    register({}, 'callingBack');

    await expect(functions.invoke(ARN, EVENT, 5_000)).resolves.toMatchObject({ kind: 'returned', payload: EVENT });
  });

  it('answers with what it throws', async () => {
    register({ throws: 'no' });

    await expect(functions.invoke(ARN, EVENT, 5_000)).resolves.toMatchObject({
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

    await expect(functions.invoke(ARN, EVENT, 5_000)).resolves.toMatchObject({ kind: 'threw' });
  });

  it('shows all that it printed once it has answered, without marks', async () => {
    register({ prints: 'hello' });

    await functions.invoke(ARN, EVENT, 5_000);
    await functions.invoke(ARN, EVENT, 5_000);

    const lines = functions.outputOf(ARN).split('\n').sort();
    expect(lines).toEqual(['', 'hello on stderr', 'hello on stderr', 'hello on stdout', 'hello on stdout']);
  });

  it('is killed when its time is over, and starts anew for the next event', async () => {
    register({ printsProcess: true, waitsMs: 60_000 });

    const late = await functions.invoke(ARN, EVENT, 1_500);
    const again = await functions.invoke(ARN, EVENT, 1_500);

    expect([late, again]).toEqual(Array(2).fill({ kind: 'failed', reason: 'timeout', coldStart: true }));
    const processes = [...functions.outputOf(ARN).matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(new Set(processes).size).toBe(2);
    expect(processes.filter(isAlive)).toEqual([]);
  });

  it('leaves no process behind when the registry closes', async () => {
    register({ tellsServed: true });
    const { pid } = await served();

    await functions.close();

    expect(isAlive(pid)).toBe(false);
  });
});
