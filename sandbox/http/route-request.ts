import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from '../faults/fault.ts';
import type { Faults } from '../faults/faults.ts';
import type { Delivery } from '../faults/stroke.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { Answer } from './answer.ts';
import { identifyRequest, type Received, type Services } from './identify-request.ts';

export type Routed = {
  readonly service: string;
  readonly operation: string;
  /** Absent where nothing is to be sent. */
  readonly answer?: Answer;
  readonly delivery: Delivery;
  readonly fault?: FaultKind;
};

/** Who serves, and what may come in between. */
export type Routes = { readonly services: Services; readonly faults: Faults; readonly quotas: Quotas };

/** A page of a proxy that is not AWS. */
const GARBAGE: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Welcome to the hotel' };

/** Has a request served by its service, unless a quota or an ordered fault wants it otherwise. */
export const routeRequest = async ({ services, faults, quotas }: Routes, received: Received): Promise<Routed> => {
  const request = identifyRequest(services, received);
  const { service, operation } = request;
  const { latencyMs, stroke } = faults.strike(request, true);
  if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
  if (stroke === undefined) {
    const refusal = quotas.refusal(request);
    const answer = refusal === undefined ? await request.answer() : request.refuse(refusal);
    return { service, operation, answer, delivery: 'whole' };
  }
  const { kind: fault, delivery, error } = stroke;
  const answered = stroke.applies ? await request.answer() : undefined;
  const answer = error === undefined ? answered : request.refuse(error);
  const common = { service, operation, delivery, fault };
  if (delivery === 'garbage') return { ...common, answer: GARBAGE };
  if (delivery === 'reset' || delivery === 'silence' || answer === undefined) return common;
  return { ...common, answer };
};
