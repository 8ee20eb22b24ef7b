/** What all candidates are told and must tell: one order placed by one tenant. */
export interface OrderEvent {
  readonly id: string;
}

export const SERVICE = 'checkout';
export const NAMESPACE = 'Bench';
