import type { SandboxClock } from '../clock.ts';
import type { SeededValues } from '../seeded-values.ts';

/** Where import jobs' files go: one slot per job, each reached by a presigned URL that takes one kind of PUT. */
export type UploadStore = {
  /** Set when the sandbox knows its port. */
  baseUrl: string;
  /** Opens a slot and returns its URL, good for 15 minutes. */
  open(key: string): string;
  bodyOf(key: string): Buffer | null;
  discard(key: string): void;
  put(request: UploadRequest): UploadAnswer;
};

export type UploadRequest = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

export type UploadAnswer = { readonly status: number; readonly code?: string; readonly message?: string };

const URL_LIFETIME_S = 900;
const ENCRYPTION_HEADER = 'x-amz-server-side-encryption';

type Slot = { readonly signature: string; readonly expiresAtMs: number; body: Buffer | null };

const amzDate = (ms: number): string => `${new Date(ms).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

const FORBIDDEN: UploadAnswer = {
  status: 403,
  code: 'SignatureDoesNotMatch',
  message: 'The request signature we calculated does not match the signature you provided.',
};

export const createUploadStore = (options: {
  readonly region: string;
  readonly seeded: SeededValues;
  readonly clock: SandboxClock;
}): UploadStore => {
  const bucket = `aws-cognito-idp-user-import-${options.region}`;
  const slots = new Map<string, Slot>();

  return {
    baseUrl: 'http://uploads.invalid',
    open(key) {
      const nowMs = options.clock.nowMs();
      const signature = options.seeded.bytes(`upload|${key}`, 32).toString('hex');
      slots.set(key, { signature, expiresAtMs: nowMs + URL_LIFETIME_S * 1_000, body: null });
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': amzDate(nowMs),
        'X-Amz-SignedHeaders': `host;${ENCRYPTION_HEADER}`,
        'X-Amz-Expires': String(URL_LIFETIME_S),
        'X-Amz-Credential': `SANDBOX/${amzDate(nowMs).slice(0, 8)}/${options.region}/s3/aws4_request`,
        'X-Amz-Signature': signature,
      });
      return `${this.baseUrl}/${bucket}/${key}?${query}`;
    },
    bodyOf: (key) => slots.get(key)?.body ?? null,
    discard: (key) => void slots.delete(key),
    put: ({ url, headers, body }) => {
      const [, givenBucket, key = ''] = url.pathname.split('/');
      const slot = slots.get(key);
      const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && name !== ENCRYPTION_HEADER);
      if (
        slot === undefined ||
        givenBucket !== bucket ||
        url.searchParams.get('X-Amz-Signature') !== slot.signature ||
        headers[ENCRYPTION_HEADER] !== 'aws:kms' ||
        unsigned.length > 0
      ) {
        return FORBIDDEN;
      }
      if (options.clock.nowMs() > slot.expiresAtMs) {
        return { status: 403, code: 'AccessDenied', message: 'Request has expired' };
      }
      if (headers['transfer-encoding'] !== undefined) {
        return {
          status: 501,
          code: 'NotImplemented',
          message: 'A header you provided implies functionality that is not implemented',
        };
      }
      slot.body = body;
      return { status: 200 };
    },
  };
};
