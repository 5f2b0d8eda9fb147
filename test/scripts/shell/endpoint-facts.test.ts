import { describe, expect, it } from 'vitest';
import { endpointFacts } from '../../../scripts/shell/endpoint-facts.ts';

const line = (role: string, endpoint?: string) => ({
  role,
  what: 'a pool',
  ...(endpoint === undefined ? {} : { endpoint }),
});

describe('what is said of endpoints', () => {
  it('is nothing where calls go to AWS', () => {
    expect(endpointFacts({ AWS_PROFILE: 'prod' }, [line('Source')])).toEqual([]);
  });

  it('names a variable once, however many pools it concerns', () => {
    const lines = [line('Source', 'http://127.0.0.1:4000'), line('Target', 'http://127.0.0.1:4000')];

    expect(endpointFacts({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4000/' }, lines)).toEqual([
      ['AWS_ENDPOINT_URL', 'http://127.0.0.1:4000/'],
    ]);
  });

  it('names the role where only a profile says so, and hides a password', () => {
    expect(endpointFacts({}, [line('Source', 'https://user:word@elsewhere.example'), line('Target')])).toEqual([
      ['Source endpoint', 'https://elsewhere.example'],
    ]);
  });
});
