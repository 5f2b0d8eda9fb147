import type { RequestHandler } from './request-handler.ts';

/** Settings of an SDK client in this process: `new SomeClient(sandbox.clientSettings)`. */
export type ClientSettings = {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler: RequestHandler;
  /** Says who signs and computes nothing: the sandbox checks no signature, and they are half of what a call costs. */
  readonly signer: {
    sign<Request extends { headers: Record<string, string> }>(request: Request): Promise<Request>;
  };
};

export const toClientSettings = (region: string, requestHandler: RequestHandler): ClientSettings => ({
  region,
  credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'not-a-secret' },
  requestHandler,
  signer: {
    sign: async (request) => {
      request.headers.authorization = `AWS4-HMAC-SHA256 Credential=SANDBOX/19700101/${region}/sandbox/aws4_request`;
      return request;
    },
  },
});
