import { vi } from 'vitest';

export const engineCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Makes commands talk to this engine, as the environment of an operator would, until `vi.unstubAllEnvs`. */
export const useTableEngine = (url: string): void => {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', engineCredentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', engineCredentials.secretAccessKey);
};
