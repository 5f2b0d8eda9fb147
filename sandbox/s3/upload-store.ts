import type { SandboxClock } from '../clock.ts';
import { LETTERS_AND_DIGITS, type SeededValues } from '../seeded-values.ts';

/** Where import jobs' files go: one slot per job, each reached by a presigned URL that takes one kind of PUT. */
export type UploadStore = {
  /** Set when the sandbox knows its port. */
  baseUrl: string;
  /** Opens a slot and returns its URL, good for 15 minutes. `key`: the path of the object in the bucket. */
  open(key: string): string;
  bodyOf(key: string): Buffer | null;
  /** When the file that is there was uploaded. */
  uploadedMs(key: string): number | null;
  /** Deletes the file. The URL takes another one while it is good; nobody looks at that. */
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

type Slot = {
  readonly query: string;
  readonly expiresAtMs: number;
  isKept: boolean;
  uploadedMs: number;
  body: Buffer | null;
};

const amzDate = (ms: number): string => `${new Date(ms).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

const sorted = (query: URLSearchParams): string => {
  const copy = new URLSearchParams(query);
  copy.sort();
  return copy.toString();
};

const refusal = (status: number, code: string, message: string): UploadAnswer => ({ status, code, message });

/** The signature covers the path, every parameter and the one header; headers of S3's own must be signed. */
const signatureProblem = (slot: Slot, { url, headers }: UploadRequest): UploadAnswer | null => {
  if (sorted(url.searchParams) !== slot.query || headers[ENCRYPTION_HEADER] !== 'aws:kms') {
    return refusal(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  if (Object.keys(headers).some((name) => name.startsWith('x-amz-') && name !== ENCRYPTION_HEADER)) {
    return refusal(403, 'AccessDenied', 'There were headers present in the request which were not signed');
  }
  return null;
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
      const query = new URLSearchParams({
        'X-Amz-Security-Token': options.seeded.text(`upload token|${key}`, LETTERS_AND_DIGITS, 64),
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': amzDate(nowMs),
        'X-Amz-SignedHeaders': `host;${ENCRYPTION_HEADER}`,
        'X-Amz-Expires': String(URL_LIFETIME_S),
        'X-Amz-Credential': `SANDBOX/${amzDate(nowMs).slice(0, 8)}/${options.region}/s3/aws4_request`,
        'X-Amz-Signature': options.seeded.bytes(`upload|${key}`, 32).toString('hex'),
      });
      const expiresAtMs = nowMs + URL_LIFETIME_S * 1_000;
      slots.set(key, { query: sorted(query), expiresAtMs, isKept: true, uploadedMs: nowMs, body: null });
      return `${this.baseUrl}/${bucket}/${key}?${query}`;
    },
    bodyOf: (key) => slots.get(key)?.body ?? null,
    uploadedMs: (key) => {
      const slot = slots.get(key);
      return slot === undefined || slot.body === null ? null : slot.uploadedMs;
    },
    discard: (key) => {
      const slot = slots.get(key);
      if (slot !== undefined) Object.assign(slot, { isKept: false, body: null });
    },
    put: (request) => {
      const [, givenBucket, ...path] = request.url.pathname.split('/');
      const slot = givenBucket === bucket ? slots.get(path.join('/')) : undefined;
      if (slot === undefined) return refusal(403, 'AccessDenied', 'Access Denied');
      const problem = signatureProblem(slot, request);
      if (problem !== null) return problem;
      const nowMs = options.clock.nowMs();
      if (nowMs > slot.expiresAtMs) return refusal(403, 'AccessDenied', 'Request has expired');
      if (request.headers['transfer-encoding'] !== undefined) {
        const message = 'A header you provided implies functionality that is not implemented';
        return refusal(501, 'NotImplemented', message);
      }
      if (slot.isKept) Object.assign(slot, { uploadedMs: nowMs, body: request.body });
      return { status: 200 };
    },
  };
};
