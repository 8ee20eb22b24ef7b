import type { Settlement } from '../order';
import type { PaymentProvider } from '../ports';

export interface HttpPaymentProviderOptions {
  /** Base address, such as `https://payments.example.com`. */
  readonly url: string;
  /** How long one charge may take, its answer included. @default CHARGE_TIMEOUT_MS */
  readonly timeoutMs?: number;
}

/** Well below the timeout of the function: a silent provider fails its own record, not the whole batch. */
export const CHARGE_TIMEOUT_MS = 4_000;

/** The provider gave no answer to the charge: it may or may not have taken the money; charge again with the same key. */
export class PaymentProviderUnavailable extends Error {
  override readonly name = 'PaymentProviderUnavailable';
}

/**
 * `POST {url}/charges` with an `Idempotency-Key`: 2xx with `paymentId` is paid, 402 with `reason` is declined. Anything
 * else is no answer, other 4xx included: our mistake must not decline a customer's card.
 */
export function httpPaymentProvider({
  url,
  timeoutMs = CHARGE_TIMEOUT_MS,
}: HttpPaymentProviderOptions): PaymentProvider {
  const endpoint = `${url.replace(/\/+$/, '')}/charges`;
  return {
    async charge({ idempotencyKey, ...charge }) {
      const { status, body } = await post(endpoint, timeoutMs, idempotencyKey, JSON.stringify(charge));
      if (status === 402) return { status: 'DECLINED', reason: textField(body, 'reason') ?? 'declined' };
      const paymentId = textField(body, 'paymentId');
      if (status >= 200 && status < 300 && paymentId !== undefined) return paid(paymentId);
      const said = status < 300 ? `${status} without a paymentId` : String(status);
      throw new PaymentProviderUnavailable(`${endpoint} answered ${said}`);
    },
  };
}

function paid(paymentId: string): Settlement {
  return { status: 'PAID', paymentId };
}

async function post(endpoint: string, timeoutMs: number, idempotencyKey: string, body: string) {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const reason = (error as Error).name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    throw new PaymentProviderUnavailable(`${endpoint}: ${reason}`, { cause: error });
  }
}

/** `fetch` says only "fetch failed"; why is in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

function textField(body: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body)?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}
