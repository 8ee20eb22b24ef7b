import type { ProviderRequest } from '../../../workflow/ports';
import { whyNotCallable } from './address';
import {
  type Addressed,
  type Endpoint,
  type EndpointSettings,
  idMember,
  JSON_TYPE,
  member,
  textMember,
  type Unusable,
} from './endpoint';

const OPSGENIE_HOSTS = { us: 'https://api.opsgenie.com', eu: 'https://api.eu.opsgenie.com' };
/** One for all regions. */
const JIRA_HOST = 'https://api.atlassian.com';

/**
 * Opsgenie: the secret is the key of an API integration. A taken request may fail later, so it is asked about once.
 * Atlassian ends the API on 2027-04-05. https://docs.opsgenie.com/docs/alert-api
 */
export const opsgenie: Endpoint = {
  address: (request, key, settings) =>
    addressed(
      new URL('/v2/alerts', settings.baseUrl ?? OPSGENIE_HOSTS[request.region ?? 'us']),
      request,
      key,
      settings,
    ),
  idOf: (body) => idMember(body, 'requestId'),
  inquiry({ call }, id) {
    const url = new URL(`/v2/alerts/requests/${encodeURIComponent(id)}`, call.url);
    return { method: 'GET', url, headers: call.headers };
  },
  verdict(answer) {
    if (!('status' in answer) || answer.status !== 200) return undefined;
    const data = JSON.stringify(member(answer.body, 'data') ?? null);
    if (member(data, 'success') !== false && member(data, 'isSuccess') !== false) return undefined;
    return textMember(data, 'status') ?? 'no reason given';
  },
};

/**
 * Jira Service Management: the secret is the key of an API integration. What became of a request can only be asked with
 * another key, by an API that is marked experimental: accepted counts as sent.
 * https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events
 */
export const jira: Endpoint = {
  address: (request, key, settings) =>
    addressed(new URL('/jsm/ops/integration/v2/alerts', settings.baseUrl ?? JIRA_HOST), request, key, settings),
  idOf: (body) => idMember(body, 'requestId'),
};

const ACTIONS: Readonly<Record<Exclude<ProviderRequest['operation'], 'open'>, string>> = {
  acknowledge: 'acknowledge',
  resolve: 'close',
  say: 'notes',
};

function addressed(
  alerts: URL,
  { operation, dedupKey, body }: ProviderRequest,
  key: string,
  { allowLoopback }: EndpointSettings,
): Addressed | Unusable {
  if (!/^[\w-]{8,200}$/.test(key)) {
    return {
      unusable: 'its secret is not an API key: store the key of an API integration, letters, digits and dashes',
    };
  }
  const why = whyNotCallable(alerts, allowLoopback);
  if (why !== undefined) return { unusable: `its base address is not allowed: ${why}` };
  // It becomes a part of the path, where an escaped slash is not safe from gateways.
  const alias = dedupKey.replaceAll('/', '-');
  const url = new URL(alerts);
  if (operation !== 'open') {
    url.pathname += `/${encodeURIComponent(alias)}/${ACTIONS[operation]}`;
    url.searchParams.set('identifierType', 'alias');
  }
  const content = operation === 'open' ? { ...body, alias } : body;
  const headers = { ...JSON_TYPE, authorization: `GenieKey ${key}` };
  return { call: { method: 'POST', url, headers, body: JSON.stringify(content) }, secrets: [key] };
}
