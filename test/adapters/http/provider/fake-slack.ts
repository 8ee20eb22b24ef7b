/** Slack's Web API as far as an app of ours calls it, as strict as its documentation. */
import { COMPLAINTS, type Json } from './documented';

export const SLACK_TOKEN = 'xoxb-111122223333-444455556666-SecretOfTheBotUser';

interface Channel {
  readonly id: string;
  readonly name: string;
  topic: string;
  readonly is_archived: boolean;
}

interface Posted {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** https://docs.slack.dev/reference/methods */
export class FakeSlack {
  readonly channels: Channel[] = [{ id: 'C0MAIN', name: 'incidents', topic: '', is_archived: false }];
  readonly posted: Posted[] = [];
  /** Methods in the order of their calls. */
  readonly calls: string[] = [];
  /** By method: what it answers in place of doing its work, once each. */
  readonly next = new Map<
    string,
    { readonly status?: number; readonly error?: string; readonly retryAfter?: string }
  >();
  /** Scopes of the token. */
  readonly scopes = new Set(['chat:write', 'channels:manage', 'channels:read']);
  /** Messages that are there no more. */
  readonly deleted = new Set<string>();

  answer({ method, path, headers, text }: Request) {
    const url = new URL(path, 'http://slack');
    const name = url.pathname.slice('/api/'.length);
    this.calls.push(name);
    const planned = this.next.get(name);
    this.next.delete(name);
    if (planned?.status !== undefined) {
      const retry = planned.retryAfter === undefined ? undefined : { 'retry-after': planned.retryAfter };
      return { status: planned.status, body: '{"ok":false,"error":"ratelimited"}', headers: retry };
    }
    const error = planned?.error ?? this.refusal(name, method, headers);
    const result = error === undefined ? this.run(name, url, text) : { error };
    return { status: 200, body: JSON.stringify({ ok: !('error' in result), ...result }) };
  }

  private refusal(name: string, method: string, headers: Request['headers']): string | undefined {
    if (headers.authorization === undefined) return 'not_authed';
    if (headers.authorization !== `Bearer ${SLACK_TOKEN}`) return 'invalid_auth';
    const reads = name === 'conversations.list';
    if (method !== (reads ? 'GET' : 'POST')) return 'method_not_supported_for_channel_type';
    const scope =
      { 'chat.postMessage': 'chat:write', 'conversations.list': 'channels:read' }[name] ?? 'channels:manage';
    return this.scopes.has(scope) ? undefined : 'missing_scope';
  }

  private run(name: string, url: URL, text: string): object {
    switch (name) {
      case 'chat.postMessage':
        return this.post(JSON.parse(text));
      case 'conversations.create':
        return this.create(JSON.parse(text));
      case 'conversations.setTopic':
        return this.setTopic(JSON.parse(text));
      case 'conversations.list':
        return this.list(url.searchParams);
      default:
        return { error: 'unknown_method' };
    }
  }

  private post({ channel: to, thread_ts, ...message }: Json) {
    const channel = this.channels.find(({ id, name }) => id === to || name === String(to).replace(/^#/, ''));
    if (!channel) return { error: 'channel_not_found' };
    if (channel.is_archived) return { error: 'is_archived' };
    if (thread_ts !== undefined && this.deleted.has(thread_ts)) return { error: 'thread_not_found' };
    if (message.blocks && COMPLAINTS.slack(message, 'say').length > 0) return { error: 'invalid_blocks' };
    if (typeof message.text !== 'string' || message.text === '') return { error: 'no_text' };
    const ts = `1770111000.${String(this.posted.length + 1).padStart(6, '0')}`;
    this.posted.push({ channel: channel.id, ts, ...(thread_ts && { thread_ts }), text: message.text });
    return { channel: channel.id, ts, message };
  }

  private create({ name }: Json) {
    if (typeof name !== 'string' || name === '') return { error: 'invalid_name_required' };
    if (name.length > 80) return { error: 'invalid_name_maxlength' };
    if (!/^[a-z0-9_-]+$/.test(name)) return { error: 'invalid_name_specials' };
    if (this.channels.some((channel) => channel.name === name)) return { error: 'name_taken' };
    const channel = { id: `C0${this.channels.length}`, name, topic: '', is_archived: false };
    this.channels.push(channel);
    return { channel };
  }

  private setTopic({ channel: id, topic }: Json) {
    const channel = this.channels.find((each) => each.id === id);
    if (!channel) return { error: 'channel_not_found' };
    if (typeof topic !== 'string' || topic.length > 250) return { error: 'too_long' };
    channel.topic = topic;
    return { channel };
  }

  private list(query: URLSearchParams) {
    const limit = Number(query.get('limit'));
    if (!(limit >= 1 && limit <= 1_000)) return { error: 'invalid_limit' };
    const start = Number(query.get('cursor') ?? 0);
    const end = start + limit;
    const next_cursor = end < this.channels.length ? String(end) : '';
    return { channels: this.channels.slice(start, end), response_metadata: { next_cursor } };
  }
}
