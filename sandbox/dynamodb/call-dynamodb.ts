import { AwsError } from '../aws-error.ts';

/** Calls the engine as an SDK would, without an SDK. Engines look at the form of the signature only. */
export const callDynamoDb = async (
  url: string,
  region: string,
  operation: string,
  request: object,
): Promise<Record<string, unknown>> => {
  const date = `${new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  const scope = `${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': date,
      authorization: `AWS4-HMAC-SHA256 Credential=SANDBOX/${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  const body = text === '' ? {} : JSON.parse(text);
  if (response.ok) return body;
  const name = String(body.__type ?? 'UnknownError').replace(/^.*#/, '');
  throw new AwsError(name, String(body.message ?? body.Message ?? ''), response.status);
};
