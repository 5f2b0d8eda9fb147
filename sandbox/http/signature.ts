import type { IncomingHttpHeaders } from 'node:http';
import type { Call } from '../faults/fault.ts';

/** Who signed a request, and for which Region; the signature itself is not checked. */
export const signerOf = (url: URL, headers: IncomingHttpHeaders): Call['signedBy'] => {
  const authorization = headers.authorization ?? '';
  if (authorization !== '' && !authorization.startsWith('AWS4-HMAC-SHA256 ')) return undefined;
  const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? url.searchParams.get('X-Amz-Credential');
  if (scope === null) return undefined;
  const [accessKeyId = '', , region = ''] = scope.split('/');
  return { accessKeyId, region };
};
