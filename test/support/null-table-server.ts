/**
 * A process that answers the calls of a remap over HTTP without a table behind it, so that what a client costs can be
 * measured. Says its address on stdout. A scan has PAGES pages a segment, of 1,000 items each; every write is done.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oldSub } from './identity-pairs.ts';

const pages = Number(process.env.PAGES ?? '10');
const itemsPerPage = 1_000;

/** Owners by turns: half of them are users nobody has mapped. */
const itemText = (segment: number, page: number, n: number) =>
  `{"id":{"S":"${segment}-${page}-${String(n).padStart(24, '0')}"},"owner":{"S":"${oldSub(n % 2 === 0 ? n : 1_000_000 + n)}"}}`;

const scan = (body: string): string => {
  const { Segment = 0, ExclusiveStartKey } = JSON.parse(body) as {
    Segment?: number;
    ExclusiveStartKey?: { id: { S: string } };
  };
  const page = ExclusiveStartKey === undefined ? 0 : Number(ExclusiveStartKey.id.S);
  const next = page + 1 < pages ? `,"LastEvaluatedKey":{"id":{"S":"${page + 1}"}}` : '';
  return `{"Items":${itemsOf(Segment, page)},"ConsumedCapacity":{"TableName":"Null","CapacityUnits":128}${next}}`;
};

const made = new Map<string, string>();
const itemsOf = (segment: number, page: number) => {
  const known = made.get(`${segment}-${page}`);
  if (known !== undefined) return known;
  const text = `[${Array.from({ length: itemsPerPage }, (_, n) => itemText(segment, page, n)).join(',')}]`;
  made.set(`${segment}-${page}`, text);
  return text;
};

const batchOf25 = JSON.stringify({
  Responses: Array.from({ length: 25 }, () => ({ TableName: 'Null' })),
  ConsumedCapacity: [{ TableName: 'Null', CapacityUnits: 25 }],
});
const answers: Readonly<Record<string, (body: string) => string>> = {
  Scan: scan,
  BatchExecuteStatement: () => batchOf25,
  UpdateItem: () => '{"ConsumedCapacity":{"TableName":"Null","CapacityUnits":1}}',
};

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = answers[String(request.headers['x-amz-target']).split('.')[1] ?? ''];
  response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(answer?.(Buffer.concat(chunks).toString('utf8')) ?? '{"__type":"UnknownOperationException"}');
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
