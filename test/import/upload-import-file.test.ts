import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isTransient } from '../../aws/clients/error-kinds.ts';
import { uploadImportFile } from '../../aws/import-jobs/upload-import-file.ts';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

const serve = async (status: number) => {
  const received: { request: IncomingMessage; body: string }[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ request, body });
    response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end('<Error/>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/import-1?X-Amz-Signature=secret`, received };
};

const file = new TextEncoder().encode('cognito:username\nÄnne\n');

describe('the upload of an import file', () => {
  it('sends the bytes with the signed header and their length, and nothing that the signature does not cover', async () => {
    const { url, received } = await serve(200);

    expect(await uploadImportFile(url, file)).toBe('uploaded');

    const { request, body } = received[0] ?? {};
    expect(request?.method).toBe('PUT');
    expect(body).toBe('cognito:username\nÄnne\n');
    expect(request?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'content-length': String(file.byteLength),
    });
    expect(Object.keys(request?.headers ?? {})).not.toContain('content-type');
    expect(Object.keys(request?.headers ?? {})).not.toContain('transfer-encoding');
  });

  it('tells apart a URL that is no longer valid from trouble that passes', async () => {
    expect(await uploadImportFile((await serve(403)).url, file)).toBe('refused');
    server.close();
    const error = await uploadImportFile((await serve(503)).url, file).catch((thrown) => thrown);
    expect(isTransient(error)).toBe(true);
  });

  it.each([400, 307, 503])('fails on status %i without the URL in the error', async (status) => {
    const error = await uploadImportFile((await serve(status)).url, file).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('secret');
  });
});
