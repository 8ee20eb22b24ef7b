import type { ProviderRequest, SendOutcome } from '../../../workflow/ports';
import type { Answer, Call } from './post';

/** A request that is ready to go, and what of it must never be repeated in a log. */
export interface Addressed {
  readonly call: Call;
  readonly secrets: readonly string[];
}

/** A secret that cannot be used, or an address that must not be called. Never quotes either. */
export interface Unusable {
  readonly unusable: string;
}

export interface EndpointSettings {
  /** Base address in place of the provider's own. */
  readonly baseUrl?: string;
  readonly allowLoopback: boolean;
  readonly nowMs: number;
}

/** How one kind of provider is reached. */
export interface Endpoint {
  /** @param secret what the channel's secret holds, without spaces around it */
  address(request: ProviderRequest, secret: string, settings: EndpointSettings): Addressed | Unusable;
  /** The provider's id for what it took. @default - the request's dedup key */
  idOf?(body: string): string | undefined;
  /** A failure that the provider hides behind a 2xx. @default - 2xx is taken */
  hiddenFailure?(body: string): SendOutcome | undefined;
  /** The request that tells what became of an accepted one. @default - accepted is done */
  inquiry?(addressed: Addressed, id: string): Call;
  /** Why an accepted request failed after all; `undefined` if it did not, or nobody knows yet. */
  verdict?(answer: Answer): string | undefined;
}

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The member of a JSON object, if it is a text. */
export function textMember(json: string, name: string): string | undefined {
  const found = member(json, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A provider's id out of its answer; `undefined` for what cannot be one. */
export function idMember(json: string, name: string): string | undefined {
  const id = textMember(json, name);
  return id !== undefined && /^[\x21-\x7e]{1,255}$/.test(id) ? id : undefined;
}

/** The own member of a JSON object; `undefined` where the text is no JSON object, or has none. */
export function member(json: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    return (value as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}
