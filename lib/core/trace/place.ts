/** Where in a system the nodes of a trace are: which service, resource or outside dependency each belongs to. */
import type { Trace, TraceNode } from './trace';

/** A node of the dependency map. */
export interface Place {
  /** Unique in a map: `checkout/prod`, `aws:orders-table`, `remote:pay.example.com`. */
  readonly key: string;
  readonly name: string;
  /** `service`: it sends segments of its own. `aws`, `remote`: known from its callers only. */
  readonly kind: 'service' | 'aws' | 'remote';
  /** Of a service that runs the middleware. */
  readonly service?: string;
  readonly environment?: string;
  /** X-Ray's type of resource, such as `AWS::DynamoDB::Table`. */
  readonly type?: string;
}

/** Finds the places of one trace. */
export interface Places {
  /** Of whoever did this work. A call that nobody recorded on the other side is still the caller's work. */
  of(node: TraceNode): Place;
}

/** How a place is known from its callers. */
export function calledPlace({ namespace, origin, name }: TraceNode): Place {
  const kind = namespace === 'aws' || origin?.startsWith('AWS::') ? 'aws' : 'remote';
  return { key: `${kind}:${name}`, name, kind, ...(origin !== undefined && { type: origin }) };
}

export function placesOf({ nodes }: Trace): Places {
  const owners = new Map<TraceNode, TraceNode>();
  const annotated = new Map<TraceNode, TraceNode>();
  for (const node of nodes) {
    const owner = ownerOf(node, owners);
    owners.set(node, owner);
    // The spans of a function tell its service, its segment does not.
    if (node.service !== undefined && !annotated.has(owner)) annotated.set(owner, node);
  }
  // Lambda itself sends a segment of the same name beside that of the function.
  const byFunction = new Map<string, TraceNode>();
  for (const [owner, span] of annotated) if (isLambda(owner)) byFunction.set(owner.name, span);
  const known = new Map<TraceNode, Place>();
  return {
    of(node) {
      const owner = owners.get(node) ?? node;
      const place = known.get(owner) ?? placeOf(owner, annotated.get(owner), byFunction);
      known.set(owner, place);
      return place;
    },
  };
}

/** The top node of the same host: subsegments belong to their segment, as long as it was sent. */
function ownerOf(node: TraceNode, owners: ReadonlyMap<TraceNode, TraceNode>): TraceNode {
  const isInside = node.type === 'subsegment' && !node.inferred && node.parent !== undefined;
  return isInside ? (owners.get(node.parent as TraceNode) ?? node) : node;
}

function placeOf(owner: TraceNode, span: TraceNode | undefined, byFunction: ReadonlyMap<string, TraceNode>): Place {
  if (owner.inferred) return calledPlace(owner);
  const told = span ?? (isLambda(owner) ? byFunction.get(owner.name) : undefined);
  const { origin, name } = owner;
  const type = origin === undefined ? {} : { type: origin };
  if (told?.service === undefined) return { key: name, name, kind: 'service', ...type };
  const { service, environment = '' } = told;
  return { key: `${service}/${environment}`, name: service, kind: 'service', service, environment, ...type };
}

function isLambda({ origin }: TraceNode): boolean {
  return origin === 'AWS::Lambda' || origin === 'AWS::Lambda::Function';
}
