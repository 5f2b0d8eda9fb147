import { expect, it } from 'vitest';
import { childEnvironment } from '../../sandbox/demo/child-environment.ts';

it("lets nothing of the caller's AWS settings reach a command", () => {
  const environment = childEnvironment(
    '/out',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    { PATH: '/bin', AWS_PROFILE: 'production', AWS_ACCESS_KEY_ID: 'canary', AWS_ENDPOINT_URL_S3: 'https://canary' },
  );

  expect(environment).toMatchObject({ PATH: '/bin', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  expect(JSON.stringify(environment)).not.toMatch(/production|canary/);
  expect(environment.AWS_CONFIG_FILE).toBe('/out/no-aws-config');
});
