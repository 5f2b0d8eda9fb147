import { PoolferryError } from '../../core/errors.ts';

/** An upload of 100 MB over a slow line takes its time; the URL is good for 15 minutes. */
const uploadTimeoutMs = 14 * 60_000;

/**
 * Puts the file where the import job expects it. The signature covers exactly this header, and S3 refuses a body of unknown
 * length, so that nothing else is sent along. `refused`: the URL is not, or no longer, valid. The URL is a secret: no error
 * carries it.
 */
export const uploadImportFile = async (
  uploadUrl: string,
  file: Uint8Array,
  signal?: AbortSignal,
): Promise<'uploaded' | 'refused'> => {
  const timeout = AbortSignal.timeout(uploadTimeoutMs);
  const response = await fetch(uploadUrl, {
    method: 'PUT',
    // A typed array gets a length and no content type.
    body: file as Uint8Array<ArrayBuffer>,
    headers: { 'x-amz-server-side-encryption': 'aws:kms' },
    redirect: 'error',
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  await response.body?.cancel();
  if (response.ok) return 'uploaded';
  if (response.status === 403) return 'refused';
  throw new UploadFailed(response.status);
};

/** Carries the status where the SDK's errors have theirs, so that it is judged like them. */
class UploadFailed extends PoolferryError {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(status: number) {
    super(`The upload of the import file was answered with status ${status}.`, {
      code: 'upload-failed',
      hint: 'Nobody of this file was imported. Run the same command again to continue.',
    });
    this.$metadata = { httpStatusCode: status };
  }
}
