/** What the server sends back, whatever the protocol. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export const jsonAnswer = (contentType: string, response: object): Answer => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: JSON.stringify(response),
});

export const jsonError = (contentType: string, name: string, message: string, status: number): Answer => ({
  status,
  headers: { 'content-type': contentType, 'x-amzn-errortype': `${name}:`, 'x-amzn-errormessage': asHeader(message) },
  body: JSON.stringify({ __type: name, message }),
});

/** Headers carry neither line breaks nor anything beyond Latin-1. */
const asHeader = (message: string): string => message.replace(/[^\x20-\x7e]/g, '?');

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const xmlAnswer = (body: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

export const queryError = (name: string, message: string, status: number): Answer =>
  xmlAnswer(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
    status,
  );

export const storageError = (name: string, message: string, status: number): Answer =>
  xmlAnswer(`<Error><Code>${name}</Code><Message>${escapeXml(message)}</Message></Error>`, status);
