/** What a provider is asked to do. Who is asked, and under which name of the incident, is for the adapter to add. */
export interface WordedRequest {
  /** Of an incident: open it, mark it as taken, end it; or `say` something, where there is nothing to open. */
  readonly operation: 'open' | 'acknowledge' | 'resolve' | 'say';
  readonly body: Readonly<Record<string, unknown>>;
}
